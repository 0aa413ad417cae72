import { describe, expect, it } from 'vitest';
import type { BulkSearchOptions, SearchSnippetsOptions } from '../src/index.ts';
import { answering, collect, failureOf, fixture, sentBody, sentQuery } from './answering.ts';

const sha = '649def34f8be52c8b66281af98ae884c09aef38b';
const filters = {
  year: '2016-2020',
  publicationDateOrYear: '2016-03:',
  venue: ['Nature', 'Science'],
  fieldsOfStudy: ['Medicine'],
  publicationTypes: ['Review'],
  minCitationCount: 10,
  openAccessPdf: true,
} as const;
const sentFilters = {
  ...filters,
  venue: 'Nature,Science',
  fieldsOfStudy: 'Medicine',
  publicationTypes: 'Review',
  minCitationCount: '10',
  openAccessPdf: '',
};

describe('bulk search', () => {
  it('sends operators, sort and filters as they are, and each page’s token', async () => {
    const { s2, service } = answering([{ json: fixture('bulk') }, { json: fixture('bulk.malformed') }]);
    const options: BulkSearchOptions<'title' | 'year'> = {
      query: '"gene-therapy" -mice',
      sort: 'citationCount:desc',
      fields: ['title', 'year'],
      ...filters,
    };
    const pages = await collect(s2.searchPapersBulk(options).pages());
    expect(service.requests.map(({ path }) => path)).toEqual(Array(2).fill('/graph/v1/paper/search/bulk'));
    const sent = { query: '"gene-therapy" -mice', sort: 'citationCount:desc', fields: 'title,year', ...sentFilters };
    expect(sentQuery(service)).toEqual(sent);
    expect(sentQuery(service, 1)).toEqual({ ...sent, token: 'PAGE0001' });
    expect(pages.flatMap(({ items }) => items)).toEqual([
      { paperId: '1'.repeat(40), title: 'First', year: 2001 },
      { paperId: '2'.repeat(40), title: null, year: 2002 },
      { paperId: '3'.repeat(40), title: 'Third', year: 2003 },
    ]);
    expect(pages[1]?.skipped.map(({ index }) => index)).toEqual([0, 2]);
    expect(pages.map(({ truncated }) => truncated)).toEqual([undefined, undefined]);
  });

  it('says when the service ends before the total it promised', async () => {
    const { s2 } = answering({ json: { total: 5000, token: null, data: [{ paperId: sha, title: 'T' }] } });
    const [page] = await collect(s2.searchPapersBulk('q').pages());
    expect(page?.truncated).toBe('the service ended the search after 1 of about 5000 results');
  });

  it('asks for no further page once there are enough, and sends an empty query when filters do', async () => {
    const { s2, service } = answering({ json: fixture('bulk') });
    expect(await collect(s2.searchPapersBulk({ year: { from: 2020 }, limit: 2, fields: ['title'] }))).toHaveLength(2);
    expect(sentQuery(service)).toEqual({ query: '', year: '2020-', fields: 'title' });
    expect(service.requests).toHaveLength(1);
  });

  it('ends with an error when a token comes again', async () => {
    const { s2, service } = answering({ json: fixture('bulk') });
    expect(await failureOf(collect(s2.searchPapersBulk('q')))).toMatchObject({
      code: 'response-invalid',
      message: expect.stringMatching(/repeats a page cursor/),
    });
    expect(service.requests).toHaveLength(2);
  });

  it.each<[string, object, RegExp]>([
    ['neither query nor filter', {}, /query or a filter/],
    ['a limit of nothing', { query: 'q', limit: 0 }, /limit/],
    ['a sort that is none', { query: 'q', sort: 'year' }, /sort/],
    ['years the wrong way round', { query: 'q', year: { from: 2020, to: 2010 } }, /year/],
    ['a month that never was', { query: 'q', publicationDateOrYear: '2019-13:' }, /publicationDateOrYear/],
    ['a day that never was', { query: 'q', publicationDateOrYear: ':2019-02-30' }, /publicationDateOrYear/],
  ])('sends nothing for %s', async (_what, options, message) => {
    const { s2, service } = answering({ json: fixture('bulk') });
    const error = await failureOf((async () => collect(s2.searchPapersBulk(options as never)))());
    expect(error).toMatchObject({ code: 'invalid-request', operation: 'searchPapersBulk' });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });
});

it.each([
  [{ from: 2018, to: 2023 }, '2018-2023'],
  [{ from: 2018 }, '2018-'],
  [{ to: 2015 }, '-2015'],
  ['2019', '2019'],
] as const)('a range of years %j is sent as %s', async (year, sent) => {
  const { s2, service } = answering({ json: { total: 0 } });
  await collect(s2.searchPapers({ query: 'q', year }));
  expect(sentQuery(service).year).toBe(sent);
});

