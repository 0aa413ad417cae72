import type { CallOptions, SourceProvider } from '@headwater/core';
import { createGdelt, type Gdelt } from './gdelt/gdelt-provider.ts';
import { createGuardian, type Guardian } from './guardian/guardian-provider.ts';
import type { NewsBackend, NewsList, NewsSearchOptions, NewsSettings } from './news-types.ts';
import { createNewsApi, type NewsApi } from './newsapi/newsapi-provider.ts';
import { providerName, version } from './vendor-client.ts';

export interface NewsProvider extends SourceProvider<NewsSettings> {
  /**
   * Which service `search` and `searchDocuments` ask. Chosen at the first look at it or the first call, and kept until
   * `configure` names another `backend` or other `keys`.
   */
  readonly backend: NewsBackend;
  /**
   * Searches the news in one shape, whichever service answers. Awaited it is the first page, iterated all articles.
   *
   * @example
   * const { items, removed, notices } = await news.search({ query: 'street trees', since: '2026-01-01' });
   * @throws {HeadwaterError} while reading
   */
  search(query: string | NewsSearchOptions, callOptions?: CallOptions): NewsList;
  /** NewsAPI in its own shape, whichever backend is in use. */
  readonly newsapi: NewsApi;
  /** The Guardian in its own shape, whichever backend is in use. */
  readonly guardian: Guardian;
  /** GDELT in its own shape, whichever backend is in use. */
  readonly gdelt: Gdelt;
}

type Vendors = { newsapi: NewsApi; guardian: Guardian; gdelt: Gdelt };

const make: { [Backend in NewsBackend]: (settings: NewsSettings) => Vendors[Backend] } = {
  newsapi: createNewsApi,
  guardian: createGuardian,
  gdelt: createGdelt,
};

/**
 * Makes a news client of whichever service there is a key for: NewsAPI, else The Guardian, else GDELT without any; or of
 * the one `backend` names. `backend` of the result tells which. Nothing is sent and no key is read before the first use.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createNews(settings: NewsSettings = {}): NewsProvider {
  let current = settings;
  let chosen: NewsBackend | undefined;
  let disposed = false;
  const made = new Map<NewsBackend, NewsApi | Guardian | Gdelt>();

  /** What one backend gets. `apiKey` and `baseUrl` belong to the backend in use. */
  function settingsOf(backend: NewsBackend, inUse: boolean): NewsSettings {
    const { keys, baseUrls, backend: _, apiKey, baseUrl, ...shared } = current;
    const key = (backend === 'gdelt' ? undefined : keys?.[backend]) ?? (inUse ? apiKey : undefined);
    return { ...shared, apiKey: key, baseUrl: baseUrls?.[backend] ?? (inUse ? baseUrl : undefined) };
  }

  function vendor<Backend extends NewsBackend>(backend: Backend): Vendors[Backend] {
    const known = made.get(backend);
    if (known !== undefined) return known as Vendors[Backend];
    const fresh = make[backend](settingsOf(backend, backend === inUse()));
    made.set(backend, fresh);
    if (disposed) void fresh.dispose();
    return fresh;
  }

  function inUse(): NewsBackend {
    chosen ??= current.backend ?? choose();
    return chosen;
  }

  function choose(): NewsBackend {
    const { keys, apiKey } = current;
    const given = (['newsapi', 'guardian'] as const).find((backend) => keys?.[backend] !== undefined);
    if (given !== undefined) return given;
    if (apiKey !== undefined) return 'newsapi';
    // Their own rule decides what counts as a key in the environment.
    return (
      (['newsapi', 'guardian'] as const).find((backend) => make[backend]({}).inspect?.().key.state === 'set') ?? 'gdelt'
    );
  }

  const active = () => vendor(inUse());

  function configure(patch: Partial<NewsSettings>): void {
    const keyForKeyless = patch.apiKey !== undefined && chosen === 'gdelt' && current.backend === undefined;
    current = { ...current, ...patch };
    if ('backend' in patch || 'keys' in patch || keyForKeyless) chosen = undefined;
    if (made.size === 0) return;
    const backend = inUse();
    for (const [name, client] of made) client.configure(settingsOf(name, name === backend) as object);
  }

  async function dispose(): Promise<void> {
    disposed = true;
    await Promise.all([...made.values()].map((client) => client.dispose()));
  }

  return {
    name: providerName,
    version,
    get backend() {
      return inUse();
    },
    get capabilities() {
      return active().capabilities;
    },
    get tools() {
      return active().tools;
    },
    get newsapi() {
      return vendor('newsapi');
    },
    get guardian() {
      return vendor('guardian');
    },
    get gdelt() {
      return vendor('gdelt');
    },
    search: (query, callOptions) => active().searchArticles(query, callOptions),
    searchDocuments: async (query, callOptions) => active().searchDocuments(query, callOptions),
    configure,
    healthCheck: async (options) => active().healthCheck(options),
    inspect: () => active().inspect?.() ?? { key: { state: 'not-needed' }, limits: [] },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/** Ready to use: reads `NEWS_API_KEY` or `GUARDIAN_API_KEY` at first use, and works without them. */
export const news: NewsProvider = /* @__PURE__ */ createNews();
