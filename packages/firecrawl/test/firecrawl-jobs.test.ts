import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { answering, baseUrl, failureOf, fixture, sentBody } from './service.ts';

const started = { success: true, id: 'job-1', url: `${baseUrl}/crawl/job-1` };
const doc = (name: string) => ({
  markdown: `# ${name}`,
  metadata: { sourceURL: `https://a.example/${name}`, statusCode: 200 },
});
const state = (status: string, more: object = {}) => ({
  success: true,
  status,
  total: 3,
  completed: 1,
  creditsUsed: 1,
  next: null,
  data: [],
  ...more,
});

/** Answers starts at once and looks at the job from a list, the last one for ever. */
function jobService(looks: EmulatorReply[]): (request: EmulatorRequest) => EmulatorReply {
  let look = 0;
  return ({ method }) => {
    if (method === 'POST') return { json: started };
    if (method === 'DELETE') return { json: { success: true, status: 'cancelled' } };
    look += 1;
    return looks[Math.min(look, looks.length) - 1] as EmulatorReply;
  };
}

const crawlOptions = {
  url: 'https://a.example/',
  prompt: 'p',
  includePaths: ['/docs/.*'],
  excludePaths: ['/old/.*'],
  regexOnFullURL: true,
  maxDiscoveryDepth: 2,
  sitemap: 'skip',
  ignoreQueryParameters: true,
  limit: 7,
  crawlEntireDomain: true,
  allowExternalLinks: true,
  allowSubdomains: true,
  ignoreRobotsTxt: true,
  delay: 1.5,
  maxConcurrency: 2,
  webhook: { url: 'https://hook.example/', headers: { a: 'b' }, metadata: { c: 'd' }, events: ['page'] },
  scrapeOptions: { formats: ['markdown'] },
  zeroDataRetention: true,
} as const;

