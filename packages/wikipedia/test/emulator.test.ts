import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import {
  createWikipediaEmulator,
  SANDBOX_API_KEY,
  sampleArticles,
  type WikipediaEmulatorOptions,
} from '../src/emulator/index.ts';

const agent = { 'user-agent': 'tests/1.0 (tests@headwater.example)' };

function start(options: WikipediaEmulatorOptions = {}) {
  const emulator = createWikipediaEmulator({ limits: 'unlimited', ...options });
  async function get(path: string, headers: Record<string, string> = agent, host = 'en.wikipedia.org') {
    const response = await emulator.fetch(`https://${host}${path}`, { headers, redirect: 'manual' });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }
  const query = async (parameters: Record<string, string>) =>
    (
      await get(
        `/w/api.php?${new URLSearchParams({ action: 'query', format: 'json', formatversion: '2', ...parameters })}`,
      )
    ).json;
  return { emulator, get, query };
}

describe('the Action API', () => {
  it('searches with words, phrases, exclusions, titles and alternatives', async () => {
    const { query } = start();
    const titles = async (srsearch: string, more: Record<string, string> = {}): Promise<string[]> =>
      (await query({ list: 'search', srsearch, ...more })).query.search.map(({ title }: { title: string }) => title);
    expect(await titles('bird migration')).toEqual(['Harrow wind park']);
    expect((await titles('bat OR mussel')).sort()).toEqual(['Gelt mussel farm', 'Harrow bat observatory']);
    expect(await titles('"closed canopy"')).toEqual(['Urban canopy of Norhaven']);
    expect(await titles('mercury -newspaper')).toEqual(['Mercury Bay (Arden)']);
    expect(await titles('intitle:clock harbour')).toEqual(['Osmer tide clock']);
    expect(await titles('clock', { srwhat: 'title' })).toEqual(['Osmer tide clock']);
    expect(await titles('shade index', { srwhat: 'nearmatch' })).toEqual(['Lindqvist shade index']);
    expect(await titles('heat', { srnamespace: '14' })).toEqual([]);
    expect((await titles('morelike:Kestrel memory test'))[0]).toBe('Sleep school of Arden');
  });

  it('marks matches in snippets, and continues', async () => {
    const { query } = start();
    const first = await query({ list: 'search', srsearch: 'invented', srlimit: '2' });
    expect(first).toMatchObject({ batchcomplete: true, continue: { sroffset: 2, continue: '-||' } });
    expect(first.query.searchinfo.totalhits).toBeGreaterThan(10);
    expect(first.query.search[0].snippet).toContain('<span class="searchmatch">invented</span>');
    const second = await query({ list: 'search', srsearch: 'invented', srlimit: '2', ...first.continue });
    expect(second.query.search[0].pageid).not.toBe(first.query.search[0].pageid);
    expect(await query({ list: 'search', srsearch: 'zzyzxq' })).toMatchObject({
      query: { searchinfo: { totalhits: 0 }, search: [] },
    });
  });

  it('reports errors with status 200 and a header', async () => {
    const { get, query } = start();
    const { status, headers, json } = await get('/w/api.php?action=query&list=search&format=json');
    expect([status, headers.get('mediawiki-api-error'), json.error.code]).toEqual([
      200,
      'missingparam',
      'missingparam',
    ]);
    expect((await query({ action: 'edit' })).error.code).toBe('badvalue');
    expect((await query({ list: 'search', srsearch: 'x', sroffset: '10001' })).error.code).toBe('search-error');
    expect((await query({ list: 'search', srsearch: 'x'.repeat(301) })).error.code).toBe('cirrussearch-query-too-long');
    expect((await query({ titles: Array.from({ length: 51 }, (_, index) => `T${index}`).join('|') })).error.code).toBe(
      'toomanyvalues',
    );
  });

  it('joins a search with texts, by page id and with the ranking in index', async () => {
    const { query } = start();
    const { query: found } = await query({
      generator: 'search',
      gsrsearch: 'heat OR trees',
      gsrlimit: '3',
      gsroffset: '1',
      prop: 'extracts|info',
      exintro: '1',
      explaintext: '1',
      inprop: 'url',
    });
    const ids = found.pages.map(({ pageid }: { pageid: number }) => pageid);
    expect(ids).toEqual([...ids].sort((first, second) => first - second));
    expect(found.pages.map(({ index }: { index: number }) => index).sort()).toEqual([2, 3, 4]);
    expect(
      found.pages.every(({ fullurl, extract }: any) => fullurl.includes('wikipedia.example') && extract.length > 50),
    ).toBe(true);
  });

  it('gives whole texts one page at a time', async () => {
    const { query } = start();
    const parameters = { titles: 'Osmer|Quote verification', prop: 'extracts', explaintext: '1' };
    const first = await query(parameters);
    expect(first.batchcomplete).toBeUndefined();
    expect(first.query.pages.map(({ extract }: { extract?: string }) => extract !== undefined)).toEqual([true, false]);
    const second = await query({ ...parameters, ...first.continue });
    expect(second.batchcomplete).toBe(true);
    expect(second.query.pages.map(({ extract }: { extract?: string }) => extract !== undefined)).toEqual([false, true]);
  });

  it('normalises, redirects, and says what is missing or no title', async () => {
    const { query } = start();
    const { query: found } = await query({ titles: 'shade_index|Nothing here|a#b', redirects: '1', prop: 'pageprops' });
    expect(found.normalized).toContainEqual({ fromencoded: false, from: 'shade_index', to: 'Shade index' });
    expect(found.redirects).toEqual([{ from: 'Shade index', to: 'Lindqvist shade index' }]);
    expect(found.pages.map(({ title, missing, invalid }: any) => [title, missing ?? invalid ?? false])).toEqual([
      ['Lindqvist shade index', false],
      ['Nothing here', true],
      ['A#b', true],
    ]);
    expect((await query({ titles: 'Mercury', prop: 'pageprops' })).query.pages[0].pageprops).toHaveProperty(
      'disambiguation',
      '',
    );
  });

  it('speaks the old format as well: pages by id, true as an empty text', async () => {
    const { query } = start();
    const { batchcomplete, query: found } = await query({
      formatversion: '1',
      titles: 'Osmer|Nothing here',
      prop: 'langlinks',
    });
    expect(batchcomplete).toBe('');
    const [osmer, missing] = Object.entries<any>(found.pages).sort(
      ([first], [second]) => Number(second) - Number(first),
    );
    expect(osmer?.[1].langlinks).toEqual([{ lang: 'de', '*': 'Osmer' }]);
    expect([missing?.[0], missing?.[1].missing]).toEqual(['-2', '']);
  });
});

