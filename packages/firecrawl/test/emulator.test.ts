import { createVirtualClock, type Emulator } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFirecrawlEmulator, type FirecrawlEmulatorOptions, SANDBOX_API_KEY } from '../src/emulator/index.ts';

const base = 'https://api.firecrawl.dev/v2';

function open(options: FirecrawlEmulatorOptions = {}) {
  const clock = createVirtualClock();
  onTestFinished(() => clock.dispose());
  const emulator = createFirecrawlEmulator({ limits: 'unlimited', clock, ...options });
  return { emulator, clock, call: caller(emulator) };
}

const caller =
  (emulator: Emulator) =>
  async (
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = { authorization: `Bearer ${SANDBOX_API_KEY}` },
  ): Promise<{ status: number; json: any; headers: Headers }> => {
    const response = await emulator.fetch(`${base}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: await response.json(), headers: response.headers };
  };

const sourceUrls = (json: any): string[] => json.data.map((page: any) => new URL(page.metadata.sourceURL).pathname);

describe('keys and credits', () => {
  it('asks for a key except where the free allowance reaches', async () => {
    const { call } = open();
    expect((await call('POST', '/scrape', { url: 'https://riverlab.example/' }, {})).status).toBe(200);
    expect((await call('POST', '/map', { url: 'https://riverlab.example/' }, {})).status).toBe(401);
    const empty = await call('POST', '/scrape', { url: 'https://riverlab.example/' }, { authorization: 'Bearer ' });
    expect(empty).toMatchObject({
      status: 401,
      json: { success: false, error: expect.stringContaining('Unauthorized') },
    });
  });

  it('holds the whole limit of a crawl against the credits, and gives back what a cancelled one did not use', async () => {
    const { call, clock } = open({ credits: 20, pageMs: 1000 });
    expect((await call('POST', '/crawl', { url: 'https://riverlab.example/' })).status).toBe(402);
    const { json } = await call('POST', '/crawl', { url: 'https://docs.riverlab.example/', limit: 5, delay: 1 });
    await clock.advance(4000);
    expect((await call('DELETE', `/crawl/${json.id}`)).json).toEqual({ success: true, status: 'cancelled' });
    await clock.advance(60_000);
    expect((await call('GET', `/crawl/${json.id}`)).json).toMatchObject({
      status: 'cancelled',
      completed: 2,
      creditsUsed: 2,
    });
    expect((await call('GET', '/team/credit-usage')).json.data).toMatchObject({
      remainingCredits: 18,
      planCredits: 20,
    });
  });

  it('keeps to the published limits and says how long to wait', async () => {
    const { call } = open({ limits: 'published' });
    for (let sent = 0; sent < 10; sent++)
      expect((await call('POST', '/scrape', { url: 'https://riverlab.example/' })).status).toBe(200);
    const refused = await call('POST', '/scrape', { url: 'https://riverlab.example/' });
    expect(refused).toMatchObject({ status: 429, json: { success: false, error: 'Rate limit exceeded' } });
    expect(refused.headers.get('retry-after')).toBe('60');
    expect((await call('POST', '/map', { url: 'https://riverlab.example/' })).status).toBe(200);
  });
});

describe('pages', () => {
  it('answer 200 for a 404 of their server, follow redirects, and come from the store within two days', async () => {
    const { call, clock } = open();
    const scrape = async (url: string, more: object = {}) => (await call('POST', '/scrape', { url, ...more })).json;
    expect((await scrape('https://riverlab.example/none')).data.metadata).toMatchObject({
      statusCode: 404,
      cacheState: 'miss',
    });
    const moved = (await scrape('https://riverlab.example/projects/old-eels')).data.metadata;
    expect([moved.sourceURL, moved.url]).toEqual([
      'https://riverlab.example/projects/old-eels',
      'https://riverlab.example/projects/eel-passage',
    ]);
    await scrape('https://riverlab.example/');
    await clock.advance(86_400_000);
    expect((await scrape('https://riverlab.example/')).data.metadata.cacheState).toBe('hit');
    expect((await scrape('https://riverlab.example/', { maxAge: 0 })).data.metadata.cacheState).toBe('miss');
    expect(await scrape('https://riverlab.example/about', { lockdown: true })).toMatchObject({
      success: false,
      code: 'SCRAPE_NO_CACHED_DATA',
    });
    expect(await scrape('https://nowhere.example/')).toMatchObject({
      success: false,
      code: 'SCRAPE_DNS_RESOLUTION_ERROR',
    });
  });

  it('cost by the page of a PDF, and take their time', async () => {
    const { call, clock } = open();
    const pdf = await call('POST', '/scrape', {
      url: 'https://riverlab.example/publications/eel-passage.pdf',
      parsers: [{ type: 'pdf', maxPages: 3, pages: true }],
    });
    expect(pdf.json.data).toMatchObject({ metadata: { creditsUsed: 3, numPages: 12 }, pages: [{ pageNumber: 1 }] });
    const slow = call('POST', '/scrape', { url: 'https://riverlab.example/projects/archive', timeout: 5000 });
    await clock.advance(5000);
    expect(await slow).toMatchObject({ status: 408, json: { code: 'SCRAPE_TIMEOUT' } });
  });

  it('are refused by field when a request is wrong', async () => {
    const { call } = open();
    const field = async (path: string, body: object) =>
      (await call('POST', path, body)).json.details?.[0]?.path?.join('.');
    expect(await field('/scrape', {})).toBe('url');
    expect(await field('/scrape', { url: 'https://a.example/', formats: [{ type: 'json', fullPage: true }] })).toBe(
      'formats.0.fullPage',
    );
    expect(await field('/search', { query: 'q', limit: 101 })).toBe('limit');
    expect(await field('/crawl', { url: 'https://a.example/', maxDepth: 1 })).toBe('maxDepth');
    expect(await field('/batch/scrape', { urls: [] })).toBe('urls');
  });
});

describe('crawls', () => {
  const crawl = async (options: object): Promise<string[]> => {
    const { call, clock } = open();
    const { json } = await call('POST', '/crawl', { limit: 50, ...options });
    await clock.advance(60_000);
    return sourceUrls((await call('GET', `/crawl/${json.id}?limit=100`)).json);
  };

  it('walk the links below their start, by depth, pattern and bound', async () => {
    const below = { url: 'https://riverlab.example/projects', sitemap: 'skip' };
    expect(await crawl(below)).toEqual([
      '/projects',
      '/projects/eel-passage',
      '/projects/gauge-network',
      '/projects/old-eels',
    ]);
    expect(await crawl({ ...below, maxDiscoveryDepth: 0 })).toEqual(['/projects']);
    expect(await crawl({ ...below, includePaths: ['gauge'] })).toEqual(['/projects', '/projects/gauge-network']);
    expect(await crawl({ ...below, excludePaths: ['eel'], limit: 2 })).toEqual([
      '/projects',
      '/projects/gauge-network',
    ]);
    expect(await crawl({ ...below, crawlEntireDomain: true, maxDiscoveryDepth: 2 })).toContain(
      '/publications/eel-passage.pdf',
    );
    expect(await crawl({ ...below, sitemap: 'include', limit: 50 })).toContain('/projects/gauge-network');
  });

  it('stay on their host unless told otherwise', async () => {
    const start = { url: 'https://docs.riverlab.example/', sitemap: 'skip' };
    expect(await crawl(start)).toEqual(['/', '/install', '/calibration', '/api', '/api']);
    expect((await crawl({ ...start, ignoreQueryParameters: true })).filter((path) => path === '/api')).toHaveLength(1);
    expect((await crawl({ ...start, allowExternalLinks: true })).length).toBeGreaterThan(10);
    const subdomains = await crawl({ url: 'https://riverlab.example/', sitemap: 'skip', allowSubdomains: true });
    expect(subdomains).toContain('/install');
  });

  it('progress with the clock, come in parts, and expire after a day', async () => {
    const { call, clock } = open({ pageMs: 1000, partSize: 2 });
    const { json: job } = await call('POST', '/crawl', { url: 'https://docs.riverlab.example/', limit: 5 });
    expect((await call('GET', '/crawl/active')).json.crawls).toMatchObject([{ id: job.id }]);
    await clock.advance(3000);
    const early = (await call('GET', `/crawl/${job.id}`)).json;
    expect(early).toMatchObject({
      status: 'scraping',
      total: 5,
      completed: 3,
      next: `${base}/crawl/${job.id}?skip=2&limit=2`,
    });
    await clock.advance(2000);
    let next: string | null = `${base}/crawl/${job.id}`;
    const paths: string[] = [];
    while (next !== null) {
      const { json }: { json: any } = await call('GET', next.slice(base.length));
      expect(json.status).toBe('completed');
      paths.push(...sourceUrls(json));
      next = json.next;
    }
    expect(paths).toHaveLength(5);
    expect((await call('DELETE', `/crawl/${job.id}`)).status).toBe(409);
    await clock.advance(86_400_000);
    expect(await call('GET', `/crawl/${job.id}`)).toMatchObject({ status: 404, json: { error: 'Job not found' } });
  });

  it('list pages that could not be read as errors', async () => {
    const { call, clock } = open();
    const { json } = await call('POST', '/batch/scrape', {
      urls: ['https://riverlab.example/projects/archive', 'https://nowhere.example/'],
    });
    await clock.advance(10_000);
    const { errors } = (await call('GET', `/batch/scrape/${json.id}/errors`)).json;
    expect(errors.map(({ error }: { error: string }) => error.split(' ')[0])).toEqual(['The', 'DNS']);
    await call('POST', '/batch/scrape', { urls: ['https://riverlab.example/'], appendToId: json.id });
    expect((await call('GET', `/batch/scrape/${json.id}`)).json.total).toBe(3);
  });
});

it('searches by source, category, host and day', async () => {
  const { call } = open();
  const urls = async (options: object, source = 'web') =>
    (await call('POST', '/search', { query: 'eels at the weir', ...options })).json.data[source].map(
      ({ url }: { url: string }) => new URL(url).hostname,
    );
  expect(await urls({ categories: ['research'] })).toEqual(['papers.example']);
  expect(await urls({ includeDomains: ['riverlab.example'], limit: 2 })).toEqual([
    'riverlab.example',
    'riverlab.example',
  ]);
  expect(await urls({ excludeDomains: ['riverlab.example', 'papers.example'] })).not.toContain('riverlab.example');
  expect(await urls({ sources: ['news'], tbs: 'qdr:w' }, 'news')).toEqual(['city-gazette.example']);
  expect(await urls({ sources: ['news'], tbs: 'cdr:1,cd_min:8/1/2025,cd_max:8/31/2025' }, 'news')).toEqual([
    'city-gazette.example',
  ]);
  expect(await urls({ sources: ['images'] }, 'images')).toContain('riverlab.example');
});

it('fills schemas from pages while time passes', async () => {
  const { call, clock } = open();
  const schema = {
    type: 'object',
    properties: {
      title: { type: 'string' },
      gauges: { type: 'integer' },
      pages: { type: 'array', items: { type: 'string' } },
    },
  };
  const { json } = await call('POST', '/extract', {
    urls: ['https://papers.example/*'],
    schema,
    prompt: 'moss',
    showSources: true,
  });
  expect((await call('GET', `/extract/${json.id}`)).json.status).toBe('processing');
  await clock.advance(3000);
  expect((await call('GET', `/extract/${json.id}`)).json).toMatchObject({
    status: 'completed',
    data: {
      title: 'Bristle ladders for eels: a trial at one weir',
      gauges: 1840,
      pages: [expect.any(String), expect.any(String)],
    },
    creditsUsed: 10,
  });
  const poor = (await call('POST', '/agent', { prompt: 'eels', maxCredits: 1 })).json;
  await clock.advance(3000);
  expect((await call('GET', `/agent/${poor.id}`)).json).toMatchObject({ status: 'failed', creditsUsed: 0 });
});
