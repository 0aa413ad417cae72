import { HeadwaterError } from '@headwater/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toIsoDate } from '../src/tavily-normalize.ts';
import { answering, failureOf, fixture, sentBody } from './service.ts';

describe('documents', () => {
  it('carry canonical ids, dates and text', async () => {
    const { tavily } = answering({ json: fixture('search') });
    const { documents, skipped, outcome, costUsd } = await tavily.searchDocuments({ text: 'frost', kinds: ['news'] });
    expect({ outcome, costUsd }).toEqual({ outcome: 'partial', costUsd: 0.008 });
    expect(documents).toMatchObject([
      {
        id: 'tavily:https://valley.example/frost',
        kind: 'news',
        textKind: 'full',
        publishedAt: '2025-04-24T06:30:00.000Z',
        synthetic: true,
      },
      {
        ids: { doi: '10.5555/frost.1' },
        title: 'https://doi.org/10.5555/FROST.1',
        text: 'Sprinklers work.',
        textKind: 'snippet',
        synthetic: false,
      },
    ]);
    expect(skipped).toEqual([{ index: 2, reason: 'https://pubmed.ncbi.nlm.nih.gov/123456/: no text' }]);
  });

  it('keep the good results of malformed answers and name the bad ones', async () => {
    const { tavily } = answering([{ json: fixture('search.malformed') }, { json: fixture('extract.malformed') }]);
    const found = await tavily.search({ query: 'q', includeAnswer: true, includeImages: true, includeFavicon: true });
    expect(found.results).toEqual([
      { url: 'https://valley.example/kept', title: 'Kept', content: 'Text.', score: 0.5, favicon: null, images: [] },
    ]);
    expect(found.skipped.map(({ index }) => index)).toEqual([0, 2, 3, 4]);
    expect(found).toMatchObject({ answer: null, images: [], usage: null, responseTime: null, query: 'q' });
    const read = await tavily.extract(['https://valley.example/a', 'https://valley.example/b'], {
      includeImages: true,
    });
    expect(read.results).toMatchObject([{ url: 'https://valley.example/a', images: [] }]);
    expect(read.skipped.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(read.failed).toEqual([{ url: 'https://valley.example/b', error: 'Tavily gave no reason' }]);
  });
});

describe('filters', () => {
  it.each<[object, object, string[]]>([
    [{ kinds: ['news'] }, { topic: 'news' }, []],
    [{ kinds: ['web', 'news'] }, {}, []],
    [{ kinds: ['academic'] }, {}, ['kinds']],
    [{ since: '2024-01-31T10:00:00Z', until: '2024-02-01' }, { start_date: '2024-01-31', end_date: '2024-02-01' }, []],
    [
      { includeDomains: ['a.example'], excludeDomains: ['b.example'] },
      { include_domains: ['a.example'], exclude_domains: ['b.example'] },
      [],
    ],
    [{ languages: ['de'] }, { language: 'de', filter_by_language: true }, []],
    [{ languages: ['de', 'en'], openAccess: true }, {}, ['openAccess', 'languages']],
  ])('%j is asked for as %j', async (filters, expected, unsupported) => {
    const { tavily, service } = answering({ json: { results: [] } });
    const page = await tavily.searchDocuments({ text: 'q', limit: 4, ...filters });
    expect(page).toMatchObject({ outcome: 'empty', unsupportedFilters: unsupported });
    expect(sentBody(service)).toEqual({
      query: 'q',
      max_results: 4,
      include_raw_content: 'markdown',
      include_usage: true,
      ...expected,
    });
  });

  it('refuse a cursor before anything is sent', async () => {
    const { tavily, service } = answering({ json: {} });
    expect((await failureOf(tavily.searchDocuments({ text: 'q', cursor: '2' }))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });
});

it.each([
  ['Thu, 24 Apr 2025 06:30:00 GMT', '2025-04-24T06:30:00.000Z'],
  ['2025-04-24', '2025-04-24'],
  ['2025-02-30', undefined],
  ['yesterday', undefined],
  [null, undefined],
])('reads the date %j', (value, expected) => {
  expect(toIsoDate(value)).toBe(expected);
});

describe('whatever Tavily answers', () => {
  const json = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record({
      results: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
      images: fc.jsonValue(),
      failed_results: fc.jsonValue(),
      status: fc.jsonValue(),
      sources: fc.jsonValue(),
      usage: fc.jsonValue(),
    }),
  );

  it('is read or refused with an error of ours', async () => {
    let answer: unknown;
    const { tavily } = answering(() => ({ json: answer }), {
      resilience: { limits: 'sandbox', retry: { attempts: 1 }, circuit: { minimumCalls: 1e9 } },
    });
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        answer = value;
        const url = 'https://a.example/';
        const calls = [
          tavily.searchDocuments({ text: 'q' }),
          tavily.extract(url),
          tavily.crawl(url),
          tavily.map(url),
          tavily.getResearch('id'),
          tavily.getUsage(),
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
    const { tavily } = answering(() => ({ json: answer }));
    const good = { url: 'https://a.example/good', title: 'Good', content: 'Text.', score: 0.5 };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), fc.nat(), async (others, place) => {
        const results = [...others];
        results.splice(place % (others.length + 1), 0, good);
        answer = { results };
        const found = await tavily.search('q');
        expect(found.results.some(({ url }) => url === good.url)).toBe(true);
        expect(found.results.length + found.skipped.length).toBe(results.length);
      }),
      { numRuns: 100 },
    );
  });
});
