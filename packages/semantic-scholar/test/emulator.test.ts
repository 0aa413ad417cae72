import { describe, expect, it } from 'vitest';
import { paperIdOf, samplePapers } from '../src/emulator/index.ts';
import { start } from './start-emulator.ts';

const TREES = 990100001;
const REVIEW = 990100004;

/** A corpus large enough for every paging ceiling. */
const manyPapers = Array.from({ length: 2300 }, (_, index) => ({
  corpusId: index + 1,
  title: `Common study number ${index + 1}`,
  year: 1990 + (index % 30),
}));

describe('relevance search', () => {
  it('answers natural questions with ids and titles by default', async () => {
    const { graph } = start();
    const { status, json } = await graph('/paper/search?query=do%20street%20trees%20make%20cities%20cooler%3F');
    expect(status).toBe(200);
    expect(json.data[0]).toEqual({ paperId: paperIdOf(TREES), title: samplePapers[0]?.title });
    expect(json.total).toBeGreaterThan(1);
    expect(json.offset).toBe(0);
  });

  it('pages with next until it is absent, and refuses to go past the window', async () => {
    const { graph } = start({ corpus: manyPapers });
    const first = await graph('/paper/search?query=common%20study&limit=100');
    expect(first.json).toMatchObject({ total: 2300, offset: 0, next: 100 });
    expect(first.json.data).toHaveLength(100);
    const last = await graph('/paper/search?query=common%20study&limit=99&offset=900');
    expect([last.status, last.json.next, last.json.data.length]).toEqual([200, 999, 99]);
    const beyond = await graph('/paper/search?query=common%20study&limit=100&offset=900');
    expect(beyond.status).toBe(400);
    expect(beyond.json.error).toMatch(/offset \+ limit must be < 1000.*bulk/);
    const small = start({ corpus: manyPapers.slice(0, 150) });
    const end = await small.graph('/paper/search?query=common%20study&offset=100');
    expect([end.json.data.length, 'next' in end.json]).toEqual([50, false]);
  });

  it('matches nothing for a hyphenated term, and leaves data out when nothing is found', async () => {
    const { graph } = start();
    expect((await graph('/paper/search?query=retrieval-augmented')).json).toEqual({ total: 0, offset: 0 });
    expect((await graph('/paper/search?query=retrieval%20augmented')).json.total).toBeGreaterThan(0);
    expect((await graph('/paper/search?query=zzyzx')).json).toEqual({ total: 0, offset: 0 });
  });

  it('applies every filter', async () => {
    const { graph } = start();
    const years = async (filter: string): Promise<number[]> => {
      const { status, json } = await graph(`/paper/search?query=retrieval&fields=year&${filter}`);
      expect(status, filter).toBe(200);
      return (json.data ?? []).map((paper: { year: number }) => paper.year).sort();
    };
    expect(await years('')).toEqual([2015, 2021, 2022, 2024]);
    expect(await years('year=2021')).toEqual([2021]);
    expect(await years('year=2022-')).toEqual([2022, 2024]);
    expect(await years('year=-2015')).toEqual([2015]);
    expect(await years('year=2016-2022')).toEqual([2021, 2022]);
    expect(await years('publicationDateOrYear=2021-04-19:2022-12')).toEqual([2021, 2022]);
    expect(await years('publicationDateOrYear=2021-04-20:')).toEqual([2022, 2024]);
    expect(await years('publicationDateOrYear=2024')).toEqual([2024]);
    expect(await years('fieldsOfStudy=Psychology')).toEqual([2015, 2021]);
    expect(await years('publicationTypes=MetaAnalysis,ClinicalTrial')).toEqual([2021]);
    expect(await years('openAccessPdf')).toEqual([2021, 2022, 2024]);
    expect(await years('minCitationCount=3')).toEqual([2015]);
    expect(await years('venue=headwater%20sample%20corpus')).toHaveLength(4);
    expect(await years('venue=Nature')).toEqual([]);
  });

  it.each([
    ['fields=title,foo,authors.shoeSize', 'Unrecognized or unsupported fields: [foo, authors.shoeSize]'],
    ['limit=101', 'limit=101'],
    ['limit=0', 'limit=0'],
    ['offset=-1', 'offset=-1'],
    ['yearStart=2018', 'Unacceptable query params: [yearStart=2018]'],
    ['year=20x', 'year=20x'],
    ['year=-', 'year=-'],
    ['publicationTypes=Poem', 'publicationTypes=Poem'],
    ['publicationDateOrYear=yesterday', 'publicationDateOrYear=yesterday'],
  ])('refuses %s with the error body', async (parameters, message) => {
    const { graph } = start();
    const { status, json } = await graph(`/paper/search?query=trees&${parameters}`);
    expect(status).toBe(400);
    expect(Object.keys(json)).toEqual(['error']);
    expect(json.error).toContain(message);
  });

  it('requires a query', async () => {
    expect((await start().graph('/paper/search')).status).toBe(400);
  });
});

