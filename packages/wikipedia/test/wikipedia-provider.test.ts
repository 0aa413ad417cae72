import { describe, expect, it } from 'vitest';
import type { WikipediaProvider } from '../src/index.ts';
import { emulated } from './emulated.ts';
import { collect, failureOf, fixture, scripted, sent } from './scripted.ts';

describe('search', () => {
  it('sends every parameter under the service’s own name', async () => {
    const { wikipedia, service } = scripted({ json: { batchcomplete: true, query: { search: [] } } });
    await collect(
      wikipedia.search({
        query: 'intitle:heat -wave',
        limit: 7,
        offset: 40,
        namespaces: [0, 14],
        what: 'title',
        sort: 'last_edit_desc',
        properties: ['size', 'snippet'],
      }),
    );
    expect(service.requests[0]?.path).toBe('/w/api.php');
    expect(sent(service)).toEqual({
      action: 'query',
      format: 'json',
      formatversion: '2',
      list: 'search',
      srsearch: 'intitle:heat -wave',
      srnamespace: '0|14',
      srwhat: 'title',
      srsort: 'last_edit_desc',
      srprop: 'size|snippet',
      srlimit: '7',
      sroffset: '40',
    });
  });

  it('asks for fifty results with snippet, size and time unless told otherwise', async () => {
    const { wikipedia, service } = scripted({ json: { batchcomplete: true, query: { search: [] } } });
    await collect(wikipedia.search('trees'));
    expect(sent(service)).toMatchObject({ srlimit: '50', sroffset: '0', srprop: 'size|wordcount|timestamp|snippet' });
  });

  it('walks over pages as the service continues them, to the limit', async () => {
    const { wikipedia, emulator } = emulated();
    const results = await collect(wikipedia.search({ query: 'invented', pageSize: 4, limit: 10 }));
    expect(new Set(results.map(({ title }) => title)).size).toBe(10);
    expect(
      emulator.requests.map((_, index) => [sent(emulator, index).sroffset, sent(emulator, index).srlimit]),
    ).toEqual([
      ['0', '4'],
      ['4', '4'],
      ['8', '2'],
    ]);
    const { value: page } = await wikipedia.search({ query: 'invented', pageSize: 4 }).pages().next();
    expect(page.total).toBeGreaterThan(10);
  });

  it('ends in a typed error when a continuation comes again and again', async () => {
    const { wikipedia } = scripted({ json: { ...fixture('search'), continue: { sroffset: 2, continue: '-||' } } });
    expect(await failureOf(collect(wikipedia.search('trees')))).toMatchObject({ code: 'response-invalid' });
  });

  it('says that there is more than can be reached', async () => {
    const { wikipedia, service } = scripted({
      json: { ...fixture('search'), continue: { sroffset: 10_000, continue: '-||' } },
    });
    const { value: page } = await wikipedia.search({ query: 'trees', offset: 9990 }).pages().next();
    expect(page.truncated).toContain('first 10000');
    expect(sent(service).srlimit).toBe('10');
  });

  it.each([
    [{ query: ' ' }, 'query must be'],
    [{ query: 'x', limit: 0 }, 'limit must be'],
    [{ query: 'x', pageSize: 501 }, 'pageSize must be'],
    [{ query: 'x', offset: 10_000 }, 'offset must be'],
    [{ query: 'x', what: 'all' as never }, 'what must be'],
    [{ query: 'x', namespaces: [-1] }, 'namespaces must be'],
    [{ query: 'x', language: 'evil.example/' }, 'is not the code of a wiki'],
  ])('refuses %j before anything is sent', (options, said) => {
    const { wikipedia, service } = scripted({ json: {} });
    expect(() => wikipedia.search(options)).toThrow(
      expect.objectContaining({ code: 'invalid-request', message: expect.stringContaining(said) }),
    );
    expect(service.requests).toHaveLength(0);
  });
});

describe('REST searches', () => {
  it('searchPages sends q and limit', async () => {
    const { wikipedia, service } = scripted({ json: fixture('matches') });
    const { pages } = await wikipedia.searchPages('norhaven & trees', { limit: 3 });
    expect([service.requests[0]?.path, sent(service)]).toEqual([
      '/w/rest.php/v1/search/page',
      { q: 'norhaven & trees', limit: '3' },
    ]);
    expect(pages).toHaveLength(2);
    expect(await failureOf(wikipedia.searchPages('x', { limit: 101 }))).toMatchObject({ code: 'invalid-request' });
    expect(await failureOf(wikipedia.searchPages(''))).toMatchObject({ code: 'invalid-request' });
  });

  it('searchTitles completes titles and tells the redirect it went through', async () => {
    const { wikipedia, emulator } = emulated();
    const { pages } = await wikipedia.searchTitles('norh');
    expect(pages.map(({ title, matchedTitle }) => [title, matchedTitle])).toEqual([
      ['Norhaven heat action plan', null],
      ['Urban canopy of Norhaven', 'Norhaven canopy'],
    ]);
    expect([emulator.requests[0]?.path, sent(emulator)]).toEqual([
      '/w/rest.php/v1/search/title',
      { q: 'norh', limit: '50' },
    ]);
  });

  it('answer nothing with an empty list', async () => {
    expect(await emulated().wikipedia.searchPages('zzyzxq')).toEqual({ pages: [], skipped: [] });
  });
});

