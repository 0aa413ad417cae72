import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { arxiv, corpusId, createSemanticScholar, doi, pmid } from '../src/index.ts';
import { answering, collect, failureOf, fixture, sentQuery } from './answering.ts';

const empty = { json: { total: 0, offset: 0 } };
const sha = '649def34f8be52c8b66281af98ae884c09aef38b';

describe('what is sent', () => {
  it('a search with the fields a reader needs, and hyphens as spaces', async () => {
    const { s2, service } = answering(empty);
    await collect(s2.searchPapers('gene-therapy for COVID-19'));
    expect(service.requests).toMatchObject([{ method: 'GET', path: '/graph/v1/paper/search', bodyText: '' }]);
    expect(service.requests[0]?.headers['x-api-key']).toBe('test-key');
    expect(sentQuery(service)).toEqual({
      query: 'gene therapy for COVID 19',
      fields: 'title,abstract,year,publicationDate,authors,venue,citationCount,externalIds,url,openAccessPdf',
      offset: '0',
      limit: '100',
    });
  });

  it('every filter under the service’s own name, openAccessPdf as a bare flag', async () => {
    const { s2, service } = answering(empty);
    await collect(
      s2.searchPapers({
        query: 'q',
        fields: ['title', 'authors.affiliations', 'tldr'],
        year: '2016-2020',
        publicationDateOrYear: '2016-03:',
        venue: ['Nature', 'N. Engl. J. Med.'],
        fieldsOfStudy: ['Medicine'],
        publicationTypes: ['Review', 'MetaAnalysis'],
        minCitationCount: 10,
        openAccessPdf: true,
      }),
    );
    expect(sentQuery(service)).toEqual({
      query: 'q',
      fields: 'title,authors.affiliations,tldr,authors.name',
      year: '2016-2020',
      publicationDateOrYear: '2016-03:',
      venue: 'Nature,N. Engl. J. Med.',
      fieldsOfStudy: 'Medicine',
      publicationTypes: 'Review,MetaAnalysis',
      minCitationCount: '10',
      openAccessPdf: '',
      offset: '0',
      limit: '100',
    });
    expect(service.requests[0]?.query).toMatch(/[?&]openAccessPdf(&|$)/);
    await collect(s2.searchPapers({ query: 'q', openAccessPdf: false }));
    expect(sentQuery(service, 1)).not.toHaveProperty('openAccessPdf');
  });

  it('ids as one path segment', async () => {
    const { s2, service } = answering({ json: { paperId: sha, title: 'T' } });
    await s2.getPaper(doi('10.1234/ABC(1)/2'), { fields: ['title'] });
    await s2.getPaper('URL:https://arxiv.org/abs/2101.00001', { fields: ['title'] });
    expect(service.requests.map(({ path }) => path)).toEqual([
      '/graph/v1/paper/DOI:10.1234%2Fabc(1)%2F2',
      '/graph/v1/paper/URL:https:%2F%2Farxiv.org%2Fabs%2F2101.00001',
    ]);
  });

  it('fields of a batch in the address, ids in the body', async () => {
    const { s2, service } = answering({ json: [null] });
    await s2.getPapers([sha], { fields: ['title'] });
    expect(service.requests).toMatchObject([{ method: 'POST', path: '/graph/v1/paper/batch', query: '?fields=title' }]);
    expect(JSON.parse(service.requests[0]?.bodyText ?? '')).toEqual({ ids: [sha] });
  });

  it('fields of the other paper of a citation without a prefix', async () => {
    const { s2, service } = answering({ json: { offset: 0, data: [] } });
    await collect(s2.getCitations(sha, { fields: ['title', 'contexts'], publicationDateOrYear: '2020:' }));
    await collect(s2.getReferences(corpusId(7)));
    expect(service.requests.map(({ path }) => path)).toEqual([
      `/graph/v1/paper/${sha}/citations`,
      '/graph/v1/paper/CorpusId:7/references',
    ]);
    expect(sentQuery(service)).toEqual({
      fields: 'title,contexts',
      publicationDateOrYear: '2020:',
      offset: '0',
      limit: '100',
    });
    expect(sentQuery(service, 1).fields).toContain('isInfluential');
  });

  it('no key header without a key', async () => {
    const { s2, service } = answering(empty, { apiKey: undefined });
    vi.stubEnv('SEMANTIC_SCHOLAR_API_KEY', '');
    await collect(s2.searchPapers('q'));
    vi.stubEnv('SEMANTIC_SCHOLAR_API_KEY', 'from-environment');
    await collect(s2.searchPapers('q')).finally(() => vi.unstubAllEnvs());
    expect(service.requests[0]?.headers).not.toHaveProperty('x-api-key');
    expect(service.requests[1]?.headers['x-api-key']).toBe('from-environment');
  });

  it.each<[string, object, RegExp]>([
    ['an empty query', { query: ' ' }, /query: must not be empty/],
    ['a page that is too large', { query: 'q', pageSize: 101 }, /pageSize .* 1 to 100/],
    ['an offset outside the window', { query: 'q', offset: 999 }, /offset .* 0 to 998/],
    ['a limit of nothing', { query: 'q', limit: 0 }, /limit/],
    ['a year that is none', { query: 'q', year: '16-20' }, /year/],
    ['a name that is not known', { query: 'q', yearStart: 2016 }, /yearStart/],
    ['a venue with a comma', { query: 'q', venue: ['Science, Technology'] }, /venue.*comma/],
    ['no fields', { query: 'q', fields: [] }, /fields/],
  ])('nothing for %s', async (_what, options, message) => {
    const { s2, service } = answering(empty);
    const error = await failureOf((async () => collect(s2.searchPapers(options as never)))());
    expect(error).toMatchObject({ code: 'invalid-request', operation: 'searchPapers' });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it('nothing for an id of no known form', async () => {
    const { s2, service } = answering(empty);
    for (const id of ['10.1234/abc', '', 'DOI:', 'FOO:1', 'abc']) {
      expect((await failureOf(s2.getPaper(id))).message, id).toMatch(/doi\(\)/);
      expect((await failureOf(s2.getPapers([sha, id]))).code, id).toBe('invalid-request');
    }
    expect(service.requests).toHaveLength(0);
  });
});

describe('ids', () => {
  it.each([
    [doi('https://doi.org/10.1234/ABC'), 'DOI:10.1234/abc'],
    [doi(' doi:10.1234/abc '), 'DOI:10.1234/abc'],
    [arxiv('arXiv:1706.03762v5'), 'ARXIV:1706.03762'],
    [arxiv('https://arxiv.org/pdf/1706.03762v5.pdf'), 'ARXIV:1706.03762'],
    [arxiv('hep-th/9901001'), 'ARXIV:hep-th/9901001'],
    [corpusId(215416146), 'CorpusId:215416146'],
    [pmid('19872477'), 'PMID:19872477'],
  ])('%s', (made, expected) => expect(made).toBe(expected));

  it.each([() => doi('11.1/x'), () => doi('10.1234/'), () => arxiv('1706'), () => corpusId('12a'), () => pmid(-1)])(
    'refuse what is none: %s',
    (make) => expect(make).toThrow(/Nothing was sent|is not a/),
  );
});

describe('answers', () => {
  it('hold exactly what was asked for, null where nothing is known, numbers as numbers', async () => {
    const { s2 } = answering({ json: { ...fixture('search'), next: undefined } });
    const papers = await collect(
      s2.searchPapers({ query: 'q', fields: ['title', 'year', 'citationCount', 'authors'] }),
    );
    expect(papers).toEqual([
      {
        paperId: sha,
        title: 'Street trees and afternoon temperature',
        year: 2016,
        citationCount: 42,
        authors: [
          { authorId: '1741101', name: 'Ada Lindqvist' },
          { authorId: null, name: 'T. Okafor' },
        ],
      },
      {
        paperId: '1'.repeat(40),
        title: 'A paper whose abstract is withheld',
        year: null,
        citationCount: 0,
        authors: [],
      },
      { paperId: '2'.repeat(40), title: null, year: 1998, citationCount: null, authors: null },
    ]);
  });

  it('keep the good papers of a malformed page and name the others', async () => {
    const { s2 } = answering({ json: fixture('search.malformed') });
    const pages = await collect(
      s2.searchPapers({ query: 'q', fields: ['title', 'externalIds', 'openAccessPdf'] }).pages(),
    );
    expect(pages).toHaveLength(1);
    expect(pages[0]?.items).toEqual([
      { paperId: '3'.repeat(40), title: 'Ornaments broken', externalIds: { CorpusId: 7 }, openAccessPdf: null },
      { paperId: '6'.repeat(40), title: 'Last', externalIds: null, openAccessPdf: null },
    ]);
    expect(pages[0]?.skipped.map(({ index }) => index)).toEqual([0, 2, 3, 4]);
    expect(pages[0]?.truncated).toMatch(/no later page/);
    expect(pages[0]).not.toHaveProperty('total');
  });

  it('a missing list is empty only when the service says that there is nothing', async () => {
    expect(await collect(answering(empty).s2.searchPapers('q'))).toEqual([]);
    expect(await collect(answering({ json: { offset: 0, data: null } }).s2.getReferences(sha))).toEqual([]);
    for (const json of [{}, { total: 5 }, { data: 'none' }, { message: 'odd' }, null, []]) {
      const { s2 } = answering({ json });
      expect((await failureOf(collect(s2.searchPapers('q')))).code, JSON.stringify(json)).toBe('response-invalid');
    }
  });

  it('references keep what could not be resolved', async () => {
    const { s2 } = answering({ json: fixture('references') });
    const [page] = await collect(
      s2.getReferences(sha, { fields: ['title', 'year', 'contexts', 'isInfluential'] }).pages(),
    );
    expect(page?.items).toEqual([
      {
        citedPaper: { paperId: sha, title: 'Street trees', year: 2016 },
        contexts: ['Shade alone explains much of the daytime cooling [1].'],
        isInfluential: true,
      },
      { citedPaper: { paperId: null, title: 'An unresolved report', year: null }, contexts: null, isInfluential: null },
    ]);
    expect(page?.skipped).toMatchObject([{ index: 2 }]);
  });
});

it('references of a malformed answer are kept or named one by one', async () => {
  const { s2 } = answering({ json: fixture('references.malformed') });
  const [page] = await collect(s2.getReferences(sha, { fields: ['title', 'contexts'] }).pages());
  expect(page?.items).toEqual([{ citedPaper: { paperId: sha, title: 'Still good' }, contexts: null }]);
  expect(page?.skipped.map(({ index }) => index)).toEqual([1, 2]);
  expect(page).not.toHaveProperty('nextCursor');
});

describe('batches', () => {
  const ids = Array.from({ length: 1001 }, (_, index) => corpusId(index));

  it('go out in chunks of 500 and come back by id', async () => {
    const reply = (from: number, to: number) => ({
      json: ids.slice(from, to).map((id, index) => (index === 1 ? null : { paperId: `${id}-sha`, title: id })),
    });
    const { s2, service } = answering([reply(0, 500), reply(500, 1000), reply(1000, 1001)]);
    const papers = await s2.getPapers(ids, { fields: ['title'] });
    expect(service.requests.map(({ bodyText }) => JSON.parse(bodyText).ids.length)).toEqual([500, 500, 1]);
    expect([...papers.keys()]).toEqual(ids);
    expect(papers.get('CorpusId:0')).toEqual({ paperId: 'CorpusId:0-sha', title: 'CorpusId:0' });
    expect(papers.get('CorpusId:501')).toBeNull();
    expect(papers.get('CorpusId:1000')?.title).toBe('CorpusId:1000');
    expect(papers.skipped).toEqual([]);
  });

  it('keep their places when an answer is malformed, and say so', async () => {
    const { s2 } = answering({ json: [{ paperId: 'a', title: 'A' }, { paperId: 7 }, { paperId: 'c', title: 'C' }] });
    const papers = await s2.getPapers([ids[0], ids[0], ids[1], ids[2]] as string[], { fields: ['title'] });
    expect([...papers.values()].map((paper) => paper?.title)).toEqual(['A', undefined, 'C']);
    expect(papers.skipped).toMatchObject([{ index: 2, reason: expect.stringContaining('paperId') }]);
  });

  it('are refused when answers cannot be joined to ids', async () => {
    const { s2 } = answering({ json: [null] });
    expect(await failureOf(s2.getPapers(ids.slice(0, 2)))).toMatchObject({
      code: 'response-invalid',
      message: expect.stringMatching(/2 papers were asked for and 1 came/),
    });
  });

  it('of nothing send nothing', async () => {
    const { s2, service } = answering(empty);
    expect((await s2.getPapers([])).size).toBe(0);
    expect(service.requests).toHaveLength(0);
  });

  it('are bound by one timeout for all requests', async () => {
    const { s2, service, now } = answering({ json: ids.slice(0, 500).map(() => null) });
    service.faults.push({ kind: 'latency', ms: 3000, times: Number.POSITIVE_INFINITY });
    expect((await failureOf(s2.getPapers(ids, {}, { timeoutMs: 4000 }))).code).toBe('timeout');
    expect(now()).toBeLessThanOrEqual(4001);
  });
});

describe('titles', () => {
  it('match, or do not', async () => {
    const found = { json: { data: [{ paperId: sha, title: 'T', matchScore: 174.2 }] } };
    expect(await answering(found).s2.matchTitle('t', { fields: ['title'] })).toEqual({
      paperId: sha,
      title: 'T',
      matchScore: 174.2,
    });
    expect(await answering({ status: 404, json: { error: 'Title match not found' } }).s2.matchTitle('t')).toBeNull();
    expect(await answering({ json: { data: [] } }).s2.matchTitle('t')).toBeNull();
  });

  it('do not count as unmatched when the address is wrong or the match malformed', async () => {
    const wrongAddress = answering({ status: 404, text: '<html>Not found</html>' });
    expect(await failureOf(wrongAddress.s2.matchTitle('t'))).toMatchObject({
      hint: expect.stringContaining('baseUrl'),
    });
    const malformed = answering({ json: { data: [{ paperId: null }] } });
    expect((await failureOf(malformed.s2.matchTitle('t'))).code).toBe('response-invalid');
  });
});

describe('health', () => {
  it('probes with the lightest request', async () => {
    const { s2, service } = answering({ json: { matches: [] } });
    expect(await s2.healthCheck({ mode: 'active' })).toMatchObject({ status: 'healthy' });
    expect(service.requests).toMatchObject([{ path: '/graph/v1/paper/autocomplete' }]);
  });

  it('tells a refused key', async () => {
    const { s2 } = answering({ status: 403, json: { message: 'Forbidden' } });
    const health = await s2.healthCheck({ mode: 'active' });
    expect(health).toMatchObject({ status: 'unhealthy', reason: expect.stringContaining('SEMANTIC_SCHOLAR_API_KEY') });
  });
});

it('paces all endpoints of a key together at one request per second', async () => {
  const { s2, service } = answering([empty, { json: [null] }, { status: 404, json: { error: 'x' } }, empty]);
  await Promise.allSettled([
    collect(s2.searchPapers('q')),
    s2.getPapers([sha]),
    s2.getPaper(sha),
    collect(s2.searchPapers('r')),
  ]);
  const gaps = service.requests.slice(1).map(({ at }, index) => at - (service.requests[index]?.at ?? 0));
  expect(gaps).toHaveLength(3);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
});

it('names the version of its package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(createSemanticScholar().version).toBe(manifest.version);
});
