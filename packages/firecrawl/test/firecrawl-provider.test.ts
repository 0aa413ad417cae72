import { createCallBudget } from '@headwater/core';
import { describe, expect, it, vi } from 'vitest';
import { createFirecrawl, firecrawl as defaultFirecrawl } from '../src/index.ts';
import { answering, failureOf, fixture, sentBody } from './service.ts';

const page = {
  success: true,
  data: { markdown: '# A', metadata: { statusCode: 200, creditsUsed: 5, scrapeId: 's-1' } },
};
const nothing = { json: { success: true, data: {}, id: 'search-1', creditsUsed: 2 } };

const scrapeOptions = {
  formats: [
    'markdown',
    'links',
    { type: 'json', schema: { type: 'object' }, prompt: 'p' },
    { type: 'screenshot', fullPage: true, quality: 80, viewport: { width: 800, height: 600 } },
    { type: 'changeTracking', modes: ['git-diff'], tag: 't' },
    { type: 'attributes', selectors: [{ selector: 'a', attribute: 'href' }] },
    { type: 'question', question: 'q' },
    { type: 'highlights', query: 'q' },
  ],
  onlyMainContent: false,
  onlyCleanContent: true,
  includeTags: ['main'],
  excludeTags: ['.ad'],
  maxAge: 0,
  minAge: 1000,
  storeInCache: false,
  lockdown: true,
  timeout: 30_000,
  waitFor: 500,
  headers: { 'accept-language': 'de' },
  mobile: true,
  skipTlsVerification: false,
  removeBase64Images: false,
  blockAds: false,
  proxy: 'enhanced',
  parsers: [{ type: 'pdf', mode: 'ocr', maxPages: 3, pages: true, blocks: true, pageMarkers: true }],
  actions: [
    { type: 'wait', milliseconds: 100 },
    { type: 'click', selector: '#more' },
    { type: 'write', text: 'x' },
    { type: 'press', key: 'Enter' },
    { type: 'scroll', direction: 'down' },
    { type: 'screenshot' },
    { type: 'scrape' },
    { type: 'executeJavascript', script: '1' },
    { type: 'pdf', format: 'A4' },
  ],
  location: { country: 'DE', languages: ['de'] },
  redactPII: true,
  profile: { name: 'p', saveChanges: true },
  auditMetadata: { username: 'u' },
  threatProtection: { mode: 'normal' },
} as const;

