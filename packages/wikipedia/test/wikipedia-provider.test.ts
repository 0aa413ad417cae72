import { createStateStore } from '@headwater/core';
import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWikipediaEmulator, sampleArticles } from '../src/emulator/index.ts';
import { createWikipedia, type WikipediaProvider, type WikipediaSettings } from '../src/index.ts';
import { collect, failureOf, fixture, scripted, sent } from './scripted.ts';

const contact = 'tests@headwater.example';

function emulated(settings: WikipediaSettings = {}) {
  const emulator = createWikipediaEmulator({ limits: 'unlimited' });
  const wikipedia = createWikipedia({
    contact,
    fetch: emulator.fetch,
    stateStore: createStateStore(),
    resilience: { limits: 'sandbox' },
    ...settings,
  });
  return { emulator, wikipedia };
}

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

describe('extracts', () => {
  it('introductions come twenty pages at a time, with redirects followed and missing pages null', async () => {
    const { wikipedia, emulator } = emulated();
    const titles = [
      ...sampleArticles.filter(({ language }) => language === undefined).map(({ title }) => title),
      'shade index',
      'No such page',
      'Nor this one',
      'Nor that',
    ];
    const extracts = await wikipedia.getExtracts(titles);
    expect(extracts.size).toBe(titles.length);
    expect(extracts.get('shade index')?.title).toBe('Lindqvist shade index');
    expect(extracts.get('No such page')).toBeNull();
    expect(extracts.get('Osmer')?.text).toBe(
      sampleArticles.find(({ title }) => title === 'Osmer')?.text.split('\n==')[0],
    );
    expect(extracts.get('Mercury')?.isDisambiguation).toBe(true);
    expect(emulator.requests).toHaveLength(2);
    expect(sent(emulator)).toMatchObject({
      prop: 'extracts|info|pageprops|revisions',
      explaintext: '1',
      exintro: '1',
      exlimit: 'max',
      inprop: 'url',
      redirects: '1',
    });
    expect(sent(emulator).titles?.split('|')).toHaveLength(20);
  });

  it('whole texts come one page at a time', async () => {
    const { wikipedia, emulator } = emulated();
    const extracts = await wikipedia.getExtracts(['Osmer', 'Quote verification'], { part: 'full' });
    expect(extracts.get('Osmer')?.text).toContain('The last heat wave was in 2019.');
    expect(emulator.requests).toHaveLength(2);
    expect(sent(emulator).exintro).toBeUndefined();
  });

  it('parts of one batch are joined, and a continuation that comes again is an error', async () => {
    const part = (id: number, fields: object) => ({ pageid: id, ns: 0, title: `Page ${id}`, ...fields });
    const { wikipedia, service } = scripted([
      {
        json: {
          continue: { excontinue: 1, continue: '||info' },
          query: { pages: [part(1, { extract: 'One.' }), part(2, {})] },
        },
      },
      { json: { batchcomplete: true, query: { pages: [part(1, {}), part(2, { extract: 'Two.' })] } } },
    ]);
    const extracts = await wikipedia.getExtracts(['Page 1', 'Page 2']);
    expect([...extracts.values()].map((extract) => extract?.text)).toEqual(['One.', 'Two.']);
    expect(sent(service, 1)).toMatchObject({ excontinue: '1', continue: '||info', titles: 'Page 1|Page 2' });
    const round = scripted({ json: { continue: { excontinue: 1, continue: '||' }, query: { pages: [] } } });
    expect(await failureOf(round.wikipedia.getExtracts(['Page 1']))).toMatchObject({ code: 'response-invalid' });
    expect(round.service.requests).toHaveLength(2);
  });

  it('share one deadline over all requests', async () => {
    const { wikipedia, service } = scripted(
      { json: { batchcomplete: true, query: { pages: [] } } },
      { resilience: { limits: { default: { requestsPerSecond: 1 } } } },
    );
    const titles = Array.from({ length: 200 }, (_, index) => `Page ${index}`);
    expect(await failureOf(wikipedia.getExtracts(titles, {}, { timeoutMs: 2500 }))).toMatchObject({
      code: 'rate-limited',
    });
    expect(service.requests).toHaveLength(3);
    expect(await failureOf(wikipedia.getExtracts('Osmer' as never))).toMatchObject({ code: 'invalid-request' });
  });
});

describe('documents', () => {
  it('come with their introductions in one request', async () => {
    const { wikipedia, service } = scripted({ json: fixture('documents') });
    const page = await wikipedia.searchDocuments({
      text: 'What cools the streets of a city: "trees" OR -shade?',
      limit: 5,
    });
    expect(sent(service)).toMatchObject({
      generator: 'search',
      gsrsearch: 'cools OR streets OR city OR trees OR shade',
      gsrlimit: '5',
      prop: 'extracts|info|pageprops|revisions',
      exintro: '1',
      explaintext: '1',
      exlimit: 'max',
      redirects: '1',
    });
    expect(service.requests).toHaveLength(1);
    expect(page.nextCursor).toBe('3');
  });

  it('go on at their cursor', async () => {
    const { wikipedia, emulator } = emulated();
    const first = await wikipedia.searchDocuments({ text: 'invented heat trees', limit: 2 });
    const second = await wikipedia.searchDocuments({
      text: 'invented heat trees',
      limit: 2,
      cursor: first.nextCursor as string,
    });
    expect(sent(emulator, 1).gsroffset).toBe('2');
    expect(second.documents.map(({ provenance }) => provenance[0]?.rank)).toEqual([2, 3]);
    expect(new Set([...first.documents, ...second.documents].map(({ id }) => id)).size).toBe(4);
    expect(await failureOf(wikipedia.searchDocuments({ text: 'x', cursor: '-1' }))).toMatchObject({
      code: 'invalid-request',
    });
  });

  it('of another kind, or of no word, are not asked for', async () => {
    const { wikipedia, service } = scripted({ json: {} });
    expect(await wikipedia.searchDocuments({ text: 'trees', kinds: ['news'] })).toMatchObject({ outcome: 'empty' });
    expect(await wikipedia.searchDocuments({ text: '???' })).toMatchObject({ outcome: 'empty' });
    expect(service.requests).toHaveLength(0);
  });

  it('are searched with no more than 300 characters', async () => {
    const { wikipedia, service } = scripted({ json: { batchcomplete: true } });
    await wikipedia.searchDocuments({ text: Array.from({ length: 200 }, (_, index) => `word${index}`).join(' ') });
    expect(sent(service).gsrsearch?.length).toBeLessThanOrEqual(300);
    expect(sent(service).gsrsearch).toContain('word0 OR word1');
  });
});

