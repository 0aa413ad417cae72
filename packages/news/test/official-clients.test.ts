import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EmulatorServer } from '@headwater/testkit';
import guardianJs from 'guardian-js';
// @ts-expect-error it comes without types
import NewsAPI from 'newsapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGuardianEmulator, createNewsApiEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';

/** Other people's clients are the judges of the emulators' shapes. */
const newsApiEmulator = createNewsApiEmulator();
const guardianEmulator = createGuardianEmulator({ limits: 'unlimited' });
let newsApiServer: EmulatorServer;
let guardianServer: EmulatorServer;

/**
 * `newsapi` writes `https://newsapi.org` into every address, and has an option for a proxy whose address it puts before
 * that one. This is such a proxy: it takes the service's address off the path and asks the emulator, over sockets.
 */
const proxy = createServer(async (request, response) => {
  const path = (request.url ?? '').replace(/^\/https:\/\/newsapi\.org\/v2/, '');
  const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
  const answer = await fetch(`${newsApiServer.url}${path}`, { headers });
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
});

beforeAll(async () => {
  newsApiServer = await newsApiEmulator.listen();
  guardianServer = await guardianEmulator.listen();
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await Promise.all([newsApiServer.close(), guardianServer.close()]);
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

const corsProxyUrl = (): string => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;

describe('the client newsapi against the emulator', () => {
  const client = (key: string = SANDBOX_API_KEY) => new NewsAPI(key, { corsProxyUrl: corsProxyUrl() });

  it('searches everything', async () => {
    const found = await client().v2.everything({ q: 'street trees', language: 'en', pageSize: 2, sortBy: 'relevancy' });
    expect(found.status).toBe('ok');
    expect(found.totalResults).toBeGreaterThan(2);
    expect(found.articles).toHaveLength(2);
    expect(found.articles[0].title).toMatch(/^Street trees in .*\(synthetic sample\)$/);
    expect(found.articles[0].content).toMatch(/… \[\+\d+ chars\]$/);
  });

  it('lists top headlines and sources', async () => {
    const { articles } = await client().v2.topHeadlines({ category: 'sports', country: 'us' });
    expect(articles.length).toBeGreaterThan(0);
    expect(articles.every(({ title }: { title: string }) => title.startsWith('Chess club'))).toBe(true);
    const { sources } = await client().v2.sources({ language: 'de' });
    expect(sources.map(({ id }: { id: string }) => id)).toEqual(['nordblatt']);
  });

  it('sees the cache and goes around it', async () => {
    const ask = (options: object) =>
      client()
        .v2.everything({ q: 'coral' }, { showHeaders: true, ...options })
        .then((answer: any) => answer.headers.get('x-cached-result'));
    expect([await ask({}), await ask({}), await ask({ noCache: true })]).toEqual(['false', 'true', 'false']);
  });

  it('reports a wrong key and a bad request as its own error', async () => {
    await expect(client('wrong').v2.everything({ q: 'trees' })).rejects.toMatchObject({
      name: 'NewsAPIError: apiKeyInvalid',
    });
    await expect(client().v2.everything({})).rejects.toMatchObject({ name: 'NewsAPIError: parametersMissing' });
    await expect(client().v2.topHeadlines({ sources: 'nordblatt', country: 'us' })).rejects.toMatchObject({
      name: 'NewsAPIError: parameterInvalid',
    });
  });
});

describe('the client guardian-js against the emulator', () => {
  /** Its endpoints have a public property for the address. */
  function client(key: string = SANDBOX_API_KEY): any {
    const made = new ((guardianJs as any).default ?? guardianJs)(key, false);
    for (const name of ['content', 'tags', 'sections', 'editions', 'item']) made[name].base = guardianServer.url;
    return made;
  }

  it('searches content', async () => {
    const found = await client().content.search('street trees', {
      pageSize: 3,
      showFields: 'wordcount,headline',
      section: 'environment',
    });
    expect(found).toMatchObject({ status: 'ok', currentPage: 1, pageSize: 3, orderBy: 'relevance' });
    expect(found.results).toHaveLength(3);
    expect(found.results[0].fields.wordcount).toMatch(/^\d+$/);
  });

  it('lists tags, sections and editions', async () => {
    expect((await client().tags.search('street', { type: 'keyword' })).results[0].webTitle).toBe('Street trees');
    expect((await client().sections.search('business')).results.map(({ id }: { id: string }) => id)).toEqual([
      'business',
    ]);
    expect((await client().editions.search('uk')).results[0].edition).toBe('UK');
  });

  it('gets an item by its path', async () => {
    const [first] = (await client().content.search('chess')).results;
    const item = await client().item.getById(first.id);
    expect(item.content.webTitle).toBe(first.webTitle);
  });

  it('is refused with a wrong key', async () => {
    await expect(client('wrong').content.search('trees')).rejects.toThrow('Unauthorized');
  });
});
