import { HeadwaterError } from '@headwater/core';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { answering, collect, fixture, sentQuery } from './answering.ts';

const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd800, 0xdfff)), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units));

const paper = (fields: object) => ({
  json: { total: 1, data: [{ paperId: 'p', title: 't', abstract: 'a', ...fields }] },
});

describe('documents', () => {
  it('say what they are and where they are from', async () => {
    const { s2 } = answering({ json: fixture('search') });
    const page = await s2.searchDocuments({ text: 'street trees' });
    expect(page).toMatchObject({ outcome: 'partial', unsupportedFilters: [], cache: 'miss', nextCursor: '4' });
    expect(page.documents[0]).toEqual({
      id: 'semantic-scholar:649def34f8be52c8b66281af98ae884c09aef38b',
      ids: {
        doi: '10.1234/abc.def',
        arxiv: '2101.00001',
        pmid: '123456',
        url: 'https://www.semanticscholar.org/paper/649def34f8be52c8b66281af98ae884c09aef38b',
      },
      kind: 'academic',
      title: 'Street trees and afternoon temperature',
      url: 'https://www.semanticscholar.org/paper/649def34f8be52c8b66281af98ae884c09aef38b',
      text: 'Street trees lower afternoon air temperature.',
      textKind: 'abstract',
      authors: ['Ada Lindqvist', 'T. Okafor'],
      publishedAt: '2016-05-12',
      synthetic: false,
      provenance: [
        {
          provider: 'semantic-scholar',
          operation: 'searchPapers',
          retrievedAt: expect.stringMatching(/^\d{4}-.*Z$/),
          rank: 0,
        },
      ],
    });
  });

  it('without an abstract are left out and named, and ranks stay those of the service', async () => {
    const { s2 } = answering({ json: fixture('search') });
    const { documents, skipped } = await s2.searchDocuments({ text: 'q', cursor: '4' });
    expect(documents.map(({ provenance }) => provenance[0]?.rank)).toEqual([4, 6]);
    expect(skipped).toEqual([{ index: 1, reason: 'no abstract: A paper whose abstract is withheld' }]);
  });

  it('without a title are called by their address', async () => {
    const { s2 } = answering({ json: fixture('search') });
    const last = (await s2.searchDocuments({ text: 'q' })).documents.at(-1);
    expect(last).toMatchObject({ title: last?.url, publishedAt: '1998', authors: [], synthetic: true });
  });

  it.each([
    [{ DOI: 'https://doi.org/10.1234/X' }, { doi: '10.1234/x' }],
    [{ DOI: 'not a doi', ArXiv: 'nonsense', PubMed: 'x' }, {}],
    [{ ArXiv: 'hep-th/9901001v2' }, { arxiv: 'hep-th/9901001' }],
    [{ PubMed: 19872477 }, { pmid: '19872477' }],
    [null, {}],
  ])('are known by %j', async (externalIds, ids) => {
    const { s2 } = answering(paper({ externalIds }));
    const { ids: found } = (await s2.searchDocuments({ text: 'q' })).documents[0] ?? {};
    expect({ ...found, url: undefined }).toEqual({ ...ids, url: undefined });
  });

  it.each([
    [{ venue: 'Headwater sample corpus' }, true],
    [
      { venue: 'Advances in Neural Information Processing Systems', externalIds: { DOI: '10.5555/3295222.3295349' } },
      false,
    ],
    [{ venue: null }, false],
  ])('of %j are samples: %s', async (fields, synthetic) => {
    const { s2 } = answering(paper(fields));
    expect((await s2.searchDocuments({ text: 'q' })).documents[0]?.synthetic).toBe(synthetic);
  });

  it.each([
    [{ publicationDate: '2016-05-12', year: 2015 }, '2016-05-12'],
    [{ publicationDate: '2016-02-31', year: 2016 }, '2016'],
    [{ publicationDate: null, year: '1998' }, '1998'],
    [{ publicationDate: null, year: 0 }, undefined],
    [{}, undefined],
  ])('of %j are dated %s', async (fields, publishedAt) => {
    const { s2 } = answering(paper(fields));
    expect((await s2.searchDocuments({ text: 'q' })).documents[0]?.publishedAt).toBe(publishedAt);
  });
});