describe('fields', () => {
  it('projects what was asked for and nothing else', async () => {
    const { graph } = start();
    const { json } = await graph(
      `/paper/CorpusId:${REVIEW}?fields=year,authors,externalIds,openAccessPdf,citationCount,referenceCount,abstract,venue,tldr`,
    );
    expect(Object.keys(json).sort()).toEqual(
      [
        'paperId',
        'year',
        'authors',
        'externalIds',
        'openAccessPdf',
        'citationCount',
        'referenceCount',
        'abstract',
        'venue',
        'tldr',
      ].sort(),
    );
    expect(json).toMatchObject({
      year: 2022,
      referenceCount: 4,
      citationCount: 0,
      venue: 'Headwater sample corpus',
      tldr: null,
      externalIds: { DOI: '10.5555/headwater.004', CorpusId: REVIEW },
    });
    expect(Object.keys(json.authors[0]).sort()).toEqual(['authorId', 'name']);
  });

  it('gives sub-fields only when they are named, and nests citations and references', async () => {
    const { graph } = start();
    const { json } = await graph(
      `/paper/CorpusId:${REVIEW}?fields=authors.affiliations,authors.hIndex,references.year,citations`,
    );
    expect(Object.keys(json.authors[0]).sort()).toEqual(['affiliations', 'authorId', 'hIndex']);
    expect(json.references[0]).toEqual({ paperId: paperIdOf(TREES), year: 2016 });
    expect(json.references.at(-1)).toEqual({ paperId: null, year: null });
    expect(json.citations).toEqual([]);
  });

  it('answers null for what is unknown', async () => {
    const { graph } = start({ corpus: [{ corpusId: 7, title: 'Bare' }] });
    const { json } = await graph(
      '/paper/CorpusId:7?fields=abstract,year,publicationDate,fieldsOfStudy,openAccessPdf,journal,publicationVenue,venue,authors,isOpenAccess',
    );
    expect(json).toEqual({
      paperId: paperIdOf(7),
      abstract: null,
      year: null,
      publicationDate: null,
      fieldsOfStudy: null,
      openAccessPdf: null,
      journal: null,
      publicationVenue: null,
      venue: '',
      authors: [],
      isOpenAccess: false,
    });
  });
});

describe('details and batch', () => {
  it.each([
    paperIdOf(990100009),
    'CorpusId:990100009',
    'DOI:10.5555/headwater.009',
    encodeURIComponent('DOI:10.5555/HEADWATER.009'),
    'ARXIV:2405.90009',
    'arXiv:2405.90009',
    encodeURIComponent('URL:https://arxiv.org/abs/2405.90009'),
    encodeURIComponent(`URL:https://www.semanticscholar.org/paper/${paperIdOf(990100009)}`),
  ])('finds a paper by %s', async (id) => {
    const { json } = await start().graph(`/paper/${id}`);
    expect(json).toEqual({ paperId: paperIdOf(990100009), title: samplePapers[8]?.title });
  });

  it('finds PMID ids and answers 404 with the error body otherwise', async () => {
    const { graph } = start();
    expect((await graph('/paper/PMID:99000014')).json.title).toMatch(/^Intermittent fasting/);
    const missing = await graph('/paper/DOI:10.1000/none');
    expect([missing.status, missing.json]).toEqual([404, { error: 'Paper with id DOI:10.1000/none not found' }]);
  });

  it('answers a batch in the order of its ids, with null for the unknown', async () => {
    const { call } = start();
    const ids = [`CorpusId:${REVIEW}`, 'CorpusId:1', 'nonsense', `CorpusId:${TREES}`];
    const { json } = await call('POST', '/graph/v1/paper/batch?fields=year', { ids });
    expect(json).toEqual([
      { paperId: paperIdOf(REVIEW), year: 2022 },
      null,
      null,
      { paperId: paperIdOf(TREES), year: 2016 },
    ]);
    const tooMany = Array.from({ length: 501 }, (_, index) => `CorpusId:${index}`);
    expect((await call('POST', '/graph/v1/paper/batch', { ids: tooMany })).status).toBe(400);
    expect((await call('POST', '/graph/v1/paper/batch', { ids: [] })).status).toBe(400);
    expect((await call('POST', '/graph/v1/paper/batch', { ids: [1] })).status).toBe(400);
    expect((await call('POST', '/graph/v1/paper/batch', { ids, fields: 'x' })).status).toBe(200);
  });

  it('gives distinct ids of 40 hexadecimal digits', () => {
    const ids = manyPapers.map((paper) => paperIdOf(paper.corpusId));
    expect(new Set(ids).size).toBe(manyPapers.length);
    expect(ids.every((id) => /^[0-9a-f]{40}$/.test(id))).toBe(true);
  });
});