describe('starting', () => {
  it('sends every crawl option, and the idempotency key as a header', async () => {
    const { firecrawl, service } = answering({ json: started });
    expect(await firecrawl.startCrawl({ ...crawlOptions, idempotencyKey: 'once' })).toMatchObject({ id: 'job-1' });
    expect(service.requests[0]).toMatchObject({ method: 'POST', path: '/crawl' });
    expect(service.requests[0]?.headers['x-idempotency-key']).toBe('once');
    expect(sentBody(service)).toEqual(crawlOptions);
    await firecrawl.startCrawl('https://a.example/');
    expect(sentBody(service, 1)).toEqual({ url: 'https://a.example/', limit: 100 });
  });

  it('sends every batch option, and the idempotency key as a header', async () => {
    const { firecrawl, service } = answering({ json: { ...started, invalidURLs: ['nonsense'] } });
    const options = {
      formats: ['links'],
      webhook: 'https://hook.example/',
      maxConcurrency: 3,
      ignoreInvalidURLs: true,
      appendToId: 'job-0',
      zeroDataRetention: true,
    } as const;
    const urls = ['https://a.example/', 'nonsense'];
    const { invalidURLs } = await firecrawl.startBatchScrape(urls, { ...options, idempotencyKey: 'once' });
    expect(invalidURLs).toEqual(['nonsense']);
    expect(service.requests[0]).toMatchObject({ method: 'POST', path: '/batch/scrape' });
    expect(service.requests[0]?.headers['x-idempotency-key']).toBe('once');
    expect(sentBody(service)).toEqual({ urls, ...options });
  });

  it('is never repeated when nobody knows whether it arrived', async () => {
    const { firecrawl, service } = answering({ status: 502, json: { success: false, error: 'Bad Gateway' } });
    expect((await failureOf(firecrawl.startCrawl('https://a.example/'))).code).toBe('upstream');
    expect((await failureOf(firecrawl.startBatchScrape(['https://a.example/']))).code).toBe('upstream');
    expect(service.requests).toHaveLength(2);
  });

  it.each<[string, object]>([
    ['a pattern that is none', { url: 'https://a.example/', includePaths: ['('] }],
    ['a limit of none', { url: 'https://a.example/', limit: 0 }],
    ['a name Firecrawl has given up', { url: 'https://a.example/', maxDepth: 2 }],
  ])('is refused with %s', async (_what, options) => {
    const { firecrawl, service } = answering({ json: started });
    expect((await failureOf(firecrawl.crawl(options as never))).code).toBe('invalid-request');
    expect((await failureOf(firecrawl.startBatchScrape([]))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });
});

describe('waiting', () => {
  it('looks ever less often until the job has ended, on the clock of the client', async () => {
    const looks = [
      ...Array(4).fill({ json: state('scraping') }),
      { json: state('completed', { data: [doc('1')], completed: 3, creditsUsed: 3 }) },
    ];
    const { firecrawl, service } = answering(jobService(looks));
    const seen: string[] = [];
    const job = await firecrawl.crawl('https://a.example/', {
      onProgress: ({ status, completed }) => seen.push(`${status} ${completed}`),
    });
    expect(job).toMatchObject({ id: 'job-1', status: 'completed', creditsUsed: 3, data: [{ markdown: '# 1' }] });
    expect(job.costUsd).toBeCloseTo(3 * 0.00083);
    expect(seen).toEqual([...Array(4).fill('scraping 1'), 'completed 3']);
    const times = service.requests.map(({ at }) => at);
    const waits = times.slice(1).map((at, index) => Math.round((at - (times[index] as number)) / 100) / 10);
    expect(waits).toEqual([2, 3, 4.5, 6.8, 10.1]);
  });

  it('keeps the pages of a failed job and tells apart those that did not come', async () => {
    const { firecrawl } = answering(jobService([{ json: fixture('crawl') }]));
    const job = await firecrawl.crawl('https://site.example/');
    expect(job).toMatchObject({ status: 'failed', error: 'The worker was lost', completed: 3 });
    expect(job.data.map(({ url }) => url)).toEqual(['https://site.example/1']);
    expect(job.failed).toEqual([
      { url: 'https://site.example/2', httpStatus: 403, reason: 'the page answered HTTP 403' },
      { url: 'https://site.example/3', reason: 'Firecrawl could not get the page: Engine failed' },
    ]);
  });

  it('gathers all parts behind next', async () => {
    const part = (name: string, next: string | null) => ({
      json: state('completed', { data: [doc(name), null], next }),
    });
    const looks = [
      part('1', `${baseUrl}/crawl/job-1?skip=2`),
      part('2', `${baseUrl}/crawl/job-1?skip=4`),
      part('3', null),
    ];
    const { firecrawl, service } = answering(jobService(looks));
    const { data, skipped } = await firecrawl.crawl('https://a.example/');
    expect(data.map(({ url }) => url)).toEqual(['1', '2', '3'].map((name) => `https://a.example/${name}`));
    expect(skipped.map(({ index }) => index)).toEqual([1, 3, 5]);
    expect(service.requests.slice(2).map(({ query }) => query)).toEqual(['?skip=2', '?skip=4']);
  });

  it('cancels the job at Firecrawl when its caller gives up', async () => {
    const { firecrawl, service } = answering(jobService([{ json: state('scraping') }]));
    const controller = new AbortController();
    const call = firecrawl.crawl('https://a.example/', {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    const error = await failureOf(call);
    expect(error).toMatchObject({
      code: 'cancelled',
      operation: 'crawl',
      hint: expect.stringContaining('told to cancel the job job-1'),
    });
    expect(service.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /crawl',
      'GET /crawl/job-1',
      'DELETE /crawl/job-1',
    ]);
  });

  it('cancels the job when time is up, or leaves it when told to', async () => {
    const { firecrawl, service, now } = answering(jobService([{ json: state('scraping') }]));
    const error = await failureOf(firecrawl.batchScrape(['https://a.example/'], {}, { timeoutMs: 20_000 }));
    expect(error).toMatchObject({ code: 'timeout', scope: 'deadline', message: expect.stringContaining('job-1') });
    expect(now()).toBeLessThanOrEqual(20_100);
    expect(service.requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/batch/scrape/job-1' });
    const sent = service.requests.length;
    const left = await failureOf(firecrawl.crawl('https://a.example/', { timeoutMs: 5_000, keepRunning: true }));
    expect(left.hint).toContain('goes on');
    expect(service.requests.slice(sent).map(({ method }) => method)).not.toContain('DELETE');
  });

  it('says so when cancelling fails as well', async () => {
    const { firecrawl } = answering(({ method }) =>
      method === 'DELETE'
        ? { status: 409, json: { success: false, error: 'Conflict' } }
        : { json: method === 'POST' ? started : state('scraping') },
    );
    const error = await failureOf(firecrawl.crawl('https://a.example/', { timeoutMs: 3_000 }));
    expect(error.hint).toMatch(/may go on.*Conflict/);
  });

  it('outlasts a service that cannot be asked for a while, but not a job that is gone', async () => {
    const down = { status: 503, json: { success: false, error: 'Service Unavailable' } };
    const { firecrawl } = answering(jobService([...Array(7).fill(down), { json: state('completed') }]));
    expect((await firecrawl.crawl('https://a.example/')).status).toBe('completed');
    const gone = answering(jobService([{ status: 404, json: { success: false, error: 'Job not found' } }]));
    expect((await failureOf(gone.firecrawl.crawl('https://a.example/'))).code).toBe('not-found');
  });
});

describe('next', () => {
  it.each([
    'https://evil.example/v2/crawl/job-1?skip=1',
    'http://api.firecrawl.dev/v2/crawl/job-1?skip=1',
    'https://api.firecrawl.dev/v2/crawl/job-2?skip=1',
    'https://api.firecrawl.dev/v2/team/credit-usage',
    'https://api.firecrawl.dev.evil.example/v2/crawl/job-1',
    '/v2/crawl/job-1?skip=1',
  ])('is not followed to %s', async (next) => {
    const { firecrawl, service } = answering(jobService([{ json: state('completed', { data: [doc('1')], next }) }]));
    const error = await failureOf(firecrawl.crawl('https://a.example/'));
    expect(error).toMatchObject({ code: 'response-invalid', hint: expect.stringContaining('the key would go along') });
    expect(service.requests).toHaveLength(2);
    expect((await failureOf(firecrawl.getCrawl('job-1', { next }))).code).toBe('response-invalid');
    expect(service.requests).toHaveLength(2);
  });

  it('that repeats for ever ends with an error', async () => {
    const next = `${baseUrl}/crawl/job-1?skip=1`;
    const { firecrawl } = answering({ json: state('completed', { data: [doc('1')], next }) });
    const read = async () => {
      for await (const _ of firecrawl.listCrawl('job-1'));
    };
    expect(await failureOf(read())).toMatchObject({
      code: 'response-invalid',
      message: expect.stringContaining('repeats'),
    });
  });
});

describe('one job', () => {
  it('is looked at part by part', async () => {
    const next = `${baseUrl}/batch/scrape/job-1?skip=1`;
    const { firecrawl, service } = answering(
      jobService([
        { json: state('scraping', { data: [doc('1')], next }) },
        { json: state('scraping', { data: [doc('2')] }) },
      ]),
    );
    const first = await firecrawl.getBatchScrape('job-1', { formats: ['markdown'] });
    expect(first).toMatchObject({ id: 'job-1', next, data: [{ markdown: '# 1' }] });
    const second = await firecrawl.getBatchScrape('job-1', { formats: ['markdown'], next });
    expect(second.data).toMatchObject([{ markdown: '# 2' }]);
    expect(second).not.toHaveProperty('next');
    expect(service.requests.map(({ path, query }) => path + query)).toEqual([
      '/batch/scrape/job-1',
      '/batch/scrape/job-1?skip=1',
    ]);
  });

  it('is listed page by page, with what did not come', async () => {
    const { firecrawl } = answering({ json: fixture('crawl') });
    const pages = [];
    for await (const page of firecrawl.listBatchScrape('job-1', { formats: ['markdown'] }).pages()) pages.push(page);
    expect(pages).toMatchObject([
      { status: 'failed', items: [{ markdown: '# One' }], failed: [{ httpStatus: 403 }, {}] },
    ]);
    const documents = [];
    for await (const document of firecrawl.listCrawl('job-1')) documents.push(document);
    expect(documents).toMatchObject([{ markdown: '# One', url: 'https://site.example/1' }]);
  });

  it('tells its errors, also of older services that wrap them', async () => {
    const errors = [{ id: 'e', timestamp: null, url: 'https://a.example/', error: 'no' }, 7];
    const { firecrawl, service } = answering([
      { json: { errors, robotsBlocked: ['https://a.example/r'] } },
      { json: { success: true, data: { errors, robotsBlocked: null } } },
    ]);
    expect(await firecrawl.getCrawlErrors('job-1')).toEqual({
      errors: [errors[0]],
      robotsBlocked: ['https://a.example/r'],
    });
    expect(await firecrawl.getBatchScrapeErrors('job-1')).toEqual({ errors: [errors[0]], robotsBlocked: [] });
    expect(service.requests.map(({ path }) => path)).toEqual(['/crawl/job-1/errors', '/batch/scrape/job-1/errors']);
  });

  it('is cancelled, listed and previewed', async () => {
    const { firecrawl, service } = answering(({ method, path }) => {
      if (method === 'DELETE') return { json: { success: true, status: 'cancelled' } };
      if (path === '/crawl/active') return { json: { success: true, crawls: [{ id: 'c', url: 'u', team_id: 't' }] } };
      return { json: { success: true, data: { limit: 5 } } };
    });
    expect(await firecrawl.cancelCrawl('a/../b')).toEqual({ id: 'a/../b', status: 'cancelled' });
    expect(await firecrawl.cancelBatchScrape('job-1')).toMatchObject({ status: 'cancelled' });
    expect((await firecrawl.listActiveCrawls()).crawls).toEqual([{ id: 'c', url: 'u', teamId: 't' }]);
    expect(await firecrawl.previewCrawl('https://a.example/', 'five pages')).toEqual({ limit: 5 });
    expect(service.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /crawl/a%2F..%2Fb',
      'DELETE /batch/scrape/job-1',
      'GET /crawl/active',
      'POST /crawl/params-preview',
    ]);
    expect(sentBody(service, 3)).toEqual({ url: 'https://a.example/', prompt: 'five pages' });
  });
});

describe('extract and agent', () => {
  const data = { title: 'A' };
  const schema = { type: 'object' };
  const webhook = 'https://hook.example/';

  it('sends every extract option and waits for the data', async () => {
    const options = {
      urls: ['https://a.example/*'],
      prompt: 'p',
      schema,
      systemPrompt: 's',
      allowExternalLinks: true,
      enableWebSearch: true,
      showSources: true,
      scrapeOptions: { maxAge: 0 },
      ignoreInvalidURLs: false,
      webhook,
    } as const;
    const looks = [
      { json: { success: true, status: 'processing' } },
      { json: { success: true, status: 'completed', data, sources: { title: ['u'] }, creditsUsed: 5 } },
    ];
    const { firecrawl, service } = answering(jobService(looks));
    const job = await firecrawl.extract(options);
    expect(job).toMatchObject({ id: 'job-1', status: 'completed', data, sources: { title: ['u'] } });
    expect(job.costUsd).toBeCloseTo(5 * 0.00083);
    expect(sentBody(service)).toEqual(options);
    expect(service.requests.map(({ path }) => path)).toEqual(['/extract', '/extract/job-1', '/extract/job-1']);
    expect((await failureOf(firecrawl.startExtract({ urls: ['https://a.example/'] }))).message).toContain(
      'what to extract',
    );
  });

  it('sends every agent option, and cancels the run when given up', async () => {
    const options = {
      prompt: 'p',
      urls: ['https://a.example/'],
      schema,
      maxCredits: 50,
      strictConstrainToURLs: true,
      model: 'spark-1-pro',
      webhook,
    } as const;
    const { firecrawl, service } = answering(jobService([{ json: { success: true, status: 'processing' } }]));
    const error = await failureOf(firecrawl.agent(options, { timeoutMs: 5_000 }));
    expect(error).toMatchObject({ code: 'timeout', operation: 'agent' });
    expect(sentBody(service)).toEqual(options);
    expect(service.requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/agent/job-1' });
    expect(await firecrawl.getAgent('job-1')).toMatchObject({ status: 'processing' });
  });

  it('tells a failed run as an answer, not as an error', async () => {
    const { firecrawl } = answering(jobService([{ json: { success: false, status: 'failed', error: 'No pages' } }]));
    expect(await firecrawl.agent({ prompt: 'p' })).toMatchObject({ status: 'failed', error: 'No pages' });
    const stuck = await failureOf(firecrawl.extract({ prompt: 'p' }, { timeoutMs: 1 }));
    expect(stuck.hint).toContain('cannot be cancelled');
  });
});
