import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createGdeltEmulator,
  createGuardianEmulator,
  createNewsApiEmulator,
  type EmulatorArticle,
  SYNTHETIC_NOTE,
  SYNTHETIC_TITLE_MARK,
  syntheticArticles,
} from '../src/emulator/index.ts';

async function ask(
  emulator: ReturnType<typeof createNewsApiEmulator>,
  path: string,
  headers: Record<string, string> = {},
) {
  const response = await emulator.fetch(`${emulator.baseUrl}${path}`, {
    headers: { 'user-agent': 'test', ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
}

const clockAt = (start: string) => {
  const clock = createVirtualClock({ autoAdvance: true, start: Date.parse(start) });
  onTestFinished(() => clock.dispose());
  return clock;
};

describe('synthetic articles', () => {
  it('come from a seed, and each says what it is', () => {
    expect(syntheticArticles()).toEqual(syntheticArticles());
    expect(syntheticArticles({ seed: 2 })).not.toEqual(syntheticArticles());
    const articles = syntheticArticles({ count: 200, until: '2026-06-30T00:00:00Z' });
    expect(articles).toHaveLength(200);
    expect(new Set(articles.map(({ url }) => url)).size).toBe(200);
    for (const { title, description, body, url, publishedAt } of articles) {
      expect(title).toContain(SYNTHETIC_TITLE_MARK);
      expect(body).toContain(SYNTHETIC_NOTE);
      if (description !== null) expect(description).toContain(SYNTHETIC_NOTE);
      expect(new URL(url).hostname).toMatch(/\.example$/);
      expect(publishedAt <= '2026-06-30T00:00:00Z' && publishedAt > '2026-06-01').toBe(true);
    }
    expect(articles.some(({ author }) => author === null)).toBe(true);
    expect(articles.some(({ description }) => description === null)).toBe(true);
    expect(articles.some(({ removed }) => removed)).toBe(true);
  });
});

describe('the emulator of NewsAPI', () => {
  const key = { 'x-api-key': 'sandbox-key' };
  const open = (options = {}) => createNewsApiEmulator({ limits: 'unlimited', ...options });

  it('takes the key in three places, and none is refused', async () => {
    const emulator = open();
    for (const headers of [key, { authorization: 'sandbox-key' }, { authorization: 'Bearer sandbox-key' }]) {
      expect((await ask(emulator, '/everything?q=trees', headers)).status).toBe(200);
    }
    expect((await ask(emulator, '/everything?q=trees&apiKey=sandbox-key')).status).toBe(200);
    expect((await ask(emulator, '/everything?q=trees')).json.code).toBe('apiKeyMissing');
    expect(await ask(emulator, '/everything?q=trees', { 'x-api-key': 'other' })).toMatchObject({
      status: 401,
      json: { code: 'apiKeyInvalid' },
    });
  });

  it('refuses a request without a User-Agent over sockets', async () => {
    const server = await open().listen();
    onTestFinished(() => server.close());
    const { request } = await import('node:http');
    const code = await new Promise((resolve) => {
      request(`${server.url}/everything?q=trees`, { headers: key }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += chunk)).on('end', () => resolve(JSON.parse(body).code));
      }).end();
    });
    expect(code).toBe('userAgentMissing');
  });

  it.each([
    ['/everything', 400, 'parametersMissing'],
    ['/everything?language=en', 400, 'parametersMissing'],
    [`/everything?q=${'x'.repeat(501)}`, 400, 'parameterInvalid'],
    ['/everything?q=(x', 400, 'parameterInvalid'],
    ['/everything?q=x&pageSize=101', 400, 'parameterInvalid'],
    ['/everything?q=x&sortBy=date', 400, 'parameterInvalid'],
    ['/everything?q=x&searchIn=body', 400, 'parameterInvalid'],
    ['/everything?q=x&language=xx', 400, 'parameterInvalid'],
    ['/everything?q=x&from=yesterday', 400, 'parameterInvalid'],
    ['/everything?sources=nobody', 400, 'sourceDoesNotExist'],
    [`/everything?sources=${Array(21).fill('a').join(',')}`, 400, 'sourcesTooMany'],
    ['/top-headlines', 400, 'parametersMissing'],
    ['/top-headlines?sources=nordblatt&category=science', 400, 'parameterInvalid'],
    ['/nowhere', 404, 'endpointDoesntExist'],
  ])('answers %s with %i %s', async (path, status, code) => {
    expect(await ask(open(), path, key)).toMatchObject({
      status,
      json: { status: 'error', code, message: expect.stringMatching(/\S/) },
    });
  });

  it('reads operators, fields, hosts and dates', async () => {
    const emulator = open();
    const titles = async (query: string) => {
      const { json } = await ask(emulator, `/everything?pageSize=100&${query}`, key);
      return json.articles.map((article: { title: string }) => article.title as string);
    };
    const trees = await titles('q=%22street+trees%22');
    expect(trees).toHaveLength(8);
    expect(await titles('q=%22street+trees%22+NOT+Oldharbour')).toHaveLength(
      trees.filter((title: string) => !title.includes('Oldharbour')).length,
    );
    expect((await titles('q=chess+OR+coral')).every((title: string) => /^(?:Chess|Coral)/.test(title))).toBe(true);
    expect(await titles('q=invented&searchIn=title')).toEqual([]);
    expect(await titles('qInTitle=chess')).toHaveLength(8);
    expect(await titles('domains=nordblatt.example&q=trees')).toHaveLength(2);
    expect(await titles('domains=nordblatt.example&excludeDomains=nordblatt.example')).toEqual([]);
    expect((await titles('q=trees&from=2025-12-20&to=2025-12-27')).length).toBeLessThan(8);
  });

  it('hides from a developer what is deep, old or new', async () => {
    const clock = clockAt('2025-12-31T00:00:00Z');
    const corpus = syntheticArticles({ count: 300, until: '2025-12-30T23:00:00Z' });
    const emulator = createNewsApiEmulator({ clock, corpus, plan: 'developer', limits: 'unlimited' });
    expect(await ask(emulator, '/everything?q=trees&pageSize=50&page=3', key)).toMatchObject({
      status: 426,
      json: { code: 'maximumResultsReached', message: expect.stringContaining('100 to 150') },
    });
    expect(await ask(emulator, '/everything?q=trees&from=2025-11-01', key)).toMatchObject({
      status: 426,
      json: { code: 'parameterInvalid' },
    });
    const { json } = await ask(emulator, '/everything?q=invented&pageSize=100', key);
    expect(json.articles.every(({ publishedAt }: EmulatorArticle) => publishedAt <= '2025-12-30T00:00:00Z')).toBe(true);
    const paid = createNewsApiEmulator({ clock, corpus, plan: 'paid', limits: 'unlimited' });
    expect((await ask(paid, '/everything?q=invented&pageSize=50&page=3', key)).status).toBe(200);
  });

  it('counts 100 requests a day', async () => {
    const emulator = createNewsApiEmulator({ clock: clockAt('2026-01-01T00:00:00Z') });
    for (let count = 0; count < 100; count += 1) await ask(emulator, '/sources', key);
    const refused = await ask(emulator, '/sources', key);
    expect(refused).toMatchObject({ status: 429, json: { code: 'rateLimited' } });
    expect(refused.headers.has('retry-after')).toBe(false);
  });
});

