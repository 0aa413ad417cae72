import { createStateStore } from '@headwater/core';
import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createNewsEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';
import { createNews, type NewsBackend, type NewsSettings, news } from '../src/index.ts';
import { all, failureOf } from './scripted.ts';

const backends = ['newsapi', 'guardian', 'gdelt'] as const;

function environment(values: { NEWS_API_KEY?: string; GUARDIAN_API_KEY?: string }): void {
  vi.stubEnv('NEWS_API_KEY', values.NEWS_API_KEY ?? '');
  vi.stubEnv('GUARDIAN_API_KEY', values.GUARDIAN_API_KEY ?? '');
  onTestFinished(() => void vi.unstubAllEnvs());
}

function open(backend: NewsBackend, settings: NewsSettings = {}) {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const emulator = createNewsEmulator({ backend, clock, limits: 'unlimited' });
  const shared = { clock, stateStore: createStateStore(), resilience: { limits: 'sandbox' } };
  const made = createNews({ backend, apiKey: SANDBOX_API_KEY, fetch: emulator.fetch, ...shared, ...settings });
  return { emulator, news: made };
}

describe('the backend', () => {
  it.each<[string, NewsSettings, { NEWS_API_KEY?: string; GUARDIAN_API_KEY?: string }, NewsBackend]>([
    ['no key at all', {}, {}, 'gdelt'],
    ['a variable of blanks', {}, { NEWS_API_KEY: '  ' }, 'gdelt'],
    ['both variables', {}, { NEWS_API_KEY: 'n', GUARDIAN_API_KEY: 'g' }, 'newsapi'],
    ['the Guardian’s variable', {}, { GUARDIAN_API_KEY: 'g' }, 'guardian'],
    ['a key of no name', { apiKey: 'k' }, { GUARDIAN_API_KEY: 'g' }, 'newsapi'],
    ['a key for the Guardian', { keys: { guardian: 'g' } }, { NEWS_API_KEY: 'n' }, 'guardian'],
    ['keys for both', { keys: { guardian: 'g', newsapi: 'n' } }, {}, 'newsapi'],
    ['a name', { backend: 'guardian' }, { NEWS_API_KEY: 'n' }, 'guardian'],
  ])('with %s', (_what, settings, variables, expected) => {
    environment(variables);
    const made = createNews(settings);
    expect(made.backend).toBe(expected);
    expect(made.capabilities.keyRequired).toBe(expected !== 'gdelt');
    expect(made.tools.map(({ id }) => id)).toContain('news_search_articles');
  });

  it('is looked for when it is first needed, and kept', () => {
    environment({});
    const made = createNews();
    vi.stubEnv('GUARDIAN_API_KEY', 'set-after-the-import');
    expect(made.backend).toBe('guardian');
    vi.stubEnv('NEWS_API_KEY', 'set-later');
    expect(made.backend).toBe('guardian');
    made.configure({ apiKey: 'rotated' });
    expect(made.backend).toBe('guardian');
    made.configure({ backend: 'gdelt' });
    expect([made.backend, made.capabilities.keyRequired]).toEqual(['gdelt', false]);
  });

  it('leaves GDELT when a key comes later', () => {
    environment({});
    const made = createNews();
    expect(made.backend).toBe('gdelt');
    made.configure({ apiKey: 'k' });
    expect(made.backend).toBe('newsapi');
  });

  it('of the default instance is found without sending anything', () => {
    expect(backends).toContain(news.backend);
    expect(news.name).toBe('news');
  });

  it('with a required key missing says which variable to set', async () => {
    environment({});
    for (const [backend, variable] of [
      ['newsapi', 'NEWS_API_KEY'],
      ['guardian', 'GUARDIAN_API_KEY'],
    ] as const) {
      const error = await failureOf(createNews({ backend }).search('trees'));
      expect([error.code, error.hint]).toEqual(['configuration', expect.stringContaining(variable)]);
      const wrong = await failureOf(createNews({ backend, apiKey: `${undefined}` }).search('trees'));
      expect([wrong.code, wrong.message]).toEqual(['configuration', expect.stringContaining('undefined')]);
    }
  });
});