describe('titles', () => {
  it('match among the papers the filters leave', async () => {
    const { s2, service } = answering({ json: { data: [{ paperId: sha, title: 'T', matchScore: '174.2' }] } });
    expect(await s2.matchTitle('t', { fields: ['title'], ...filters })).toMatchObject({ matchScore: 174.2 });
    expect(sentQuery(service)).toEqual({ query: 't', fields: 'title', ...sentFilters });
  });

  it('are completed from their first hundred characters', async () => {
    const matches = [
      { id: sha, title: 'Cool roofs', authorsYear: 'Raman et al., 2018' },
      { id: 7 },
      { id: 'x', title: 3 },
    ];
    const { s2, service } = answering({ json: { matches } });
    expect(await s2.completeTitle(`cool ${'x'.repeat(200)}`)).toEqual({
      matches: [
        { paperId: sha, title: 'Cool roofs', authorsYear: 'Raman et al., 2018' },
        { paperId: 'x', title: null, authorsYear: null },
      ],
      skipped: [{ index: 1, reason: expect.stringMatching(/^id: /) }],
    });
    expect(service.requests[0]?.path).toBe('/graph/v1/paper/autocomplete');
    expect(sentQuery(service).query).toHaveLength(100);
    expect((await failureOf(s2.completeTitle(' '))).code).toBe('invalid-request');
  });
});

