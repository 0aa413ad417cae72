import type { EmulatorServer } from '@headwater/testkit';
import { tavily as createOfficial, type TavilyClient, TavilyKeylessLimitError } from '@tavily/core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createTavilyEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';

/** The vendor's own client is the judge of the emulator's shapes. */
const emulator = createTavilyEmulator({ keylessRequests: 1, planCredits: 20 });
let server: EmulatorServer;
let tavily: TavilyClient;

beforeAll(async () => {
  server = await emulator.listen();
  tavily = createOfficial({ apiKey: SANDBOX_API_KEY, apiBaseURL: server.url });
});
beforeEach(() => emulator.reset());
afterAll(() => server.close());

it('searches, with answer, images, whole texts and cost', async () => {
  const found = await tavily.search('wild bees in apple blossom', {
    maxResults: 3,
    includeAnswer: true,
    includeRawContent: 'markdown',
    includeImages: true,
    includeImageDescriptions: true,
    includeFavicon: true,
    includeUsage: true,
    searchDepth: 'advanced',
  });
  expect(found.results).toHaveLength(3);
  expect(found.results[0]).toMatchObject({
    url: 'https://oldorchard.example/bees',
    rawContent: expect.stringContaining('# Bees in the apple blossom'),
    favicon: 'https://oldorchard.example/favicon.ico',
    images: [{ url: 'https://oldorchard.example/img/mason-bee.jpg', description: 'A mason bee' }],
  });
  expect(found.answer).toMatch(/bees/i);
  expect(found.images[0]).toEqual({ url: 'https://oldorchard.example/img/mason-bee.jpg', description: 'A mason bee' });
  expect(found).toMatchObject({ usage: { credits: 2 }, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
});

it('searches news within days and domains', async () => {
  const { results } = await tavily.search('apple blossom', {
    topic: 'news',
    startDate: '2025-04-01',
    endDate: '2025-04-30',
    includeDomains: ['valley-radio.example'],
  });
  expect(results.map(({ url, publishedDate }) => [url, publishedDate])).toEqual([
    ['https://valley-radio.example/2025/frost-night', 'Thu, 24 Apr 2025 00:00:00 GMT'],
  ]);
});

it('extracts pages and is told of those that failed', async () => {
  const { results, failedResults } = await tavily.extract(
    ['https://oldorchard.example/bees', 'https://oldorchard.example/staff', 'https://nowhere.example/'],
    { format: 'text', includeImages: true },
  );
  expect(results.map(({ url, title, images }) => [url, title, images])).toEqual([
    ['https://oldorchard.example/bees', 'Bees in the apple blossom', ['https://oldorchard.example/img/mason-bee.jpg']],
  ]);
  expect(failedResults).toEqual([
    { url: 'https://oldorchard.example/staff', error: '403 Forbidden' },
    { url: 'https://nowhere.example/', error: 'Failed to fetch url' },
  ]);
});

it('crawls and maps a site along its links', async () => {
  const mapped = await tavily.map('https://oldorchard.example/', { maxDepth: 2, allowExternal: false });
  expect(mapped.results).toEqual([
    'https://oldorchard.example/',
    'https://oldorchard.example/varieties',
    'https://oldorchard.example/care/pruning',
    'https://oldorchard.example/bees',
    'https://handbook.oldorchard.example/',
    'https://oldorchard.example/varieties/winter-rambour',
    'https://oldorchard.example/varieties/red-summer',
    'https://oldorchard.example/care/grafting',
    'https://handbook.oldorchard.example/soil',
    'https://handbook.oldorchard.example/water',
    'https://handbook.oldorchard.example/frost',
  ]);
  const crawled = await tavily.crawl('https://oldorchard.example/', {
    selectPaths: ['/varieties.*'],
    maxDepth: 2,
    includeUsage: true,
  });
  expect(crawled.results.map(({ url }) => url)).toEqual([
    'https://oldorchard.example/',
    'https://oldorchard.example/varieties',
    'https://oldorchard.example/varieties/winter-rambour',
    'https://oldorchard.example/varieties/red-summer',
  ]);
  expect(crawled.usage).toEqual({ credits: 2 });
});

it('starts a report, looks at it, and streams another', async () => {
  const started = await tavily.research('Do wild bees help apple trees?', { model: 'mini' });
  if (!('requestId' in started)) throw new Error('expected a started report');
  expect(started).toMatchObject({ status: 'pending', model: 'mini' });
  expect(await tavily.getResearch(started.requestId)).toMatchObject({ status: 'pending' });
  const stream = await tavily.research('Do wild bees help apple trees?', { stream: true });
  let text = '';
  for await (const chunk of stream as AsyncIterable<Uint8Array>) text += new TextDecoder().decode(chunk);
  expect(text).toContain('chat.completion.chunk');
  expect(text).toContain('Headwater sample report');
  expect(text.trimEnd().endsWith('event: done')).toBe(true);
});

it('reports a wrong key, a bad request and a used-up plan as its own errors', async () => {
  const wrong = createOfficial({ apiKey: 'wrong-key', apiBaseURL: server.url });
  await expect(wrong.search('bees')).rejects.toThrow('Unauthorized: missing or invalid API key.');
  await expect(tavily.search('bees', { maxResults: 21 })).rejects.toThrow('max_results must be');
  for (let spent = 0; spent < 20; spent += 2) await tavily.search('bees', { searchDepth: 'advanced' });
  await expect(tavily.search('bees')).rejects.toThrow('exceeds your plan');
});

it('searches without a key, until the day’s allowance is used up', async () => {
  vi.stubEnv('TAVILY_API_KEY', '');
  const keyless = createOfficial({ apiBaseURL: server.url });
  vi.unstubAllEnvs();
  expect((await keyless.search('bees')).results.length).toBeGreaterThan(0);
  const error = await keyless.search('bees').catch((thrown) => thrown);
  expect(error).toBeInstanceOf(TavilyKeylessLimitError);
  expect(error).toMatchObject({ capType: 'keyless_daily_cap', retryAfter: 86_400 });
});
