import { describe, expect, it, vi } from 'vitest';
import { createTavily, tavily as defaultTavily } from '../src/index.ts';
import { answering, failureOf, fixture, sentBody } from './service.ts';

const nothing = {
  json: { query: 'q', results: [], images: [], response_time: 0.1, request_id: 'r-1', usage: { credits: 2 } },
};
const url = 'https://a.example/';

describe('what is sent', () => {
  it('every search option under Tavily’s own name', async () => {
    const { tavily, service } = answering(nothing);
    await tavily.search({
      query: 'q',
      searchDepth: 'advanced',
      topic: 'news',
      days: 3,
      timeRange: 'week',
      startDate: '2025-01-01',
      endDate: '2025-12-31',
      maxHours: 12,
      maxResults: 20,
      chunksPerSource: 2,
      includeAnswer: 'advanced',
      includeRawContent: 'text',
      includeImages: true,
      includeImageDescriptions: true,
      includeFavicon: true,
      includeUsage: false,
      includeDomains: ['a.example'],
      excludeDomains: ['b.example'],
      includeDomainsMode: 'prefer',
      country: 'austria',
      language: 'de',
      filterByLanguage: true,
      autoParameters: true,
      exactMatch: true,
      fetchTimeout: 8,
      cacheFallback: true,
      minScore: 0.5,
      extra: { of_tomorrow: { keptAsItIs: 1 } },
    });
    expect(service.requests).toMatchObject([{ method: 'POST', path: '/search' }]);
    expect(service.requests[0]?.headers.authorization).toBe('Bearer test-key');
    expect(sentBody(service)).toEqual({
      query: 'q',
      search_depth: 'advanced',
      topic: 'news',
      days: 3,
      time_range: 'week',
      start_date: '2025-01-01',
      end_date: '2025-12-31',
      max_hours: 12,
      max_results: 20,
      chunks_per_source: 2,
      include_answer: 'advanced',
      include_raw_content: 'text',
      include_images: true,
      include_image_descriptions: true,
      include_favicon: true,
      include_usage: false,
      include_domains: ['a.example'],
      exclude_domains: ['b.example'],
      include_domains_mode: 'prefer',
      country: 'austria',
      language: 'de',
      filter_by_language: true,
      auto_parameters: true,
      exact_match: true,
      fetch_timeout: 8,
      cache_fallback: true,
      of_tomorrow: { keptAsItIs: 1 },
    });
    await tavily.search('q');
    expect(sentBody(service, 1)).toEqual({ query: 'q', include_usage: true });
  });

  const reading = {
    extractDepth: 'advanced',
    format: 'text',
    includeImages: true,
    includeFavicon: true,
    chunksPerSource: 2,
    timeout: 20,
  } as const;
  const wireReading = {
    extract_depth: 'advanced',
    format: 'text',
    include_images: true,
    include_favicon: true,
    chunks_per_source: 2,
    timeout: 20,
    include_usage: true,
  };
  const walking = {
    url,
    instructions: 'i',
    maxDepth: 2,
    maxBreadth: 5,
    limit: 9,
    selectPaths: ['/a'],
    selectDomains: ['a'],
    excludePaths: ['/b'],
    excludeDomains: ['b'],
    allowExternal: false,
  } as const;
  const wireWalking = {
    url,
    instructions: 'i',
    max_depth: 2,
    max_breadth: 5,
    limit: 9,
    select_paths: ['/a'],
    select_domains: ['a'],
    exclude_paths: ['/b'],
    exclude_domains: ['b'],
    allow_external: false,
  };

  it('every extract option under Tavily’s own name', async () => {
    const { tavily, service } = answering(nothing);
    await tavily.extract([url], { ...reading, query: 'q' });
    expect(service.requests[0]?.path).toBe('/extract');
    expect(sentBody(service)).toEqual({ urls: [url], query: 'q', ...wireReading });
  });

  it('every crawl option under Tavily’s own name', async () => {
    const { tavily, service } = answering(nothing);
    await tavily.crawl({ ...walking, ...reading });
    expect(service.requests[0]?.path).toBe('/crawl');
    expect(sentBody(service)).toEqual({ ...wireWalking, ...wireReading });
  });

  it('every map option under Tavily’s own name', async () => {
    const { tavily, service } = answering(nothing);
    await tavily.map({ ...walking, timeout: 20 });
    expect(service.requests[0]?.path).toBe('/map');
    expect(sentBody(service)).toEqual({ ...wireWalking, timeout: 20, include_usage: true });
  });

  it('who asks, in headers, also after the headers were changed', async () => {
    const caller = {
      projectId: 'p',
      organizationId: 'o',
      sessionId: 's',
      humanId: 'h',
      clientName: 'n',
      clientSource: 'c',
    };
    const { tavily, service } = answering(nothing, { caller, headers: { 'x-own': '1' } });
    await tavily.search('q');
    tavily.configure({ headers: { 'x-own': '2' } });
    await tavily.search('r');
    const headers = {
      'x-project-id': 'p',
      'x-tavily-orgid': 'o',
      'x-session-id': 's',
      'x-human-id': 'h',
      'x-client-name': 'n',
      'x-client-source': 'c',
    };
    expect(service.requests[0]?.headers).toMatchObject({ ...headers, 'x-own': '1' });
    expect(service.requests[1]?.headers).toMatchObject({ ...headers, 'x-own': '2' });
  });

  it.each<[string, object, RegExp]>([
    ['an empty query', { query: ' ' }, /query: must not be empty/],
    ['too many results', { query: 'q', maxResults: 21 }, /maxResults: .*20/],
    ['an impossible day', { query: 'q', startDate: '2025-02-30' }, /startDate: .*day/],
    [
      'days in the wrong order',
      { query: 'q', startDate: '2025-02-02', endDate: '2025-01-01' },
      /startDate must not be after/,
    ],
    ['a name Tavily does not know', { query: 'q', max_results: 3 }, /max_results/],
  ])('no search with %s', async (_what, options, message) => {
    const { tavily, service } = answering(nothing);
    const error = await failureOf(tavily.search(options as never));
    expect(error.code).toBe('invalid-request');
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it('nothing for too many addresses, or none, or patterns that are none', async () => {
    const { tavily, service } = answering(nothing);
    const many = Array.from({ length: 21 }, (_, index) => `${url}${index}`);
    expect((await failureOf(tavily.extract(many))).message).toMatch(/urls: .*20/);
    expect((await failureOf(tavily.extract([]))).code).toBe('invalid-request');
    expect((await failureOf(tavily.extract('a.example'))).message).toContain('http');
    expect((await failureOf(tavily.crawl({ url, selectPaths: ['('] }))).message).toContain('regular expression');
    expect(service.requests).toHaveLength(0);
  });
});

describe('key', () => {
  it('comes from TAVILY_API_KEY, and a missing one is named', async () => {
    const { tavily, service } = answering(nothing, { apiKey: undefined });
    vi.stubEnv('TAVILY_API_KEY', 'tvly-environment');
    await tavily.search('q').finally(() => vi.unstubAllEnvs());
    expect(service.requests[0]?.headers.authorization).toBe('Bearer tvly-environment');
    vi.stubEnv('TAVILY_API_KEY', 'null');
    const fetch = vi.fn();
    const errors = await Promise.all([
      failureOf(createTavily({ fetch }).search('q')),
      failureOf(defaultTavily.search('q')),
    ]);
    vi.unstubAllEnvs();
    for (const error of errors)
      expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining('TAVILY_API_KEY') });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('is replaced by a header when the client is keyless', async () => {
    const { tavily, service } = answering(nothing, { keyless: true, apiKey: undefined });
    await tavily.search('q');
    expect(service.requests[0]?.headers['x-tavily-access-mode']).toBe('keyless');
    expect(service.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(tavily.capabilities).toMatchObject({ keyRequired: false, freeProbe: false });
  });
});

describe('answers', () => {
  it('have what was asked for and nothing else, with images in one form', async () => {
    const { tavily } = answering({ json: fixture('search') });
    const plain = await tavily.search('frost');
    expect(plain).toEqual({
      query: 'frost',
      results: [
        {
          url: 'https://valley.example/frost',
          title: 'Frost night',
          content: 'Half of it froze.',
          score: 0.91,
          publishedDate: 'Thu, 24 Apr 2025 06:30:00 GMT',
        },
        { url: 'https://doi.org/10.5555/FROST.1', title: null, content: 'Sprinklers work.', score: 0.4 },
        { url: 'https://pubmed.ncbi.nlm.nih.gov/123456/', title: '', content: '', score: 0.1 },
      ],
      responseTime: 1.67,
      usage: { credits: 1 },
      requestId: '5b1f0000-0000-4000-8000-000000000001',
      belowMinScore: 0,
      skipped: [],
    });
    const rich = await tavily.search({
      query: 'frost',
      includeImages: true,
      includeAnswer: true,
      includeRawContent: true,
      includeFavicon: true,
      minScore: 0.4,
    });
    expect(rich).toMatchObject({ answer: null, belowMinScore: 1 });
    expect(rich.images).toEqual([
      { url: 'https://valley.example/a.jpg', description: null },
      { url: 'https://valley.example/b.jpg', description: 'Ice' },
    ]);
    expect(rich.results[1]).toMatchObject({ rawContent: null, favicon: null, images: [] });
  });

  it('tell cost and id beside the result', async () => {
    const { tavily } = answering(nothing);
    const { response } = await tavily.search('q').withResponse();
    expect(response).toMatchObject({ costUsd: 0.016, requestId: 'r-1' });
  });

  it('name the pages that failed, and those nobody mentions', async () => {
    const { tavily } = answering({ json: fixture('extract') });
    const urls = ['a/', 'b', 'c'].map((name) => `https://valley.example/${name}`);
    const { results, failed } = await tavily.extract(urls);
    expect(results).toEqual([{ url: 'https://valley.example/a', title: null, rawContent: 'Text of A.' }]);
    expect(failed).toEqual([
      { url: 'https://valley.example/b', error: '403 Forbidden' },
      { url: 'https://valley.example/c', error: expect.stringContaining('did not mention') },
    ]);
  });

  it('read crawls, maps and usage', async () => {
    const { tavily, service } = answering(({ path }) => {
      if (path === '/usage')
        return {
          json: {
            key: { usage: 5, limit: null, search_usage: 3 },
            account: { current_plan: 'Bootstrap', plan_usage: 5, plan_limit: 100, paygo_usage: 0, paygo_limit: null },
          },
        };
      if (path === '/map') return { json: { base_url: url, results: [url, 7], response_time: 3 } };
      return { json: { base_url: url, results: [{ url, raw_content: 'x', images: ['i'] }], response_time: 3 } };
    });
    expect(await tavily.crawl({ url, includeImages: true })).toMatchObject({
      baseUrl: url,
      results: [{ url, rawContent: 'x', images: ['i'] }],
    });
    expect(await tavily.map(url)).toMatchObject({ results: [url], skipped: [{ index: 1 }] });
    expect(await tavily.getUsage({ projectId: 'p' })).toMatchObject({
      key: { usage: 5, limit: null, searchUsage: 3, mapUsage: null },
      account: { currentPlan: 'Bootstrap', planLimit: 100, paygoLimit: null },
    });
    expect(service.requests.at(-1)?.headers['x-project-id']).toBe('p');
  });
});
