import { createRequire } from 'node:module';
import type { EmulatorServer } from '@headwater/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import module from 'wikipedia';
import { createWikipediaEmulator, sampleArticles } from '../src/emulator/index.ts';

/**
 * The npm package `wikipedia` calls a fixed address and takes no other, so that its own HTTP client is told where that is:
 * addresses are rewritten on their way out, everything else goes over a socket as it is.
 */
/** What the import gives, which its types take for the module around it. */
const wiki = module as unknown as typeof module.default;

const require = createRequire(import.meta.url);
const axios = createRequire(require.resolve('wikipedia'))('axios');

const emulator = createWikipediaEmulator({ limits: 'unlimited' });
let server: EmulatorServer;
let rewriting: number;

beforeEach(async () => {
  server = await emulator.listen();
  rewriting = axios.interceptors.request.use((config: { url: string }) => ({
    ...config,
    url: config.url.replace('https://en.wikipedia.org', server.url),
  }));
});

afterEach(async () => {
  axios.interceptors.request.eject(rewriting);
  await server.close();
  emulator.reset();
});

it('searches', async () => {
  const { results } = await wiki.search('heat wave trees', { limit: 3 });
  expect(results.map(({ title }) => title)).toContain('Urban canopy of Norhaven');
  expect(emulator.requests[0]).toMatchObject({ transport: 'socket', path: '/w/api.php', status: 200 });
});

it('reads an introduction, a whole text and a summary, and follows a redirect', async () => {
  const page = await wiki.page('Street trees of Norhaven');
  expect(page.title).toBe('Urban canopy of Norhaven');
  expect(await page.intro()).toMatch(/^The urban canopy of Norhaven is/);
  expect(await page.content()).toContain('Watering doubled their survival.');
  const summary = await wiki.summary('Urban canopy of Norhaven');
  expect(summary.extract).toBe(sampleArticles[0]?.text.split('\n')[0]);
  expect(summary.content_urls.desktop.page).toContain('wikipedia.example');
});

it('tells a disambiguation page from an article', async () => {
  expect((await wiki.summary('Mercury')).type).toBe('disambiguation');
  expect((await wiki.summary('Osmer')).type).toBe('standard');
});

it('lists the same article in other languages', async () => {
  const links = await wiki.langLinks('Norhaven heat action plan');
  expect(links).toEqual([expect.objectContaining({ lang: 'de', title: 'Hitzeaktionsplan Norhaven' })]);
});

it('fails for a page that does not exist', async () => {
  await expect(wiki.page('No such article at all')).rejects.toThrow(/No page with given title exists/);
});
