import { readFileSync } from 'node:fs';
import { createCallBudget, type HeadwaterError } from '@headwater/core';
import { describe, expect, it, vi } from 'vitest';
import { createExa, exa as defaultExa, type ExaSearchOptions } from '../src/index.ts';
import { answering, fixture, sentBody } from './answering.ts';

const empty = { json: { requestId: 'r', results: [] } };

async function failureOf(call: Promise<unknown>): Promise<HeadwaterError> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  );
}

describe('what is sent', () => {
  it('a bare query asks for metadata only', async () => {
    const { exa, service } = answering(empty);
    await exa.search('street trees');
    expect(service.requests).toMatchObject([{ method: 'POST', path: '/search', query: '' }]);
    expect(service.requests[0]?.headers).toMatchObject({ 'x-api-key': 'test-key', 'content-type': 'application/json' });
    expect(sentBody(service)).toEqual({ query: 'street trees' });
  });

  it('every search option under Exa’s own name', async () => {
    const { exa, service } = answering(empty);
    const options = {
      query: 'q',
      type: 'deep',
      numResults: 25,
      category: 'publication',
      includeDomains: ['a.example'],
      excludeDomains: ['*.b.example'],
      startPublishedDate: '2024-01-01T00:00:00.000Z',
      endPublishedDate: '2024-12-31T00:00:00.000Z',
      userLocation: 'DE',
      moderation: true,
      additionalQueries: ['r'],
      systemPrompt: 's',
      outputSchema: { type: 'text' },
      compliance: 'hipaa',
    } as const;
    await exa.search({
      ...options,
      contents: { text: { maxCharacters: 500 }, highlights: true, summary: true, maxAgeHours: 0 },
    });
    expect(sentBody(service)).toEqual({
      ...options,
      contents: { text: { maxCharacters: 500 }, highlights: true, summary: {}, maxAgeHours: 0 },
    });
  });

  it('every contents option under Exa’s own name, in a search and for known pages', async () => {
    const { exa, service } = answering(empty);
    const contents = {
      text: {
        maxCharacters: 500,
        includeHtmlTags: true,
        verbosity: 'full',
        includeSections: ['body'],
        excludeSections: ['footer'],
      },
      highlights: { query: 'h', maxCharacters: 200 },
      summary: { query: 's', schema: { type: 'object' } },
      maxAgeHours: 24,
      livecrawlTimeout: 5000,
      snapshotAsOf: '2026-05-01T00:00:00Z',
      subpages: 2,
      subpageTarget: ['methods'],
      extras: { links: 1, imageLinks: 2, richLinks: 3, richImageLinks: 4, codeBlocks: 5 },
    } as const;
    await exa.search({ query: 'q', contents });
    await exa.getContents('https://a.example/', contents);
    expect(sentBody(service)).toEqual({ query: 'q', contents });
    expect(sentBody(service, 1)).toEqual({ urls: ['https://a.example/'], ...contents });
  });

  it('contents options at the top level of a contents request', async () => {
    const { exa, service } = answering(empty);
    await exa.getContents(['https://a.example/'], { text: { maxCharacters: 500 }, summary: { query: 'x' } });
    await exa.getContents('https://a.example/');
    expect(service.requests[0]?.path).toBe('/contents');
    expect(sentBody(service)).toEqual({
      urls: ['https://a.example/'],
      text: { maxCharacters: 500 },
      summary: { query: 'x' },
    });
    expect(sentBody(service, 1)).toEqual({ urls: ['https://a.example/'], text: true });
  });

  it.each<[string, object, RegExp]>([
    ['an empty query', { query: '  ' }, /query: must not be empty/],
    ['too many results', { query: 'q', numResults: 101 }, /numResults: .*100/],
    ['a name Exa does not know', { query: 'q', startDate: '2024-01-01' }, /startDate/],
    ['contents Exa does not know', { query: 'q', contents: { fullText: true } }, /contents: .*fullText/],
    ['null contents', { query: 'q', contents: null }, /contents/],
    ['a date that is none', { query: 'q', startPublishedDate: 'yesterday' }, /startPublishedDate: .*ISO 8601/],
    ['a day that never was', { query: 'q', endPublishedDate: '2024-02-31T00:00:00Z' }, /endPublishedDate: .*ISO 8601/],
  ])('nothing for %s', async (_what, options, message) => {
    const { exa, service } = answering(empty);
    const error = await failureOf(exa.search(options as never));
    expect(error).toMatchObject({ code: 'invalid-request', operation: 'search' });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it('nothing for no address, or too many', async () => {
    const { exa, service } = answering(empty);
    expect((await failureOf(exa.getContents([]))).code).toBe('invalid-request');
    const tooMany = Array.from({ length: 101 }, (_, index) => `https://a.example/${index}`);
    expect((await failureOf(exa.getContents(tooMany))).message).toMatch(/urls: .*100/);
    expect(service.requests).toHaveLength(0);
  });
});

describe('key', () => {
  it('comes from EXA_API_KEY when it is first needed', async () => {
    const { exa, service } = answering(empty, { apiKey: undefined });
    vi.stubEnv('EXA_API_KEY', 'from-environment');
    await exa.search('q').finally(() => vi.unstubAllEnvs());
    expect(service.requests[0]?.headers['x-api-key']).toBe('from-environment');
  });

  it('is missed by name, also by the default instance', async () => {
    vi.stubEnv('EXA_API_KEY', '');
    const fetch = vi.fn();
    const errors = await Promise.all([failureOf(createExa({ fetch }).search('q')), failureOf(defaultExa.search('q'))]);
    vi.unstubAllEnvs();
    for (const error of errors) {
      expect(error.code).toBe('configuration');
      expect(error.hint).toMatch(/EXA_API_KEY.*apiKey/);
    }
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('answers', () => {
  it('keep Exa’s shape, with what was asked for where the type promises it', async () => {
    const { exa } = answering({ json: fixture('search') });
    const { result, response } = await exa.search({ query: 'q', contents: { text: true } }).withResponse();
    expect(result).toMatchObject({ requestId: 'b5947044c4b78efa9552a7c89b306d95', searchTime: 812.4, skipped: [] });
    expect(result.results.map(({ id, title, text }) => [id, title, text.length > 0])).toEqual([
      ['https://city-notes.example/trees', 'Why street trees cool some blocks and not others', true],
      ['https://arxiv.org/abs/2101.00001v2', null, true],
      ['https://undated.example/page?id=%E0%A4%A', '', true],
    ]);
    expect(result.results[2]?.subpages?.[0]?.text).toBe('A page below it.');
    expect(result.results[1]?.entities?.[0]?.properties?.doi).toBe('https://doi.org/10.5555/ABC.1');
    expect(response).toMatchObject({ status: 200, attempts: 1, costUsd: 0.01, requestId: result.requestId });
  });

  it('give an empty text where one was asked for and none came', async () => {
    const { exa } = answering({ json: { results: [{ url: 'https://a.example/', title: 'A', text: null }] } });
    const contents = { text: true, highlights: true, summary: true } as const;
    const { results } = await exa.search({ query: 'q', contents });
    expect(results[0]).toMatchObject({ text: '', highlights: [], summary: '' });
    expect((await exa.search('q')).results[0]).not.toHaveProperty('text');
  });

  it('keep the good results of a malformed answer and name the others', async () => {
    const { exa } = answering({ json: fixture('search.malformed') });
    const { results, skipped } = await exa.search({ query: 'q', contents: { text: true } });
    expect(results.map(({ url }) => url)).toEqual(['https://city-notes.example/trees', 'https://last.example/']);
    expect(skipped.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5]);
    expect(skipped[0]?.reason).toMatch(/^url: /);
  });

  it.each([{}, { results: null }, { results: 'none' }, [], null, 7])(
    'are refused without results: %j',
    async (json) => {
      const { exa, service } = answering({ json });
      expect(await failureOf(exa.search('q'))).toMatchObject({ code: 'response-invalid', retryable: false });
      expect(service.requests).toHaveLength(1);
    },
  );

  it('charge a budget what Exa says', async () => {
    const budget = createCallBudget({ costUsd: 0.05 });
    const { exa } = answering({ json: fixture('search') });
    await exa.search('q', { budget });
    expect(budget.spent).toMatchObject({ requests: 1, costUsd: 0.01 });
  });

  it.each<[number, ExaSearchOptions]>([
    [0.007, { query: 'q' }],
    [0.017, { query: 'q', contents: { text: true, highlights: false } }],
    [0.012, { query: 'q', numResults: 5, contents: { text: true } }],
    [0.245, { query: 'q', type: 'deep', numResults: 80, contents: { text: true, summary: {} } }],
  ])('hold back a guide price of $%d until then', async (costUsd, options) => {
    const { exa } = answering(empty);
    const enough = createCallBudget({ costUsd: costUsd + 1e-9 });
    const tooLittle = createCallBudget({ costUsd: costUsd - 1e-9 });
    await exa.search(options, { budget: enough });
    expect((await failureOf(exa.search(options, { budget: tooLittle }))).code).toBe('budget-exhausted');
  });
});

describe('contents', () => {
  const urls = [
    'https://a.example/',
    'https://b.example/',
    'https://gone.example/',
    'https://odd.example/',
    'https://c.example/',
  ];

  it('tell what came from what did not, in the order asked for', async () => {
    const { exa } = answering({ json: fixture('contents') });
    const { succeeded, failed, results, statuses } = await exa.getContents(urls);
    expect(succeeded.map(({ title }) => title)).toEqual(['A', 'B']);
    expect(results.map(({ title }) => title)).toEqual(['B', 'A']);
    expect(failed).toMatchObject([
      { url: 'https://gone.example/', tag: 'CRAWL_NOT_FOUND', httpStatus: 404 },
      { url: 'https://odd.example/', tag: 'A_TAG_OF_TOMORROW' },
      { url: 'https://c.example/', reason: expect.stringMatching(/did not mention/) },
    ]);
    expect(statuses).toHaveLength(4);
  });

  it('count a malformed page as failed, not as gone', async () => {
    const { exa } = answering({ json: fixture('contents.malformed') });
    const { succeeded, failed, skipped } = await exa.getContents(urls.slice(0, 3));
    expect(succeeded.map(({ title }) => title)).toEqual(['A']);
    expect(failed.map(({ url }) => url)).toEqual(['https://b.example/', 'https://gone.example/']);
    expect(skipped).toMatchObject([{ index: 1 }]);
  });
});

describe('time', () => {
  it.each([
    ['instant', 5_000],
    ['auto', 10_000],
    ['deep-lite', 20_000],
    ['deep', 45_000],
    ['deep-reasoning', 90_000],
    ['a type of tomorrow', 10_000],
  ])('one attempt of %s takes at most %i ms', async (type, bound) => {
    const { exa, service, now } = answering(empty, { resilience: { retry: { attempts: 1 } } });
    service.faults.push({ kind: 'hang' });
    expect(await failureOf(exa.search({ query: 'q', type }))).toMatchObject({ code: 'timeout', scope: 'attempt' });
    expect(now()).toBe(bound);
  });

  it('fetching pages is given the time the caller gives it', async () => {
    const { exa, service, now } = answering(empty, { resilience: { retry: { attempts: 1 } } });
    service.faults.push({ kind: 'hang' });
    await failureOf(exa.getContents('https://a.example/', { text: true, livecrawlTimeout: 60_000 }));
    expect(now()).toBe(65_000);
  });
});

describe('health', () => {
  it('asks for nothing that is charged, and takes the refusal for health', async () => {
    const { exa, service } = answering({
      status: 400,
      json: { requestId: 'r', error: 'query: Required', tag: 'INVALID_REQUEST_BODY' },
    });
    expect(await exa.healthCheck()).toMatchObject({ status: 'healthy' });
    expect(service.requests).toHaveLength(0);
    expect(await exa.healthCheck({ mode: 'active' })).toMatchObject({ status: 'healthy' });
    expect(sentBody(service)).toEqual({});
  });

  it('recovers with the first probe that is refused', async () => {
    const refusal = { status: 400, json: { error: 'query: Required' } };
    const { exa } = answering([{ status: 500, json: {} }, refusal], { resilience: { retry: { attempts: 1 } } });
    await failureOf(exa.search('q'));
    expect(await exa.healthCheck()).toMatchObject({ status: 'degraded' });
    expect(await exa.healthCheck({ mode: 'active' })).toMatchObject({ status: 'healthy' });
  });

  it('tells a bad key', async () => {
    const { exa } = answering({
      status: 401,
      json: { requestId: 'r', error: 'Invalid API key', tag: 'INVALID_API_KEY' },
    });
    const health = await exa.healthCheck({ mode: 'active' });
    expect(health).toMatchObject({ status: 'unhealthy', reason: expect.stringContaining('EXA_API_KEY') });
  });
});

it('names the version of its package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(createExa().version).toBe(manifest.version);
});

describe('with a cache', () => {
  it('asks and pays once for the same search, and says where the answer came from', async () => {
    const { exa, service } = answering({ json: fixture('search') }, { cache: true });
    const first = await exa.searchDocuments({ text: 'rivers' });
    const second = await exa.searchDocuments({ text: 'rivers' });
    expect([first.cache, second.cache]).toEqual(['miss', 'hit']);
    expect(second.documents).toEqual(first.documents);
    expect(second.costUsd).toBeUndefined();
    expect(service.requests).toHaveLength(1);
  });
});