describe('citations and references', () => {
  it('lists citations newest first, with the fields of the edge beside the paper', async () => {
    const { graph } = start();
    const { json } = await graph(`/paper/CorpusId:${TREES}/citations?fields=year,contexts,isInfluential,intents`);
    expect(json.offset).toBe(0);
    expect(json.data).toEqual([
      {
        contexts: ['Measured cooling of 1.9 °C under closed canopy [1].'],
        intents: ['result'],
        isInfluential: true,
        citingPaper: { paperId: paperIdOf(REVIEW), year: 2022 },
      },
      expect.objectContaining({ citingPaper: { paperId: paperIdOf(990100002), year: 2018 } }),
    ]);
    expect((await graph(`/paper/CorpusId:${TREES}/citations?fields=citingPaper.title`)).status).toBe(400);
    const since = await graph(`/paper/CorpusId:${TREES}/citations?publicationDateOrYear=2020:`);
    expect(since.json.data).toHaveLength(1);
  });

  it('lists references with a null id for what it could not resolve', async () => {
    const { graph } = start();
    const { json } = await graph(`/paper/CorpusId:${REVIEW}/references`);
    expect(json.data.at(-1)).toEqual({ citedPaper: { paperId: null, title: 'A report without a record' } });
    const page = await graph(`/paper/CorpusId:${REVIEW}/references?limit=2&offset=1`);
    expect([page.json.offset, page.json.next, page.json.data.length]).toEqual([1, 3, 2]);
    expect((await graph(`/paper/CorpusId:${REVIEW}/references?limit=1001`)).status).toBe(400);
    expect((await graph(`/paper/CorpusId:${REVIEW}/references?limit=1000&offset=9000`)).status).toBe(400);
    expect((await graph(`/paper/CorpusId:${REVIEW}/references?limit=999&offset=9000`)).status).toBe(200);
  });

  it('lists the authors of a paper', async () => {
    const { json } = await start().graph(`/paper/DOI:10.5555/headwater.001/authors?fields=name,paperCount`);
    expect(json.data.map((author: { name: string }) => author.name)).toEqual(['Ada Lindqvist', 'Tomas Okafor']);
    expect(json.data[0].paperCount).toBe(3);
  });
});

describe('bulk, match and autocomplete', () => {
  const titles = async (query: string): Promise<string[]> => {
    const { json } = await start().graph(`/paper/search/bulk?query=${encodeURIComponent(query)}`);
    return json.data.map((paper: { title: string }) => paper.title);
  };

  it('understands the boolean syntax', async () => {
    expect(await titles('microplastic mussels')).toHaveLength(1);
    expect(await titles('microplastic')).toHaveLength(2);
    expect(await titles('microplastic -mussels')).toHaveLength(1);
    expect(await titles('microplastic | fasting')).toHaveLength(4);
    expect(await titles('"retrieval practice" -(meta | vocabulary)')).toHaveLength(1);
    expect(await titles('"practice retrieval"')).toHaveLength(0);
    expect(await titles('"retrieval classrooms"~2')).toHaveLength(1);
    expect(await titles('micropl*')).toHaveLength(2);
    expect(await titles('microplastik~1')).toHaveLength(2);
  });

  it('hands out a token until everything has been delivered', async () => {
    const { graph } = start({ corpus: manyPapers });
    const ids: string[] = [];
    let token: string | undefined;
    let calls = 0;
    do {
      const { json } = await graph(`/paper/search/bulk?query=common${token ? `&token=${token}` : ''}`);
      expect(json.total).toBe(2300);
      ids.push(...json.data.map((paper: { paperId: string }) => paper.paperId));
      token = json.token;
      calls += 1;
    } while (token);
    expect([calls, new Set(ids).size]).toEqual([3, 2300]);
    expect(ids).toEqual([...ids].sort());
    expect((await graph('/paper/search/bulk?query=common&token=forged')).status).toBe(400);
  });

  it('sorts, filters without a query and refuses nested lists', async () => {
    const { graph } = start();
    const { json } = await graph(
      '/paper/search/bulk?query=&year=2021&sort=publicationDate:desc&fields=publicationDate',
    );
    const dates = json.data.map((paper: { publicationDate: string }) => paper.publicationDate);
    expect(dates).toEqual(['2021-10-14', '2021-07-22', '2021-04-19']);
    expect((await graph('/paper/search/bulk?query=')).status).toBe(400);
    expect((await graph('/paper/search/bulk?query=trees&fields=citations')).status).toBe(400);
    expect((await graph('/paper/search/bulk?query=trees&sort=year:asc')).status).toBe(400);
  });

  it('matches a title, or answers 404', async () => {
    const { graph } = start();
    const { json } = await graph(
      '/paper/search/match?query=vitamin%20D%20supplements%20and%20respiratory%20infections%20in%20adults',
    );
    expect(json.data).toHaveLength(1);
    expect(json.data[0].title).toMatch(/^Vitamin D/);
    expect(json.data[0].matchScore).toBeGreaterThan(0);
    const missing = await graph('/paper/search/match?query=vitamin%20C%20and%20chess');
    expect([missing.status, missing.json]).toEqual([404, { error: 'Title match not found' }]);
    const completed = await graph('/paper/autocomplete?query=cool%20roofs');
    expect(completed.json.matches[0]).toEqual({
      id: paperIdOf(990100002),
      title: samplePapers[1]?.title,
      authorsYear: 'Raman et al., 2018',
    });
  });
});