describe('the REST API', () => {
  it('refuses what it cannot answer in its own words', async () => {
    const { get } = start();
    expect((await get('/w/rest.php/v1/search/page')).json).toMatchObject({
      httpCode: 400,
      errorKey: 'rest-missing-param',
    });
    expect((await get('/w/rest.php/v1/search/page?q=x&limit=101')).json).toMatchObject({ httpCode: 400 });
    expect((await get('/w/rest.php/v1/page/Nothing')).json).toMatchObject({
      httpCode: 404,
      httpReason: 'Not Found',
      errorKey: 'rest-nonexistent-title',
    });
    expect((await get('/api/rest_v1/page/summary/Nothing')).json).toMatchObject({
      type: expect.stringContaining('not_found'),
      uri: expect.any(String),
    });
    expect((await get('/w/rest.php/v1/nothing')).status).toBe(404);
  });

  it('redirects titles in another spelling for good and redirects of the wiki for now', async () => {
    const { get } = start();
    const go = async (path: string) => {
      const { status, headers } = await get(path);
      return [status, headers.get('location')];
    };
    expect(await go('/w/rest.php/v1/page/shade%20index/html')).toEqual([301, '/w/rest.php/v1/page/Shade_index/html']);
    expect(await go('/w/rest.php/v1/page/Shade_index/html')).toEqual([
      307,
      '/w/rest.php/v1/page/Lindqvist_shade_index/html',
    ]);
    expect(await go('/api/rest_v1/page/summary/Shade_index')).toEqual([
      302,
      '/api/rest_v1/page/summary/Lindqvist_shade_index',
    ]);
  });

  it('escapes what stands in HTML', async () => {
    const { get } = start({ corpus: [{ title: 'A & B', text: 'x < y & <script>alert(1)</script>' }] });
    expect((await get('/w/rest.php/v1/page/A_%26_B/html')).text).toContain('x &lt; y &amp; &lt;script&gt;');
    expect((await get('/w/rest.php/v1/search/page?q=x')).json.pages[0].excerpt).not.toContain('<script>');
  });
});