describe('filters', () => {
  it.each([
    [{ since: '2020-01-01' }, '2020-01-01:'],
    [{ until: '2020-12-31' }, ':2020-12-31'],
    [{ since: '2019-06-01', until: '2020-12-31' }, '2019-06-01:2020-12-31'],
    [{ since: '2020-01-01T01:00:00+02:00' }, '2019-12-31:'],
    [{ since: '2020-01-01T01:00:00' }, '2020-01-01:'],
  ])('%j becomes %s, wherever this runs', async (dates, range) => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { s2, service } = answering({ json: { total: 0 } });
    const page = await s2.searchDocuments({ text: 'q', ...dates });
    expect(page).toMatchObject({ outcome: 'empty', unsupportedFilters: [] });
    expect(sentQuery(service).publicationDateOrYear).toBe(range);
  });

  it('open access is a flag; asking for closed papers is not possible', async () => {
    const { s2, service } = answering({ json: { total: 0 } });
    expect((await s2.searchDocuments({ text: 'q', openAccess: true })).unsupportedFilters).toEqual([]);
    expect((await s2.searchDocuments({ text: 'q', openAccess: false })).unsupportedFilters).toEqual(['openAccess']);
    expect(sentQuery(service)).toHaveProperty('openAccessPdf');
    expect(sentQuery(service, 1)).not.toHaveProperty('openAccessPdf');
  });

  it('kinds without papers need no request', async () => {
    const { s2, service } = answering({ json: { total: 0 } });
    expect(await s2.searchDocuments({ text: 'q', kinds: ['news', 'web'] })).toMatchObject({ outcome: 'empty' });
    expect(service.requests).toHaveLength(0);
    await s2.searchDocuments({ text: 'q', kinds: ['news', 'academic'] });
    expect(service.requests).toHaveLength(1);
  });

  it.each(['x', '-1', '999', '1.5', ''])('a cursor of "%s" is refused', async (cursor) => {
    const { s2, service } = answering({ json: { total: 0 } });
    await expect(s2.searchDocuments({ text: 'q', cursor })).rejects.toMatchObject({ code: 'invalid-request' });
    expect(service.requests).toHaveLength(0);
  });

  it('a cursor near the end of the window shortens the page', async () => {
    const { s2, service } = answering({ json: { total: 5000, next: 999, data: [] } });
    const page = await s2.searchDocuments({ text: 'q', cursor: '995', limit: 10 });
    expect(sentQuery(service)).toMatchObject({ offset: '995', limit: '4' });
    expect(page).not.toHaveProperty('nextCursor');
  });
});

describe('whatever comes', () => {
  const resilience = { limits: { default: {} }, retry: { attempts: 1 } };

  it('an answer is a result or a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (json) => {
        const { s2 } = answering({ json }, { resilience });
        const calls = [
          s2.searchDocuments({ text: 'q' }),
          s2.getPaper('CorpusId:1'),
          s2.getPapers(['CorpusId:1']),
          s2.matchTitle('t'),
          collect(s2.searchPapersBulk({ query: 'q', limit: 1 })),
          s2.completeTitle('t'),
          s2.getAuthor('1'),
          s2.getAuthors(['1']),
          collect(s2.searchAuthors({ query: 'q', limit: 1 })),
          collect(s2.getPaperAuthors('CorpusId:1', { limit: 1 })),
          collect(s2.getAuthorPapers('1', { limit: 1 })),
          collect(s2.getCitations('CorpusId:1', { limit: 1 })),
          s2.recommendForPaper('CorpusId:1'),
          s2.recommendPapers({ positivePaperIds: ['CorpusId:1'] }),
          s2.searchSnippets('q'),
          s2.datasets.listReleases(),
          s2.datasets.getRelease(),
          s2.datasets.getDataset('papers'),
          s2.datasets.getDiffs('papers', '2026-01-06'),
        ];
        for (const { status, ...settled } of await Promise.allSettled<unknown>(calls)) {
          if (status === 'rejected')
            expect(HeadwaterError.isInstance((settled as PromiseRejectedResult).reason)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('an error answer is a typed error', async () => {
    const status = fc.constantFrom(400, 401, 403, 404, 429, 500, 503);
    await fc.assert(
      fc.asyncProperty(status, fc.jsonValue({ maxDepth: 3 }), async (code, json) => {
        const { s2 } = answering({ status: code, json }, { resilience });
        const outcome = await s2.searchDocuments({ text: 'q' }).catch((error) => error);
        expect(HeadwaterError.isInstance(outcome)).toBe(true);
        expect(outcome.status).toBe(code);
      }),
      { numRuns: 100 },
    );
  });

  it('good papers survive among bad ones, in order, and every bad one is named', async () => {
    const good = fc.record({
      paperId: fc.stringMatching(/^[0-9a-f]{40}$/),
      title: fc.option(anyText),
      abstract: anyText.map((text) => `a${text}`),
      citationCount: fc
        .anything({ values: [fc.integer(), fc.string()], maxDepth: 1 })
        .filter((value) => JSON.stringify(value) !== undefined),
      authors: fc.option(fc.array(fc.record({ authorId: fc.option(fc.string()), name: fc.option(anyText) }))),
    });
    const bad = fc.oneof(
      fc.constantFrom(null, 7, 'text', [], {}),
      fc.record({ paperId: fc.oneof(fc.constantFrom(null, ''), fc.integer()), abstract: fc.string() }),
      fc.record({ paperId: fc.constant('p'), abstract: fc.oneof(fc.integer(), fc.array(fc.string())) }),
    );
    const item = fc.oneof(
      good.map((value) => ({ isGood: true, value: value as unknown })),
      bad.map((value) => ({ isGood: false, value: value as unknown })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 12 }), async (items) => {
        const { s2 } = answering({ json: { total: 9, data: items.map(({ value }) => value) } }, { resilience });
        const page = await s2.searchDocuments({ text: 'q' });
        const places = (isGood: boolean) => items.flatMap((each, index) => (each.isGood === isGood ? [index] : []));
        expect(page.documents.map(({ provenance }) => provenance[0]?.rank)).toEqual(places(true));
        expect(page.skipped.map(({ index }) => index)).toEqual(places(false));
        for (const { title, text, authors } of page.documents) {
          const all = [title, text, ...authors];
          expect(all.every((each) => each.isWellFormed() && !each.includes('\0'))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
