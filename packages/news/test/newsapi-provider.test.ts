import { describe, expect, it } from 'vitest';
import type { NewsApiHeadlinesOptions } from '../src/index.ts';
import { all, failureOf, fixture, scriptedNewsApi } from './scripted.ts';

const empty = { json: { status: 'ok', totalResults: 0, articles: [] } };
const article = (name: string) => ({ url: `https://a.example/${name}`, title: name });
const page = (names: string[], totalResults: number) => ({
  json: { status: 'ok', totalResults, articles: names.map(article) },
});

describe('what is sent', () => {
  it('every parameter of everything under NewsAPI’s own name', async () => {
    const { newsApi, service, sent } = scriptedNewsApi(empty);
    const options = {
      q: '"street trees" AND heat',
      qInTitle: 'trees',
      sortBy: 'relevancy',
      language: 'en',
      from: '2025-12-20',
      to: '2025-12-31T12:00:00',
    } as const;
    await newsApi.everything({
      ...options,
      searchIn: ['title', 'content'],
      sources: ['harbour-times', 'nordblatt'],
      domains: ['a.example', 'b.example'],
      excludeDomains: 'c.example',
      pageSize: 50,
      page: 2,
    });
    expect(service.requests).toMatchObject([{ method: 'GET', path: '/everything' }]);
    expect(sent()).toEqual({
      ...options,
      searchIn: 'title,content',
      sources: 'harbour-times,nordblatt',
      domains: 'a.example,b.example',
      excludeDomains: 'c.example',
      pageSize: '50',
      page: '2',
    });
  });

  it('every parameter of topHeadlines', async () => {
    const { newsApi, service, sent } = scriptedNewsApi(empty);
    await newsApi.topHeadlines({
      country: 'us',
      category: 'science',
      q: 'trees',
      language: 'en',
      pageSize: 5,
      page: 3,
    });
    await newsApi.topHeadlines({ sources: 'harbour-times' });
    expect(service.requests.map(({ path }) => path)).toEqual(['/top-headlines', '/top-headlines']);
    const filters = { country: 'us', category: 'science', q: 'trees', language: 'en' };
    expect(sent()).toEqual({ ...filters, pageSize: '5', page: '3' });
    expect(sent(1)).toEqual({ sources: 'harbour-times' });
  });

  it('every parameter of sources', async () => {
    const { newsApi, service, sent } = scriptedNewsApi({
      json: { status: 'ok', sources: [{ id: 'a', name: 'A', description: '', country: 'us' }, { id: 7 }] },
    });
    const found = await newsApi.sources({ category: 'general', language: 'en', country: 'us' });
    expect(service.requests[0]?.path).toBe('/top-headlines/sources');
    expect(sent()).toEqual({ category: 'general', language: 'en', country: 'us' });
    expect(found.sources).toEqual([
      { id: 'a', name: 'A', description: null, url: null, category: null, language: null, country: 'us' },
    ]);
    expect(found.skipped.map(({ index }) => index)).toEqual([1]);
  });

  it('the key in X-Api-Key, a User-Agent of our own, and X-No-Cache when asked', async () => {
    const { newsApi, service } = scriptedNewsApi(empty);
    await newsApi.everything('trees');
    await newsApi.everything({ q: 'trees', noCache: true });
    const [plain, fresh] = service.requests;
    expect(plain?.headers).toMatchObject({ 'x-api-key': 'test-key' });
    expect(plain?.headers['user-agent']).toMatch(/^headwater-news\/\d/);
    expect(plain?.headers).not.toHaveProperty('x-no-cache');
    expect(fresh?.headers['x-no-cache']).toBe('true');
    expect(JSON.stringify([plain?.query, fresh?.query])).not.toMatch(/test-key|noCache/);
  });

  it('the caller’s own User-Agent when there is one', async () => {
    const { newsApi, service } = scriptedNewsApi(empty, { headers: { 'User-Agent': 'my-agent/1' } });
    await newsApi.everything('trees');
    newsApi.configure({ headers: {} });
    await newsApi.everything('roofs');
    expect(service.requests.map(({ headers }) => headers['user-agent'])).toEqual([
      'my-agent/1',
      expect.stringMatching(/^headwater-news/),
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['no filter at all', { language: 'en' }, /at least one of q/],
    ['an empty query', { q: ' ' }, /q: must not be empty/],
    ['a query of more than 500 characters once encoded', { q: 'ä'.repeat(90) }, /500/],
    ['too many sources', { sources: Array.from({ length: 21 }, (_, place) => `s${place}`) }, /20 source/],
    ['too large a page', { q: 'a', pageSize: 101 }, /pageSize.*100/],
    ['page 0', { q: 'a', page: 0 }, /page/],
    ['a day that does not exist', { q: 'a', from: '2025-02-30' }, /from: .*ISO 8601/],
    [
      'a window that ends before it begins',
      { q: 'a', from: '2025-12-31', to: '2025-12-30' },
      /from must not be after to/,
    ],
    ['a name NewsAPI does not know', { q: 'a', pagesize: 5 }, /pagesize/],
    ['an order it does not know', { q: 'a', sortBy: 'date' }, /sortBy/],
  ])('nothing for %s', async (_what, options, message) => {
    const { newsApi, service } = scriptedNewsApi(empty);
    const error = await failureOf(newsApi.everything(options as never));
    expect(error).toMatchObject({ code: 'invalid-request', provider: 'news', operation: 'newsapi.everything' });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it('nothing for sources together with country, or for headlines of nothing', async () => {
    const { newsApi, service } = scriptedNewsApi(empty);
    const mixed = { sources: 'a', country: 'us' } as unknown as NewsApiHeadlinesOptions;
    expect((await failureOf(newsApi.topHeadlines(mixed))).message).toContain('cannot be combined');
    expect((await failureOf(newsApi.topHeadlines({}))).message).toContain('at least one of');
    expect(() => newsApi.everything({ q: 'a', limit: 0 })).toThrow(/limit/);
    expect(service.requests).toHaveLength(0);
  });
});

describe('lists', () => {
  it('go on until the service has no more', async () => {
    const { newsApi, sent } = scriptedNewsApi([page(['a', 'b'], 5), page(['c', 'd'], 5), page(['e'], 5)]);
    const items = await all(newsApi.everything({ q: 'x', pageSize: 2 }));
    expect(items.map(({ title, rank }) => [title, rank])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 3],
      ['e', 4],
    ]);
    expect([sent(0).page, sent(1).page, sent(2).page]).toEqual([undefined, '2', '3']);
  });

  it('send nothing before they are read, and stop at limit', async () => {
    const { newsApi, service, sent } = scriptedNewsApi(page(['a', 'b'], 50));
    const list = newsApi.everything({ q: 'x', limit: 2 });
    expect(service.requests).toHaveLength(0);
    expect(await all(list)).toHaveLength(2);
    expect(service.requests).toHaveLength(1);
    expect(sent().pageSize).toBe('2');
  });

  it('end where the developer plan does, and say so', async () => {
    const { newsApi, service } = scriptedNewsApi(({ query }) => page([`page-${query.get('page')}`], 10_000));
    const pages = await all(newsApi.everything({ q: 'x', pageSize: 40 }).pages());
    expect(service.requests).toHaveLength(2);
    expect(pages[1]).toMatchObject({
      truncated: 'the plan reads the first 100 results of 10000 only',
      totalResults: 10_000,
    });
  });

  it('end where the service refuses to read on, without an error', async () => {
    const refusal = {
      status: 426,
      json: { status: 'error', code: 'maximumResultsReached', message: 'You have requested too many results.' },
    };
    const { newsApi } = scriptedNewsApi([page(['a', 'b'], 900), refusal], { plan: 'paid' });
    const pages = await all(newsApi.everything({ q: 'x', pageSize: 2 }).pages());
    expect(pages).toHaveLength(2);
    expect(pages[1]).toMatchObject({ items: [], truncated: expect.stringContaining('too many results') });
    expect(pages[1]).not.toHaveProperty('nextCursor');
  });

  it('end with a typed error when the service repeats a page for ever', async () => {
    const { newsApi, service } = scriptedNewsApi(page(['a', 'b'], 1_000_000), { plan: 'paid' });
    const error = await failureOf(all(newsApi.everything({ q: 'x', pageSize: 2 })));
    expect(error).toMatchObject({ code: 'response-invalid', message: expect.stringContaining('repeats a page') });
    expect(service.requests).toHaveLength(2);
  });

  it('leave tombstones out and count them, without losing their places', async () => {
    const { newsApi } = scriptedNewsApi({ json: fixture('newsapi') });
    const { items, removed, totalResults, skipped } = await newsApi.everything('trees');
    expect({ removed, totalResults, skipped }).toEqual({ removed: 1, totalResults: 4, skipped: [] });
    expect(items.map(({ rank }) => rank)).toEqual([0, 2, 3]);
    expect(items[0]).toMatchObject({
      contentPreview: 'Sample: trees cool a block mainly by shade, and old ones more than young ones',
      truncated: true,
      missingCharacters: 2230,
    });
    expect(items[1]).toMatchObject({ description: null, content: null, truncated: false, publishedAt: null });
    expect(items[2]).toMatchObject({
      source: { id: 'valley', name: 'Valley Courier' },
      author: null,
      urlToImage: null,
    });
  });
});

describe('the plan', () => {
  it('moves from to what it can see, and tells', async () => {
    const { newsApi, sent } = scriptedNewsApi(empty);
    const { notices } = await newsApi.everything({ q: 'x', from: '2025-01-01' });
    expect(sent().from).toBe('2025-12-02T00:00:00Z');
    expect(notices).toEqual([expect.stringMatching(/from was moved from 2025-01-01 to 2025-12-02T00:00:00Z.*30 days/)]);
  });

  it('tells of its delay when only the last day is asked for', async () => {
    const { newsApi } = scriptedNewsApi(empty);
    const { notices } = await newsApi.everything({ q: 'x', from: '2025-12-31T20:00:00Z' });
    expect(notices).toEqual([expect.stringContaining('24 hours')]);
  });

  it('paid leaves dates alone', async () => {
    const { newsApi, sent } = scriptedNewsApi(empty, { plan: 'paid' });
    const { notices } = await newsApi.everything({ q: 'x', from: '2019-01-01' });
    expect([sent().from, notices]).toEqual(['2019-01-01', []]);
  });

  it('counts 100 requests in 24 hours and sends no more', async () => {
    const { newsApi, service, clock } = scriptedNewsApi(empty);
    for (let call = 0; call < 100; call += 1) await newsApi.everything({ q: `word ${call}` });
    const error = await failureOf(newsApi.everything('one more'));
    expect(error).toMatchObject({ code: 'quota-exhausted', retryable: false, vendorCode: 'dailyBudget' });
    expect(error.hint).toContain('Nothing was sent');
    expect(service.requests).toHaveLength(100);
    expect((await newsApi.healthCheck()).quota).toEqual({ limit: 100, remaining: 0 });
    await clock.advance((error.retryAfterMs ?? 0) + 1);
    await newsApi.everything('the next day');
    expect(service.requests).toHaveLength(101);
  });

  it('counts for all clients of one key together, and for each key alone', async () => {
    const first = scriptedNewsApi(empty, { requestsPerDay: 2 });
    const { createNewsApi } = await import('../src/newsapi/index.ts');
    const twin = createNewsApi({ ...first.settings, requestsPerDay: 2 });
    const other = createNewsApi({ ...first.settings, apiKey: 'another-key', requestsPerDay: 2 });
    await first.newsApi.everything('a');
    await twin.everything('b');
    expect((await failureOf(first.newsApi.everything('c'))).code).toBe('quota-exhausted');
    await other.everything('d');
    expect(first.service.requests).toHaveLength(3);
  });
});