describe('the emulator of the Guardian', () => {
  const open = (options = {}) => createGuardianEmulator({ limits: 'unlimited', ...options });
  const get = (path: string) => ask(open(), `${path}${path.includes('?') ? '&' : '?'}api-key=sandbox-key`);

  it('takes the key in the query and in a header', async () => {
    expect((await ask(open(), '/sections', { 'api-key': 'sandbox-key' })).status).toBe(200);
    expect(await ask(open(), '/sections')).toMatchObject({ status: 401, json: { message: 'Unauthorized' } });
  });

  it.each([
    ['/search?page-size=201', 400, /page-size/],
    ['/search?page=99', 400, /beyond the number of available pages/],
    ['/search?page=51&page-size=200', 400, /does not support paging this far/],
    ['/search?order-by=best', 400, /order-by/],
    ['/search?use-date=tomorrow', 400, /use-date/],
    ['/search?from-date=soon', 400, /from-date/],
    ['/search?q=(x', 400, /q could not be read/],
    ['/nowhere/at/all', 404, /not be found/],
    ['/content/nobody/next', 404, /not be found/],
  ])('answers %s with %i', async (path, status, message) => {
    const { status: got, json } = await get(path);
    expect([got, json.response.status]).toEqual([status, 'error']);
    expect(json.response.message).toMatch(message);
  });

  it('filters, orders and shows what is asked for', async () => {
    const found = await get(
      '/search?section=environment|business&tag=tone/news,-tone/features&order-by=oldest&page-size=200&show-fields=wordcount&lang=en&q=trees%20OR%20batteries',
    );
    const { results, orderBy } = found.json.response;
    expect(orderBy).toBe('oldest');
    expect(results.length).toBeGreaterThan(3);
    const dates = results.map((each: { webPublicationDate: string }) => each.webPublicationDate);
    expect(dates).toEqual([...dates].sort());
    expect(results.every((each: { fields: object }) => Object.keys(each.fields).join() === 'wordcount')).toBe(true);
    expect((await get('/search?q=chess')).json.response.orderBy).toBe('relevance');
    expect((await get('/search')).json.response.orderBy).toBe('newest');
    expect((await get('/search?query-fields=headline&q=invented')).json.response.total).toBe(0);
    expect((await get('/search?star-rating=4')).json.response.total).toBe(0);
  });

  it('walks on with next, and knows what was withdrawn', async () => {
    const first = (await get('/search?q=chess&page-size=3')).json.response.results;
    const rest = (await get(`/content/${first[0].id}/next?q=chess&page-size=2`)).json.response.results;
    expect(rest.map(({ id }: { id: string }) => id)).toEqual([first[1].id, first[2].id]);
    const gone = syntheticArticles().find(({ removed }) => removed) as EmulatorArticle;
    const path = `/${gone.section}/2025/dec/${gone.publishedAt.slice(8, 10)}/${new URL(gone.url).pathname.split('/').at(-1)}`;
    expect((await get(path)).status).toBe(410);
  });

  it('tells what stands at a path', async () => {
    const section = (await get('/environment?show-editors-picks=true&show-most-viewed=true')).json.response;
    expect([section.section.id, section.editorsPicks.length, section.mostViewed.length]).toEqual(['environment', 2, 3]);
    expect((await get('/environment?hide-recent-content=true')).json.response).not.toHaveProperty('results');
    expect((await get('/uk')).json.response.edition.edition).toBe('UK');
    expect((await get('/tone/news')).json.response.tag.type).toBe('tone');
    expect((await get('/tags?web-title=stre&show-references=all')).json.response.results[0].references).toEqual([]);
  });
});