describe('recommendations', () => {
  it('for one paper come from the pool asked for', async () => {
    const { s2, service } = answering({ json: fixture('recommendations') });
    const options = { limit: 2, fields: ['title', 'citationCount'], from: 'all-cs' } as const;
    const { papers, skipped } = await s2.recommendForPaper('DOI:10.1234/a', options);
    expect(service.requests[0]?.path).toBe('/recommendations/v1/papers/forpaper/DOI:10.1234%2Fa');
    expect(sentQuery(service)).toEqual({ limit: '2', fields: 'title,citationCount', from: 'all-cs' });
    expect(papers.map(({ title, citationCount }) => [title, citationCount])).toEqual([
      ['Like it', 4],
      ['Also like it', 0],
    ]);
    expect(skipped).toEqual([]);
  });

  it('for lists send the ids in the body and the rest in the address', async () => {
    const { s2, service } = answering({ json: fixture('recommendations.malformed') });
    const { papers, skipped } = await s2.recommendPapers({
      positivePaperIds: [sha],
      negativePaperIds: ['CorpusId:7'],
      limit: 500,
      fields: ['title', 'citationCount'],
    });
    expect(service.requests).toMatchObject([{ method: 'POST', path: '/recommendations/v1/papers/' }]);
    expect(sentQuery(service)).toEqual({ limit: '500', fields: 'title,citationCount' });
    expect(sentBody(service)).toEqual({ positivePaperIds: [sha], negativePaperIds: ['CorpusId:7'] });
    expect(papers).toEqual([{ paperId: '2'.repeat(40), title: 'Still good', citationCount: null }]);
    expect(skipped.map(({ index }) => index)).toEqual([0, 2]);
  });

  it.each([
    { positivePaperIds: [] },
    { positivePaperIds: ['10.1234/abc'] },
    { positivePaperIds: [sha], limit: 501 },
    { positivePaperIds: [sha], from: 'all-cs' },
  ])('send nothing for %j', async (options) => {
    const { s2, service } = answering({ json: fixture('recommendations') });
    expect((await failureOf(s2.recommendPapers(options as never))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });

  it('are none only when the service says so', async () => {
    expect((await answering({ json: { recommendedPapers: [] } }).s2.recommendForPaper(sha)).papers).toEqual([]);
    expect((await failureOf(answering({ json: {} }).s2.recommendForPaper(sha))).code).toBe('response-invalid');
  });
});

describe('snippets', () => {
  it('are asked for under the service’s own names', async () => {
    const { s2, service } = answering({ json: fixture('snippets') });
    const options: SearchSnippetsOptions = {
      query: 'watering',
      limit: 5,
      fields: ['snippet.text', 'snippet.section'],
      paperIds: [sha, 'CorpusId:7'],
      authors: ['Ada Lindqvist', 'Abebe'],
      insertedBefore: '2025-06',
      ...filters,
    };
    await s2.searchSnippets(options);
    expect(service.requests[0]?.path).toBe('/graph/v1/snippet/search');
    expect(sentQuery(service)).toEqual({
      query: 'watering',
      limit: '5',
      fields: 'snippet.text,snippet.section',
      paperIds: `${sha},CorpusId:7`,
      authors: 'Ada Lindqvist,Abebe',
      insertedBefore: '2025-06',
      ...sentFilters,
    });
  });

  it('come with their place and paper', async () => {
    const { s2 } = answering({ json: fixture('snippets') });
    const { snippets, retrievalVersion } = await s2.searchSnippets('q');
    expect(retrievalVersion).toBe('pa1-v1');
    expect(snippets[0]).toMatchObject({
      score: 0.71,
      snippet: { section: 'Results', snippetOffset: { start: 120, end: 171 } },
      paper: { corpusId: '990100004', openAccessInfo: { license: 'CCBY' } },
    });
    expect(snippets[1]).toEqual({
      score: 0.5,
      snippet: { text: 'Shade cools.', snippetKind: null, section: null, snippetOffset: null, annotations: null },
      paper: { corpusId: '7', title: null, authors: [], openAccessInfo: null },
    });
  });

  it('keep the good ones of a malformed answer and name the others', async () => {
    const { s2 } = answering({ json: fixture('snippets.malformed') });
    const { snippets, skipped } = await s2.searchSnippets('q');
    expect(snippets).toMatchObject([{ score: null, snippet: { text: 'Still good.' }, paper: { corpusId: '2' } }]);
    expect(skipped.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it.each<object>([
    { query: '' },
    { query: 'q', limit: 1001 },
    { query: 'q', authors: Array(11).fill('a') },
    { query: 'q', authors: ['Lindqvist, Ada'] },
    { query: 'q', paperIds: Array(101).fill(sha) },
    { query: 'q', insertedBefore: '2025-02-30' },
    { query: 'q', fields: ['paper.title'] },
  ])('send nothing for %j', async (options) => {
    const { s2, service } = answering({ json: fixture('snippets') });
    expect((await failureOf(s2.searchSnippets(options as never))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });
});

describe('data sets', () => {
  it('are found by release and name', async () => {
    const release = { release_id: '2026-01-20', README: 'L', datasets: [{ name: 'papers', README: 'P' }, { name: 7 }] };
    const step = { from_release: '2026-01-06', to_release: '2026-01-13', update_files: ['u'], delete_files: [] };
    const diffs = { dataset: 'papers', start_release: '2026-01-06', end_release: '2026-01-13', diffs: [step] };
    const { s2, service } = answering([
      { json: ['2026-01-13', '2026-01-20'] },
      { json: release },
      { json: fixture('dataset') },
      { json: diffs },
    ]);
    const { datasets } = s2;
    expect(await datasets.listReleases()).toEqual(['2026-01-13', '2026-01-20']);
    expect(await datasets.getRelease()).toEqual({
      releaseId: '2026-01-20',
      readme: 'L',
      datasets: [{ name: 'papers', description: null, readme: 'P' }],
      skipped: [{ index: 1, reason: expect.stringMatching(/^name: /) }],
    });
    expect((await datasets.getDataset('papers', '2026-01-20')).files).toHaveLength(1);
    expect(await datasets.getDiffs('papers', '2026-01-06')).toMatchObject({
      dataset: 'papers',
      diffs: [{ fromRelease: '2026-01-06', toRelease: '2026-01-13', updateFiles: ['u'], deleteFiles: [] }],
    });
    expect(service.requests.map(({ path }) => path)).toEqual([
      '/datasets/v1/release/',
      '/datasets/v1/release/latest',
      '/datasets/v1/release/2026-01-20/dataset/papers',
      '/datasets/v1/diffs/2026-01-06/to/latest/papers',
    ]);
  });

  it('with a file missing are refused rather than given in part', async () => {
    const { s2 } = answering({ json: fixture('dataset.malformed') });
    expect((await failureOf(s2.datasets.getDataset('papers'))).code).toBe('response-invalid');
  });

  it('tell that links need a key', async () => {
    const { s2 } = answering({ status: 401, json: { message: 'Unauthorized' } }, { apiKey: undefined });
    expect(await failureOf(s2.datasets.getDataset('papers'))).toMatchObject({
      code: 'authentication',
      hint: expect.stringContaining('SEMANTIC_SCHOLAR_API_KEY'),
    });
  });

  it.each(['../paper', 'a/b', ''])('refuse the name "%s" before sending', async (name) => {
    const { s2, service } = answering({ json: fixture('dataset') });
    expect((await failureOf(s2.datasets.getDataset(name))).code).toBe('invalid-request');
    expect((await failureOf(s2.datasets.getRelease(name))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });
});