describe('languages', () => {
  it('are wikis of their own, by setting, by call and by filter', async () => {
    const { wikipedia, emulator } = emulated();
    const hosts = () => emulator.requests.map(({ headers }) => headers.host);
    expect((await wikipedia.getSummary('Osmer', { language: 'de' }))?.extract).toContain('Einwohnern');
    const page = await wikipedia.searchDocuments({ text: 'Hitzewelle', languages: ['de-AT', 'fr'] });
    expect(page.unsupportedFilters).toEqual([]);
    expect(page.documents.map(({ language, id }) => [language, id.split(':')[1]])).toEqual([['de', 'de']]);
    await wikipedia.searchDocuments({ text: 'heat', languages: ['de', 'en'] });
    wikipedia.configure({ language: 'de' });
    await wikipedia.getSummary('Osmer');
    expect(hosts()).toEqual(['de', 'de', 'en', 'de'].map((code) => `${code}.wikipedia.org`));
  });

  it('other than that of a fixed address cannot be asked, and the filter says so', async () => {
    const { wikipedia, service } = scripted({ json: { batchcomplete: true } }, { baseUrl: 'https://en.wikipedia.org' });
    expect(await failureOf(wikipedia.getSummary('Osmer', { language: 'de' }))).toMatchObject({
      code: 'invalid-request',
    });
    expect((await wikipedia.searchDocuments({ text: 'heat', languages: ['de'] })).unsupportedFilters).toEqual([
      'languages',
    ]);
    expect((await wikipedia.searchDocuments({ text: 'heat', languages: ['en'] })).unsupportedFilters).toEqual([]);
    expect(service.requests).toHaveLength(2);
  });

  it('all end with the client', async () => {
    const { wikipedia, emulator } = emulated();
    await wikipedia.getSummary('Osmer', { language: 'de' });
    await wikipedia.dispose();
    for (const language of ['en', 'de', 'fr']) {
      expect((await failureOf(wikipedia.getSummary('Osmer', { language }))).code).toBe('cancelled');
    }
    expect(emulator.requests).toHaveLength(1);
  });
});

describe('who is asking', () => {
  it('is said in both headers: application, contact, package', async () => {
    const { wikipedia, service } = scripted(
      { json: { batchcomplete: true } },
      { contact: 'https://a.example/about', application: 'my-agent/1.0' },
    );
    await wikipedia.searchDocuments({ text: 'heat' });
    const { 'user-agent': agent, 'api-user-agent': same } = service.requests[0]?.headers ?? {};
    expect(agent).toMatch(/^my-agent\/1\.0 \(https:\/\/a\.example\/about\) headwater-wikipedia\/\d/);
    expect(same).toBe(agent);
  });

  it.each([
    [{ contact: 'undefined' }, 'contact holds the word'],
    [{ contact: 'a\nb' }, 'plain text'],
    [{ application: '' }, 'plain text'],
    [{ language: 'EN' }, 'language is not'],
    [{ language: 'en.evil.example/' }, 'language is not'],
  ])('refuses %j', (settings, said) => {
    expect(() => createWikipedia(settings)).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(said) }),
    );
  });

  it('decides the pace: few requests a minute for nobody, many for somebody', async () => {
    const pace = async (settings: WikipediaSettings): Promise<number> => {
      const clock = createVirtualClock({ autoAdvance: true });
      onTestFinished(() => clock.dispose());
      const emulator = createWikipediaEmulator({ clock, limits: 'published' });
      const wikipedia = createWikipedia({ fetch: emulator.fetch, clock, stateStore: createStateStore(), ...settings });
      await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          wikipedia.searchDocuments({ text: `heat ${index}` }, { timeoutMs: 600_000 }),
        ),
      );
      expect(emulator.requests.every(({ status }) => status === 200)).toBe(true);
      return clock.monotonicNow();
    };
    expect(await pace({ contact })).toBeLessThan(10_000);
    const unidentified = await pace({});
    expect(unidentified).toBeGreaterThan(180_000);
    expect(unidentified).toBeLessThan(300_000);
    expect(await pace({ headers: { 'User-Agent': 'other/1.0 (https://a.example)' } })).toBeLessThan(10_000);
  });

  it('can be a person with a token', async () => {
    const { wikipedia, service } = scripted({ json: { batchcomplete: true } });
    await wikipedia.searchDocuments({ text: 'heat' });
    expect(service.requests[0]?.headers.authorization).toBe('Bearer test-key');
  });
});
