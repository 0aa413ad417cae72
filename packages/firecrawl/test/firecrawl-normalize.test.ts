import { HeadwaterError } from '@headwater/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toIsoDate } from '../src/firecrawl-documents.ts';
import { answering, failureOf, fixture, sentBody } from './service.ts';

describe('documents', () => {
  it('carry canonical ids, dates, authors and kinds', async () => {
    const { firecrawl } = answering({ json: fixture('search') });
    const { documents, skipped, outcome, costUsd } = await firecrawl.searchDocuments({ text: 'eels' });
    expect(outcome).toBe('partial');
    expect(costUsd).toBeCloseTo(4 * 0.00083);
    expect(documents).toMatchObject([
      {
        id: 'firecrawl:https://papers.example/eel',
        ids: { doi: '10.5555/eel.1' },
        kind: 'academic',
        textKind: 'full',
        authors: ['R. Halloran'],
        publishedAt: '2025-09-01',
        language: 'en',
        synthetic: true,
      },
      { kind: 'news', publishedAt: '2024-03-05', text: 'On Sunday.', textKind: 'snippet' },
      { ids: { arxiv: '2101.00001' }, text: 'An abstract.', textKind: 'snippet', synthetic: false },
    ]);
    expect(documents[0]?.provenance[0]?.requestId).toBe('0d6f4c1e-0000-4000-8000-000000000001');
    expect(skipped).toEqual([{ index: 3, reason: 'https://gone.example/page: the page answered HTTP 404: Not Found' }]);
  });

  it('keep the good results of a malformed answer and name the bad ones', async () => {
    const { firecrawl } = answering({ json: fixture('search.malformed') });
    const found = await firecrawl.search('q');
    expect(found.web.map(({ url, position, category }) => [url, position, category])).toEqual([
      ['https://papers.example/eel', undefined, undefined],
    ]);
    expect(found.skipped.map(({ index, reason }) => `${index} ${reason.split(':')[0]}`)).toEqual([
      ...[0, 2, 3, 4, 5].map((index) => `${index} web result`),
      '0 news result',
      '0 image result',
    ]);
    expect(found.creditsUsed).toBeUndefined();
  });

  it('keep the good pages of a malformed job', async () => {
    const { firecrawl } = answering({ json: fixture('crawl.malformed') });
    const job = await firecrawl.getCrawl('job-1', { formats: ['markdown', 'links'] });
    expect(job.data.map(({ markdown, links, metadata }) => [markdown, links, metadata.statusCode])).toEqual([
      ['# One', [], 200],
      ['# Three', [], undefined],
    ]);
    expect(job.skipped.map(({ index }) => index)).toEqual([1, 3]);
    expect(job).toMatchObject({ total: 2, completed: 2 });
  });
});

describe('filters', () => {
  it.each<[object, object, string[]]>([
    [{}, { sources: ['web'] }, []],
    [{ kinds: ['news'] }, { sources: ['news'] }, []],
    [{ kinds: ['web', 'news', 'academic'] }, { sources: ['web', 'news'] }, []],
    [{ kinds: ['academic', 'code'] }, { sources: ['web'], categories: ['research', 'github'] }, []],
    [{ kinds: ['social'] }, { sources: ['web'] }, ['kinds']],
    [{ since: '2024-01-31' }, { tbs: 'cdr:1,cd_min:1/31/2024' }, []],
    [{ since: '2024-01-31T12:00:00Z', until: '2024-02-01' }, { tbs: 'cdr:1,cd_min:1/31/2024,cd_max:2/1/2024' }, []],
    [
      { includeDomains: ['a.example'], excludeDomains: ['b.example'] },
      { includeDomains: ['a.example'] },
      ['excludeDomains'],
    ],
    [{ languages: ['de'], openAccess: true }, {}, ['languages', 'openAccess']],
  ])('%j is asked for as %j', async (filters, expected, unsupported) => {
    const { firecrawl, service } = answering({ json: { success: true, data: { web: [] } } });
    const page = await firecrawl.searchDocuments({ text: 'q', limit: 4, ...filters });
    expect(page).toMatchObject({ outcome: 'empty', unsupportedFilters: unsupported });
    const { sources, scrapeOptions, ...rest } = sentBody(service);
    expect(scrapeOptions).toEqual({ formats: ['markdown'] });
    expect({ sources, ...rest }).toEqual({ query: 'q', limit: 4, sources: ['web'], ...expected });
  });

  it('refuse a cursor before anything is sent', async () => {
    const { firecrawl, service } = answering({ json: {} });
    expect((await failureOf(firecrawl.searchDocuments({ text: 'q', cursor: '2' }))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });
});

it.each([
  ['Mar 5, 2024', '2024-03-05'],
  ['December 31, 2025', '2025-12-31'],
  ['2024-03-05T10:00:00Z', '2024-03-05T10:00:00Z'],
  ['Feb 30, 2024', undefined],
  ['3 days ago', undefined],
  [['2024-03-05', 'x'], '2024-03-05'],
  [7, undefined],
])('reads the date %j', (value, expected) => {
  expect(toIsoDate(value)).toBe(expected);
});

describe('whatever Firecrawl answers', () => {
  const json = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record({
      success: fc.constantFrom(true, false, null),
      status: fc.constantFrom('completed', 'scraping', 7, undefined),
      next: fc.constantFrom(null, 'nonsense', undefined),
      data: fc.oneof(
        fc.jsonValue(),
        fc.record({
          web: fc.array(fc.jsonValue()),
          news: fc.jsonValue(),
          metadata: fc.jsonValue(),
          markdown: fc.jsonValue(),
        }),
      ),
      links: fc.jsonValue(),
    }),
  );

  it('is read or refused with an error of ours', async () => {
    let answer: unknown;
    const { firecrawl } = answering(() => ({ json: answer }), {
      resilience: { limits: 'sandbox', retry: { attempts: 1 }, circuit: { minimumCalls: 1e9 } },
    });
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        answer = value;
        const calls = [
          firecrawl.searchDocuments({ text: 'q' }),
          firecrawl.scrape('https://a.example/'),
          firecrawl.map('https://a.example/'),
          firecrawl.getCrawl('id'),
          firecrawl.getAgent('id'),
        ];
        for (const result of await Promise.allSettled(calls)) {
          if (result.status === 'rejected')
            expect(HeadwaterError.isInstance(result.reason), String(result.reason)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('never costs the good results among bad ones', async () => {
    let answer: unknown;
    const { firecrawl } = answering(() => ({ json: answer }));
    const good = { url: 'https://a.example/good', title: 'Good', description: 'Text.' };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), fc.nat(), async (others, place) => {
        const web = [...others];
        const index = place % (others.length + 1);
        web.splice(index, 0, good);
        answer = { success: true, data: { web } };
        const found = await firecrawl.search('q');
        expect(found.web.some(({ url }) => url === good.url)).toBe(true);
        expect(found.web.length + found.skipped.length).toBe(web.length);
      }),
      { numRuns: 100 },
    );
  });
});