describe('what is sent', () => {
  it('every scrape option under Firecrawl’s own name', async () => {
    const { firecrawl, service } = answering({ json: page });
    const request = { url: 'https://a.example/', ...scrapeOptions, zeroDataRetention: true };
    await firecrawl.scrape({ ...request, failOnHttpError: true });
    expect(service.requests).toMatchObject([{ method: 'POST', path: '/scrape' }]);
    expect(service.requests[0]?.headers.authorization).toBe('Bearer test-key');
    expect(sentBody(service)).toEqual(request);
  });

  it('every search option under Firecrawl’s own name', async () => {
    const { firecrawl, service } = answering(nothing);
    const options = {
      query: 'q',
      limit: 3,
      sources: ['web', { type: 'news' }],
      categories: ['github', { type: 'research' }, 'pdf', 'developer'],
      includeDomains: ['a.example'],
      tbs: 'qdr:w',
      location: 'Vienna, Austria',
      country: 'AT',
      safe: true,
      timeout: 20_000,
      ignoreInvalidURLs: true,
      highlights: false,
      scrapeOptions,
      enterprise: ['zdr'],
    } as const;
    await firecrawl.search(options);
    expect(sentBody(service)).toEqual(options);
    await firecrawl.search({ query: 'q', excludeDomains: ['b.example'] });
    expect(sentBody(service, 1)).toEqual({ query: 'q', excludeDomains: ['b.example'] });
  });

  it('every map option under Firecrawl’s own name', async () => {
    const { firecrawl, service } = answering({
      json: { success: true, links: ['https://a.example/x', { url: 'https://a.example/y', title: 'Y' }, 7] },
    });
    const options = {
      url: 'https://a.example/',
      search: 's',
      sitemap: 'only',
      includeSubdomains: false,
      ignoreQueryParameters: false,
      ignoreCache: true,
      limit: 10,
      timeout: 9000,
      location: { country: 'AT' },
    } as const;
    const { links, skipped } = await firecrawl.map(options);
    expect(sentBody(service)).toEqual(options);
    expect(links.map(({ url, title }) => [url, title])).toEqual([
      ['https://a.example/x', undefined],
      ['https://a.example/y', 'Y'],
    ]);
    expect(skipped).toMatchObject([{ index: 2 }]);
  });

  it.each<[string, object, RegExp]>([
    ['an address that is none', { url: 'a.example' }, /url: .*http/],
    ['another scheme', { url: 'ftp://a.example/' }, /url/],
    ['a name Firecrawl does not know', { url: 'https://a.example/', onlyContent: true }, /onlyContent/],
    ['an unknown format', { url: 'https://a.example/', formats: ['word'] }, /formats: .*names of formats/],
    [
      'an option of another format',
      { url: 'https://a.example/', formats: [{ type: 'json', fullPage: true }] },
      /formats/,
    ],
    ['a format without what it needs', { url: 'https://a.example/', formats: [{ type: 'question' }] }, /formats/],
    ['an unknown action', { url: 'https://a.example/', actions: [{ type: 'dance' }] }, /actions: .*click/],
    ['too long a timeout', { url: 'https://a.example/', timeout: 300_001 }, /timeout/],
  ])('no scrape with %s', async (_what, request, message) => {
    const { firecrawl, service } = answering({ json: page });
    const error = await failureOf(firecrawl.scrape(request as never));
    expect(error).toMatchObject({ code: 'invalid-request', operation: 'scrape' });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it.each<[string, object, RegExp]>([
    ['an empty query', { query: ' ' }, /query: must not be empty/],
    ['a query of 501 characters', { query: 'q'.repeat(501) }, /query/],
    ['101 results', { query: 'q', limit: 101 }, /limit: .*100/],
    [
      'both kinds of domains',
      { query: 'q', includeDomains: ['a.example'], excludeDomains: ['b.example'] },
      /do not go/,
    ],
    ['a domain with a path', { query: 'q', includeDomains: ['a.example/docs'] }, /includeDomains: .*host names/],
  ])('no search with %s', async (_what, options, message) => {
    const { firecrawl, service } = answering(nothing);
    const error = await failureOf(firecrawl.search(options as never));
    expect(error.code).toBe('invalid-request');
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it('a scrape that clicks at most once, one that only looks again', async () => {
    const replies = [{ status: 503, json: { success: false, error: 'busy' } }, { json: page }];
    const acting = answering(replies);
    const clicks = [{ type: 'click', selector: '#buy' }] as const;
    const error = await failureOf(acting.firecrawl.scrape({ url: 'https://a.example/', actions: clicks }));
    expect(error.code).toBe('upstream');
    expect(acting.service.requests).toHaveLength(1);
    const looking = answering(replies);
    await looking.firecrawl.scrape({ url: 'https://a.example/', actions: [{ type: 'wait', milliseconds: 5 }] });
    expect(looking.service.requests).toHaveLength(2);
  });
});

describe('key', () => {
  it('comes from FIRECRAWL_API_KEY, and a missing one is named', async () => {
    const { firecrawl, service } = answering({ json: page }, { apiKey: undefined });
    vi.stubEnv('FIRECRAWL_API_KEY', 'fc-environment');
    await firecrawl.scrape('https://a.example/').finally(() => vi.unstubAllEnvs());
    expect(service.requests[0]?.headers.authorization).toBe('Bearer fc-environment');
    vi.stubEnv('FIRECRAWL_API_KEY', 'undefined');
    const fetch = vi.fn();
    const errors = await Promise.all([
      failureOf(createFirecrawl({ fetch }).scrape('https://a.example/')),
      failureOf(defaultFirecrawl.scrape('https://a.example/')),
    ]);
    vi.unstubAllEnvs();
    for (const error of errors)
      expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining('FIRECRAWL_API_KEY') });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('is left out altogether when the client is keyless', async () => {
    vi.stubEnv('FIRECRAWL_API_KEY', 'fc-environment');
    const { firecrawl, service } = answering({ json: page }, { keyless: true, apiKey: undefined });
    await firecrawl.scrape('https://a.example/').finally(() => vi.unstubAllEnvs());
    expect(service.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(firecrawl.capabilities).toMatchObject({ keyRequired: false, freeProbe: false });
    expect(firecrawl.capabilities.keyVariable).toBeUndefined();
  });
});

describe('answers', () => {
  it('has the fields that were asked for and no others', async () => {
    const data = {
      markdown: null,
      html: '<p>',
      links: null,
      answer: 'yes',
      metadata: { url: 'https://a.example/b', creditsUsed: 1 },
    };
    const { firecrawl } = answering({ json: { success: true, data } });
    const document = await firecrawl.scrape({
      url: 'https://a.example/',
      formats: ['markdown', 'links', { type: 'question', question: 'q' }, 'screenshot'],
    });
    expect(document).toEqual({
      url: 'https://a.example/b',
      markdown: '',
      links: [],
      answer: 'yes',
      screenshot: null,
      metadata: { url: 'https://a.example/b', creditsUsed: 1 },
      failure: null,
    });
  });

  it('tells cost and id beside the result', async () => {
    const { firecrawl } = answering({ json: page });
    const budget = createCallBudget({ costUsd: 1 });
    const { response } = await firecrawl.scrape('https://a.example/', { budget }).withResponse();
    expect(response.costUsd).toBeCloseTo(5 * 0.00083);
    expect(response.requestId).toBe('s-1');
    expect(budget.spent.costUsd).toBeCloseTo(5 * 0.00083);
  });

  it('marks a page whose own server failed, and throws when told to', async () => {
    const data = {
      markdown: '# Not found',
      metadata: { sourceURL: 'https://a.example/x', statusCode: 404, error: 'Not Found' },
    };
    const { firecrawl } = answering({ json: { success: true, data } });
    const { failure } = await firecrawl.scrape('https://a.example/x');
    expect(failure).toEqual({
      url: 'https://a.example/x',
      httpStatus: 404,
      reason: 'the page answered HTTP 404: Not Found',
    });
    const error = await failureOf(firecrawl.scrape({ url: 'https://a.example/x', failOnHttpError: true }));
    expect(error).toMatchObject({ code: 'not-found', retryable: false, hint: expect.stringContaining('charged') });
  });

  it('groups results by source, also the flat list of older services', async () => {
    const { firecrawl } = answering([
      { json: fixture('search') },
      { json: { success: true, data: [{ url: 'https://a.example/', title: 'A', description: 'd' }] } },
    ]);
    const found = await firecrawl.search({ query: 'q', sources: ['web', 'news', 'images'] });
    expect(found.web.map(({ url, failure }) => [url, failure?.httpStatus])).toEqual([
      ['https://papers.example/eel', undefined],
      ['https://arxiv.org/abs/2101.00001v2', undefined],
      ['https://gone.example/page', 404],
    ]);
    expect(found.news).toMatchObject([{ snippet: 'On Sunday.', date: 'Mar 5, 2024' }]);
    expect(found.images).toMatchObject([{ imageUrl: 'https://papers.example/weir.jpg', url: null }]);
    expect(found.web[0]).not.toHaveProperty('markdown');
    expect((await firecrawl.search('q')).web).toMatchObject([{ url: 'https://a.example/' }]);
  });

  it('reads the team’s account and queue', async () => {
    const { firecrawl, service } = answering(({ path }) => ({
      json: path.endsWith('credit-usage')
        ? { success: true, data: { remainingCredits: 7, planCredits: 10, billingPeriodStart: null } }
        : { success: true, jobsInQueue: 3, activeJobsInQueue: 2, waitingJobsInQueue: 1, maxConcurrency: 2 },
    }));
    expect(await firecrawl.getCreditUsage()).toMatchObject({ remainingCredits: 7, planCredits: 10 });
    expect(await firecrawl.getQueueStatus()).toMatchObject({ jobsInQueue: 3, maxConcurrency: 2 });
    expect(service.requests.map(({ path }) => path)).toEqual(['/team/credit-usage', '/team/queue-status']);
  });
});