describe('look-ups', () => {
  const calls: [string, string, (wikipedia: WikipediaProvider, title: string) => Promise<unknown>][] = [
    ['getSummary', '/api/rest_v1/page/summary/', (wikipedia, title) => wikipedia.getSummary(title)],
    ['getPage', '/w/rest.php/v1/page/', (wikipedia, title) => wikipedia.getPage(title)],
    ['getPageInfo', '/w/rest.php/v1/page/', (wikipedia, title) => wikipedia.getPageInfo(title)],
    ['getPageHtml', '/w/rest.php/v1/page/', (wikipedia, title) => wikipedia.getPageHtml(title)],
    ['getLanguages', '/w/rest.php/v1/page/', (wikipedia, title) => wikipedia.getLanguages(title)],
  ];
  const after: Record<string, string> = { getPageInfo: '/bare', getPageHtml: '/html', getLanguages: '/links/language' };

  it.each(calls)('%s encodes the title, slashes included, as the wiki spells it', async (name, before, call) => {
    const { wikipedia, emulator } = emulated();
    expect(await call(wikipedia, ' aC/DC converter  of_Gelt')).not.toBeNull();
    expect(emulator.requests.map(({ path }) => path)).toEqual([
      `${before}AC%2FDC_converter_of_Gelt${after[name] ?? ''}`,
    ]);
  });

  it.each(calls)('%s answers null for a page that does not exist', async (_name, _before, call) => {
    const { wikipedia, emulator } = emulated();
    expect(await call(wikipedia, 'No such page')).toBeNull();
    expect(emulator.requests.map(({ status }) => status)).toEqual([404]);
  });

  it.each(calls)('%s follows a redirect of the wiki', async (_name, before, call) => {
    const { wikipedia, emulator } = emulated();
    const direct = await call(wikipedia, 'Lindqvist shade index');
    expect(await call(wikipedia, 'Shade index')).toEqual(direct);
    expect(
      emulator.requests
        .slice(1)
        .map(({ path, status }) => [path.startsWith(before) ? 'page' : path, Math.floor((status as number) / 100)]),
    ).toEqual([
      ['page', 3],
      ['/w/api.php', 2],
      ['page', 2],
    ]);
  });

  it.each(calls)('%s ends a circle of redirects in a typed error', async (_name, _before, call) => {
    const { wikipedia, service } = scripted(({ path }) =>
      path === '/w/api.php'
        ? { json: { batchcomplete: true, query: { pages: [{ pageid: 1, ns: 0, title: 'Round' }] } } }
        : { status: 302, headers: { location: 'Round' } },
    );
    expect(await failureOf(call(wikipedia, 'Round'))).toMatchObject({ code: 'response-invalid' });
    expect(service.requests).toHaveLength(3);
  });

  it('a redirect that leads nowhere is a page that does not exist', async () => {
    const { wikipedia } = scripted(({ path }) =>
      path === '/w/api.php'
        ? { json: { batchcomplete: true, query: { pages: [{ ns: 0, title: 'Gone', missing: true }] } } }
        : { status: 307, headers: { location: 'Gone' } },
    );
    expect(await wikipedia.getPage('Gone')).toBeNull();
  });

  it.each(['', '  ', 'a#b', 'a|b', '[[x]]', 'x'.repeat(256), '..', 'a\nb\0', 7 as never])(
    'refuse the title %j',
    async (title) => {
      const { wikipedia, service } = scripted({ json: {} });
      expect(await failureOf(wikipedia.getSummary(title))).toMatchObject({
        code: 'invalid-request',
        operation: 'getSummary',
      });
      expect(service.requests).toHaveLength(0);
    },
  );

  it('a summary tells a disambiguation page from an article', async () => {
    const { wikipedia } = emulated();
    expect((await wikipedia.getSummary('Mercury'))?.isDisambiguation).toBe(true);
    expect(await wikipedia.getSummary('Osmer')).toMatchObject({
      isDisambiguation: false,
      type: 'standard',
      language: 'en',
      extract: expect.stringContaining('23,400 inhabitants'),
      attribution: { license: 'CC BY-SA 4.0', url: 'https://en.wikipedia.example/wiki/Osmer' },
    });
  });

  it('source, metadata, HTML and languages of a page', async () => {
    const { wikipedia } = emulated();
    const page = await wikipedia.getPage('Osmer');
    expect(page?.source).toContain('== Climate ==');
    const { source: _source, ...info } = page as NonNullable<typeof page>;
    expect(await wikipedia.getPageInfo('Osmer')).toEqual(info);
    expect(info).toMatchObject({
      key: 'Osmer',
      contentModel: 'wikitext',
      url: 'https://en.wikipedia.org/wiki/Osmer',
      revision: expect.any(Number),
    });
    expect(await wikipedia.getPageHtml('Osmer')).toContain('<h2>Climate</h2>');
    expect((await wikipedia.getLanguages('Osmer'))?.links).toEqual([
      { code: 'de', name: 'Deutsch', key: 'Osmer', title: 'Osmer', url: 'https://de.wikipedia.org/wiki/Osmer' },
    ]);
  });

  it('related articles are found by the words of one', async () => {
    const { wikipedia, emulator } = emulated();
    const related = await collect(wikipedia.getRelated('harrow wind park', { limit: 3 }));
    expect(related[0]?.title).toBe('Harrow bat observatory');
    expect(sent(emulator)).toMatchObject({ srsearch: 'morelike:Harrow wind park', srlimit: '3' });
  });
});
