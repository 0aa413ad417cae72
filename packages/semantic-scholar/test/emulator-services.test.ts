import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { paperIdOf, SANDBOX_API_KEY, samplePapers } from '../src/emulator/index.ts';
import { start } from './start-emulator.ts';

const TREES = 990100001;
const REVIEW = 990100004;

describe('authors, recommendations and snippets', () => {
  it('searches and describes authors', async () => {
    const { graph, call } = start();
    const found = await graph('/author/search?query=kowalczyk&fields=name,paperCount,citationCount,hIndex,papers.year');
    expect(found.json).toMatchObject({ total: 1, offset: 0 });
    const author = found.json.data[0];
    expect(author).toMatchObject({ name: 'Marta Kowalczyk', paperCount: 3, citationCount: 4, hIndex: 1 });
    expect(author.papers).toHaveLength(3);
    expect((await graph(`/author/${author.authorId}`)).json).toEqual({
      authorId: author.authorId,
      name: 'Marta Kowalczyk',
    });
    expect((await graph(`/author/${author.authorId}/papers?publicationDateOrYear=2017`)).json.data).toHaveLength(1);
    expect((await graph('/author/1')).status).toBe(404);
    const batch = await call('POST', '/graph/v1/author/batch', { ids: ['1', author.authorId] });
    expect(batch.json).toEqual([null, { authorId: author.authorId, name: 'Marta Kowalczyk' }]);
  });

  it('recommends papers on the same subject', async () => {
    const { call } = start();
    const one = await call('GET', `/recommendations/v1/papers/forpaper/CorpusId:${TREES}?limit=3&fields=title`);
    expect(one.json.recommendedPapers).toHaveLength(3);
    expect(one.json.recommendedPapers[0].paperId).toBe(paperIdOf(REVIEW));
    const many = await call('POST', '/recommendations/v1/papers/?limit=5', {
      positivePaperIds: ['CorpusId:990100009'],
      negativePaperIds: [`CorpusId:${TREES}`],
    });
    expect(many.json.recommendedPapers[0].paperId).toBe(paperIdOf(990100011));
    expect((await call('POST', '/recommendations/v1/papers/', { positivePaperIds: [] })).status).toBe(400);
    expect((await call('GET', '/recommendations/v1/papers/forpaper/CorpusId:1')).status).toBe(404);
  });

  it('finds the passage with the words, at its offsets', async () => {
    const { graph } = start();
    const { json } = await graph('/snippet/search?query=watering%20doubled%20survival%20of%20trees&limit=1');
    const [{ snippet, paper }] = json.data;
    expect(paper.corpusId).toBe(String(REVIEW));
    expect(paper.authors[0]).toBe('Ada Lindqvist');
    expect(snippet.text).toContain('Watering in the first two summers doubled survival');
    const abstract = samplePapers[3]?.abstract as string;
    expect(abstract.slice(snippet.snippetOffset.start, snippet.snippetOffset.end)).toBe(snippet.text);
    const narrow = await graph('/snippet/search?query=trees&fields=snippet.text&authors=moreau');
    expect(Object.keys(narrow.json.data[0].snippet)).toEqual(['text']);
    expect(narrow.json.data.every((hit: any) => hit.paper.authors.includes('Ines Moreau'))).toBe(true);
  });
});

describe('keys and limits', () => {
  it('serves without a key, accepts a known one and refuses any other', async () => {
    const { call } = start();
    const path = '/graph/v1/paper/search?query=trees';
    expect((await call('GET', path)).status).toBe(200);
    expect((await call('GET', path, undefined, { 'x-api-key': SANDBOX_API_KEY })).status).toBe(200);
    const refused = await call('GET', path, undefined, { 'x-api-key': 'wrong' });
    expect([refused.status, refused.json]).toEqual([403, { message: 'Forbidden' }]);
  });

  it('allows one request per second to a key over all endpoints', async () => {
    const clock = createVirtualClock();
    const { call } = start({ limits: 'published', clock });
    const headers = { 'x-api-key': SANDBOX_API_KEY };
    expect((await call('GET', '/graph/v1/paper/search?query=trees', undefined, headers)).status).toBe(200);
    const limited = await call('GET', `/graph/v1/paper/CorpusId:${TREES}`, undefined, headers);
    expect([limited.status, limited.json.code, typeof limited.json.message]).toEqual([429, '429', 'string']);
    expect((await call('GET', `/graph/v1/paper/CorpusId:${TREES}`)).status).toBe(200);
    await clock.advance(1000);
    expect((await call('GET', `/graph/v1/paper/CorpusId:${TREES}`, undefined, headers)).status).toBe(200);
  });

  it('shapes injected errors as the service does', async () => {
    const { emulator, graph } = start();
    emulator.faults.push({ kind: 'status', status: 500 }, { kind: 'status', status: 504 });
    expect((await graph('/paper/search?query=trees')).json).toEqual({ message: 'Internal Server Error' });
    expect((await graph('/paper/search?query=trees')).json).toEqual({ message: 'Endpoint request timed out' });
  });
});

it('labels its built-in corpus as samples and keeps its links closed', () => {
  const ids = new Set(samplePapers.map((paper) => paper.corpusId));
  expect(ids.size).toBe(20);
  for (const paper of samplePapers) {
    expect(paper.venue).toBe('Headwater sample corpus');
    expect(paper.externalIds?.DOI).toMatch(/^10\.5555\//);
    expect((paper.references ?? []).every((reference) => ids.has(reference.corpusId))).toBe(true);
  }
});