describe('callers', () => {
  it('have to say who they are, and need no token', async () => {
    const { get } = start();
    const path = '/w/rest.php/v1/page/Osmer/bare';
    const generic: Record<string, string>[] = [{}, { 'user-agent': 'node' }, { 'user-agent': 'python-requests/2.32' }];
    for (const headers of generic) expect((await get(path, headers)).status).toBe(403);
    expect((await get(path, { 'api-user-agent': 'page/1.0 (a@a.example)', 'user-agent': '' })).status).toBe(200);
    expect((await get(path, { ...agent, authorization: `Bearer ${SANDBOX_API_KEY}` })).status).toBe(200);
    expect((await get(path, { ...agent, authorization: 'Bearer wrong' })).status).toBe(401);
    const refused = await get('/w/api.php?action=query&format=json&titles=x', {
      ...agent,
      authorization: 'Bearer wrong',
    });
    expect([refused.status, refused.json.error.code]).toEqual([200, 'mwoauth-invalid-authorization']);
  });

  it('get ten requests a minute as nobody and two hundred as somebody', async () => {
    const clock = createVirtualClock();
    const { get } = start({ limits: 'published', clock });
    const statuses = async (count: number, headers: Record<string, string>) => {
      const list: number[] = [];
      for (let index = 0; index < count; index += 1)
        list.push((await get('/w/rest.php/v1/page/Osmer/bare', headers)).status);
      return list;
    };
    expect(await statuses(11, { 'user-agent': 'somebody' })).toEqual([...Array(10).fill(200), 429]);
    expect((await statuses(201, agent)).filter((status) => status === 200)).toHaveLength(200);
    const limited = await get('/w/rest.php/v1/page/Osmer/bare');
    expect(Number(limited.headers.get('retry-after'))).toBe(60);
    await clock.advance(60_000);
    expect(await statuses(1, agent)).toEqual([200]);
    clock.dispose();
  });
});

describe('the corpus', () => {
  it('has a wiki for each language, by host', async () => {
    const { get } = start();
    expect((await get('/api/rest_v1/page/summary/Osmer', agent, 'de.wikipedia.org')).json).toMatchObject({
      lang: 'de',
      extract: expect.stringContaining('erfundene'),
    });
    expect((await get('/api/rest_v1/page/summary/Osmer', agent, 'fr.wikipedia.org')).status).toBe(404);
  });

  it('joins passages of one article, under the address that the article really has', async () => {
    const { query } = start({
      corpus: [
        { title: 'Tide', text: 'First passage.' },
        { title: 'Tide', text: 'Second passage.' },
      ],
    });
    const { pages } = (
      await query({ titles: 'Tide', prop: 'extracts|info', exintro: '1', explaintext: '1', inprop: 'url' })
    ).query;
    expect(pages[0]).toMatchObject({
      extract: 'First passage.\nSecond passage.',
      fullurl: 'https://en.wikipedia.org/wiki/Tide',
    });
  });

  it('says of every built-in article that it is invented', () => {
    expect(sampleArticles.length).toBeGreaterThanOrEqual(20);
    for (const article of sampleArticles) {
      expect(article.isInvented).toBe(true);
      expect(article.text).toMatch(/invented|erfunden/);
    }
  });
});
