import type { EmulatorServer } from '@headwater/testkit';
import { FirecrawlClient } from '@mendable/firecrawl-js';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createFirecrawlEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';

/** The vendor's own client is the judge of the emulator's shapes. */
const emulator = createFirecrawlEmulator({ limits: 'unlimited', pageMs: 20, partSize: 3 });
let server: EmulatorServer;
let firecrawl: FirecrawlClient;

const connect = (apiKey: string) =>
  new FirecrawlClient({ apiKey, apiUrl: server.url.replace(/\/v2$/, ''), maxRetries: 1 });

beforeAll(async () => {
  server = await emulator.listen();
  firecrawl = connect(SANDBOX_API_KEY);
});
beforeEach(() => emulator.reset());
afterAll(() => server.close());

it('scrapes the formats it asks for', async () => {
  const page = await firecrawl.scrape('https://riverlab.example/projects/eel-passage', {
    formats: [
      'markdown',
      'links',
      { type: 'json', schema: { type: 'object', properties: { title: { type: 'string' } } } },
    ],
  });
  expect(page.markdown).toContain('ladder of bristles');
  expect(page.links).toEqual(['https://riverlab.example/publications/eel-passage.pdf']);
  expect(page.json).toEqual({ title: 'Eel passage at the sample weir' });
  expect(page.html).toBeUndefined();
  expect(page.metadata).toMatchObject({ statusCode: 200, creditsUsed: 5, cacheState: 'miss' });
});

it('is told of a page that is not there as a success', async () => {
  const page = await firecrawl.scrape('https://riverlab.example/nothing');
  expect(page.metadata).toMatchObject({ statusCode: 404, error: 'Page not found' });
});

it('searches web, news and images, and reads the results', async () => {
  const found = await firecrawl.search('eels at the weir', {
    limit: 2,
    sources: ['web', 'news', 'images'],
    scrapeOptions: { formats: ['markdown'] },
  });
  expect(found.web).toHaveLength(2);
  expect(found.web?.[0]).toMatchObject({ markdown: expect.stringContaining('eel') });
  expect(found.news?.[0]).toMatchObject({ url: expect.stringMatching(/^https:\/\/city-gazette\.example\//) });
  expect(found.images?.[0]).toMatchObject({ imageUrl: expect.stringMatching(/\.jpg$/) });
});

it('maps a site', async () => {
  const { links } = await firecrawl.map('https://riverlab.example/', { search: 'eel passage', limit: 5 });
  expect(links).toHaveLength(5);
  expect(links[0]?.url).toContain('eel-passage');
});

it('crawls a site, looks at the job until it ends, and follows its parts', async () => {
  const job = await firecrawl.crawl('https://riverlab.example/', { limit: 8, pollInterval: 1, sitemap: 'skip' });
  expect(job).toMatchObject({ status: 'completed', total: 8, completed: 8, next: null });
  expect(job.data.map((page) => page.metadata?.sourceURL)).toEqual([
    'https://riverlab.example/',
    'https://riverlab.example/projects',
    'https://riverlab.example/publications',
    'https://riverlab.example/about',
    'https://riverlab.example/projects/eel-passage',
    'https://riverlab.example/projects/gauge-network',
    'https://riverlab.example/projects/old-eels',
    'https://riverlab.example/publications/eel-passage.pdf',
  ]);
  const errors = await firecrawl.getCrawlErrors(job.id);
  expect(errors).toEqual({ errors: [], robotsBlocked: ['https://riverlab.example/projects/staff-notes'] });
});

it('starts a crawl, finds it among the active ones, and cancels it', async () => {
  const { id, url } = await firecrawl.startCrawl('https://docs.riverlab.example/', {
    limit: 50,
    delay: 60,
    scrapeOptions: { formats: ['markdown'] },
  });
  expect(url).toBe(`${server.url}/crawl/${id}`);
  expect((await firecrawl.getActiveCrawls()).crawls).toMatchObject([{ id, teamId: 'sandbox-team' }]);
  expect(await firecrawl.cancelCrawl(id)).toBe(true);
  expect((await firecrawl.getCrawlStatus(id)).status).toBe('cancelled');
  expect((await firecrawl.getActiveCrawls()).crawls).toEqual([]);
});

it('scrapes a batch and is told of addresses that are none', async () => {
  const started = await firecrawl.startBatchScrape(['https://docs.riverlab.example/install', 'not an address'], {
    options: { formats: ['markdown'] },
    ignoreInvalidURLs: true,
  });
  expect(started.invalidURLs).toEqual(['not an address']);
  const job = await firecrawl.batchScrape(
    ['https://docs.riverlab.example/install', 'https://nowhere.example/', 'https://riverlab.example/members'],
    { options: { formats: ['markdown'] }, pollInterval: 1 },
  );
  expect(job).toMatchObject({ status: 'completed', total: 3 });
  expect(job.data.map((page) => page.metadata?.statusCode)).toEqual([200, 403]);
  const { errors } = await firecrawl.getBatchScrapeErrors(job.id);
  expect(errors).toMatchObject([{ url: 'https://nowhere.example/', error: expect.stringContaining('DNS') }]);
});

it('extracts, runs an agent, previews a crawl, and reads the account', async () => {
  const schema = { type: 'object', properties: { title: { type: 'string' } } };
  const extract = await firecrawl.startExtract({ urls: ['https://riverlab.example/about'], schema, prompt: 'title' });
  expect(await firecrawl.getExtractStatus(String(extract.id))).toMatchObject({ status: 'processing' });
  const agent = await firecrawl.startAgent({ prompt: 'How many eels used the ladder?', schema });
  expect(await firecrawl.cancelAgent(agent.id)).toBe(true);
  expect(await firecrawl.getAgentStatus(agent.id)).toMatchObject({ status: 'failed' });
  expect(await firecrawl.crawlParamsPreview('https://docs.riverlab.example/', 'only docs, 7 pages')).toMatchObject({
    limit: 7,
    includePaths: ['docs/.*'],
  });
  expect((await firecrawl.getCreditUsage()).remainingCredits).toBe(100_000 - 5);
  expect(await firecrawl.getQueueStatus()).toMatchObject({ success: true, jobsInQueue: 0 });
});

it('reports a wrong key, a bad request and missing credit as its own error', async () => {
  await expect(connect('wrong-key').scrape('https://riverlab.example/')).rejects.toMatchObject({
    status: 401,
    message: 'Unauthorized: Invalid token',
  });
  await expect(firecrawl.scrape('ftp://riverlab.example/')).rejects.toMatchObject({
    status: 400,
    details: [{ path: ['url'], message: 'Invalid URL' }],
  });
  await expect(firecrawl.startCrawl('https://riverlab.example/', { limit: 100_001 })).rejects.toMatchObject({
    status: 402,
  });
});