describe('the emulator of GDELT', () => {
  const get = (query: string, options = {}) =>
    ask(
      createGdeltEmulator({ limits: 'unlimited', ...options }),
      `/doc?format=json&query=${encodeURIComponent(query)}`,
    );

  it.each([
    ['at', /too short/],
    ['trees OR roofs', /surrounded by/],
    ['(trees AND roofs)', /Parentheses/],
    ['', /any keywords/],
    ['colour:red trees', /not supported/],
  ])('explains with status 200 and in plain text what is wrong with %j', async (query, message) => {
    const { status, text, headers } = await get(query);
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(text).toMatch(message);
  });

  it('finds nothing as an empty object, and a web page where JSON was not asked for', async () => {
    expect((await get('zzyzxq')).json).toEqual({});
    const page = await ask(createGdeltEmulator({ limits: 'unlimited' }), '/doc?query=trees');
    expect(page.text).toMatch(/^<!doctype html>/);
  });

  it.each([
    ['"street trees"', 8],
    ['"street trees" -oldharbour', 5],
    ['(chess OR coral)', 16],
    ['trees domainis:nordblatt.example', 2],
    ['trees domain:blatt.example', 2],
    ['trees domainis:city-notes.example', 0],
    ['trees sourcecountry:UK', 2],
    ['trees sourcelang:german', 2],
    ['trees tone>50', 0],
    ['trees toneabs>-1', 8],
    ['near3:"street trees"', 8],
    ['repeat2:"trees" theme:ENV_ENVIRONMENT', 8],
  ])('reads %s', async (query, count) => {
    expect((await get(`${query}`)).json.articles?.length ?? 0).toBe(count);
  });

  it('wants both ends of a window, and knows spans of time', async () => {
    const clock = clockAt('2025-12-30T13:00:00Z');
    const emulator = createGdeltEmulator({ clock, limits: 'unlimited' });
    const count = async (rest: string) =>
      (await ask(emulator, `/doc?format=json&query=invented&maxrecords=250&${rest}`)).json?.articles?.length;
    const whole = (await count('')) as number;
    const day = (await count('timespan=1d')) as number;
    expect(day).toBeGreaterThan(0);
    expect(day).toBeLessThan(whole);
    expect(await count('timespan=5min')).toBeUndefined();
    expect(await count('startdatetime=20251201000000')).toBeUndefined();
    expect(await count('startdatetime=20251201000000&enddatetime=20261231000000')).toBe(whole);
  });

  it('throttles with plain text', async () => {
    const emulator = createGdeltEmulator({ clock: clockAt('2026-01-01T00:00:00Z') });
    expect((await ask(emulator, '/doc?format=json&query=trees')).status).toBe(200);
    const refused = await ask(emulator, '/doc?format=json&query=trees');
    expect(refused.status).toBe(429);
    expect(refused.text).toContain('one every 5 seconds');
  });
});