describe('search', () => {
  it.each(backends)('gives articles of one shape (%s)', async (backend) => {
    const { news: made, emulator } = open(backend);
    const page = await made.search({ query: 'street trees', pageSize: 4 });
    expect(emulator.requests).toHaveLength(1);
    expect(page).toMatchObject({ backend, removed: 0, skipped: [], unsupportedFilters: [] });
    expect(page.items).toHaveLength(4);
    for (const article of page.items) {
      expect(Object.keys(article).sort()).toEqual(
        'author backend body id imageUrl language preview publishedAt rank seenAt source summary title truncated url'
          .split(' ')
          .sort(),
      );
      expect(article.title).toContain('(synthetic sample)');
    }
    const [first] = page.items;
    expect([first?.publishedAt === null, first?.seenAt === null]).toEqual(
      backend === 'gdelt' ? [true, false] : [false, true],
    );
    expect([first?.body === null, first?.preview === null, first?.truncated]).toEqual(
      { newsapi: [true, false, true], guardian: [false, true, false], gdelt: [true, true, false] }[backend],
    );
    expect(page.total).toBe(backend === 'gdelt' ? null : 8);
  });

  it.each(['newsapi', 'guardian'] as const)('goes on over all pages, newest first on demand (%s)', async (backend) => {
    const { news: made, emulator } = open(backend);
    const items = await all(made.search({ query: 'street trees', pageSize: 3, sortBy: 'newest' }));
    expect(items).toHaveLength(8);
    expect(items.map(({ rank }) => rank)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const dates = items.map(({ publishedAt }) => publishedAt as string);
    expect(dates).toEqual([...dates].sort().reverse());
    expect(emulator.requests).toHaveLength(3);
    expect(await all(made.search({ query: 'street trees', pageSize: 3, limit: 4 }))).toHaveLength(4);
  });

  it('counts the withdrawn', async () => {
    const { news: made } = open('newsapi');
    const page = await made.search({ query: '"night train"', pageSize: 10 });
    expect(page.removed).toBe(4);
    expect(page.items).toHaveLength(4);
    expect(page.items.every(({ url }) => !url.includes('removed.com'))).toBe(true);
  });

  it('says when there may be more than GDELT gives', async () => {
    const { news: made } = open('gdelt');
    const pages = await all(made.search({ query: 'street trees', pageSize: 2 }).pages());
    expect(pages).toHaveLength(1);
    expect(pages[0]?.truncated).toContain('no further pages');
  });

  it('refuses what cannot be right before anything is sent', async () => {
    for (const backend of backends) {
      const { news: made, emulator } = open(backend);
      const wrong = [
        { query: '' },
        { query: 'x', pageSize: 251 },
        { query: 'x', since: '2025-02-30' },
        { query: 'x', colour: 1 },
      ];
      for (const options of wrong) expect(() => made.search(options as never)).toThrow(/\[news\]/);
      expect(emulator.requests).toHaveLength(0);
    }
  });
});

describe('several backends at once', () => {
  it('each have their own key and address, and one is in use', async () => {
    const servers = await Promise.all(
      backends.map((backend) =>
        createNewsEmulator({ backend, apiKeys: [`${backend}-key`], limits: 'unlimited' }).listen(),
      ),
    );
    onTestFinished(() => void servers.map((server) => server.close()));
    const [newsapi, guardian, gdelt] = servers.map(({ url }) => url);
    await using made = createNews({
      backend: 'guardian',
      keys: { newsapi: 'newsapi-key', guardian: 'guardian-key' },
      baseUrls: { newsapi, guardian, gdelt },
      stateStore: createStateStore(),
      resilience: { limits: 'sandbox' },
    });
    expect((await made.search('street trees')).backend).toBe('guardian');
    expect((await (await made.client('newsapi')).everything('street trees')).items.length).toBeGreaterThan(0);
    expect((await (await made.client('guardian')).sections()).results.length).toBeGreaterThan(0);
    expect((await (await made.client('gdelt')).articles('street trees')).articles.length).toBeGreaterThan(0);
    expect(await made.client('newsapi')).toBe(await made.client('newsapi'));
  });

  it('are all disposed of together', async () => {
    const { news: made, emulator } = open('guardian');
    const guardian = await made.client('guardian');
    await guardian.sections();
    await made.dispose();
    expect((await failureOf((await made.client('gdelt')).articles('trees'))).code).toBe('cancelled');
    expect((await failureOf(guardian.sections())).code).toBe('cancelled');
    expect(emulator.requests).toHaveLength(1);
  });
});
