import {
  type CallOptions,
  ConfigurationError,
  createServiceClient,
  type ServiceClient,
  type SourceProvider,
  type ToolDefinition,
} from '@headwater/core';
import { backends, type NewsClients } from './news-backends.ts';
import { newsSearch, type SharedSearch } from './news-face.ts';
import type { OpenedNews } from './news-service.ts';
import type { NewsBackend, NewsList, NewsSearchOptions, NewsSettings } from './news-types.ts';
import { identity } from './vendor-client.ts';

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
  /**
   * One service in its own shape, with these settings and whichever is in use: the same client every time, and disposed
   * of with this one. Its code is loaded when it is first needed.
   *
   * @example
   * const gdelt = await news.client('gdelt');
   * const { series } = await gdelt.timeline({ query: '"street trees"', mode: 'TimelineTone' });
   */
  client<Backend extends NewsBackend>(backend: Backend): Promise<NewsClients[Backend]>;
}

/** One backend of one provider. */
interface Desk {
  search: SharedSearch;
  tools: readonly ToolDefinition[];
  /** The backend's own client, once it was needed. */
  opening?: Promise<OpenedNews<NewsClients[NewsBackend]>>;
  opened?: NewsClients[NewsBackend];
}

const names = Object.keys(backends) as NewsBackend[];

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
  const desks = new Map<NewsBackend, Desk>();

  /** What one backend gets. `apiKey` and `baseUrl` belong to the backend in use. */
  function settingsOf(backend: NewsBackend): NewsSettings {
    const { keys, baseUrls, backend: _, apiKey, baseUrl, ...shared } = current;
    const isInUse = backend === inUse();
    const key = (backend === 'gdelt' ? undefined : keys?.[backend]) ?? (isInUse ? apiKey : undefined);
    return { ...shared, apiKey: key, baseUrl: baseUrls?.[backend] ?? (isInUse ? baseUrl : undefined) };
  }

  function desk(backend: NewsBackend): Desk {
    const known = desks.get(backend);
    if (known !== undefined) return known;
    const { service } = backends[backend];
    const own = () => settingsOf(backend);
    const search = newsSearch(service, own, async (...page) => (await open(backend)).fetchPage(...page));
    // What cannot be right is told now, not when the code is there.
    standIn(backend);
    const made: Desk = { search, tools: service.tools(search, () => client(backend) as Promise<never>) };
    desks.set(backend, made);
    return made;
  }

  /** Never called: it knows whether settings can be right, and answers until the backend's own client is there. */
  function standIn(backend: NewsBackend): ServiceClient {
    const own = () => settingsOf(backend);
    return createServiceClient(backends[backend].service.definition(own), own());
  }

  function open(backend: NewsBackend): Promise<OpenedNews<NewsClients[NewsBackend]>> {
    const at = desk(backend);
    at.opening ??= backends[backend]
      .open(() => settingsOf(backend))
      .then((opened) => {
        at.opened = opened.provider;
        if (disposed) void opened.provider.dispose();
        return opened;
      });
    return at.opening;
  }

  const client = async <Backend extends NewsBackend>(backend: Backend) =>
    (await open(backend)).provider as NewsClients[Backend];

  function inUse(): NewsBackend {
    chosen ??= named() ?? names.find(hasVariable) ?? 'gdelt';
    return chosen;
  }

  function named(): NewsBackend | undefined {
    const { backend, keys, apiKey } = current;
    const keyed = (['newsapi', 'guardian'] as const).find((name) => keys?.[name] !== undefined);
    return backend ?? keyed ?? (apiKey === undefined ? undefined : 'newsapi');
  }

  const active = () => desk(inUse());
  const present = () => active().opened ?? standIn(inUse());

  function configure(patch: Partial<NewsSettings>): void {
    const before = { current, chosen };
    const keyForKeyless = patch.apiKey !== undefined && chosen === 'gdelt' && current.backend === undefined;
    current = { ...current, ...patch };
    if ('backend' in patch || 'keys' in patch || keyForKeyless) chosen = undefined;
    try {
      checkShared(current);
      const next = chosen ?? named();
      for (const backend of names) if (backend === next || desks.get(backend)?.opened !== undefined) standIn(backend);
    } catch (error) {
      ({ current, chosen } = before);
      throw error;
    }
    for (const [backend, { opened }] of desks) opened?.configure(settingsOf(backend));
  }

  async function dispose(): Promise<void> {
    disposed = true;
    const openings = await Promise.allSettled([...desks.values()].map(({ opening }) => opening));
    await Promise.all(openings.map((each) => each.status === 'fulfilled' && each.value?.provider.dispose()));
  }

  checkShared(settings);
  if (named() !== undefined) active();

  return {
    ...identity,
    get backend() {
      return inUse();
    },
    get capabilities() {
      return active().search.capabilities;
    },
    get tools() {
      return active().tools;
    },
    client,
    search: (query, callOptions) => active().search.searchArticles(query, callOptions),
    searchDocuments: async (query, callOptions) => active().search.searchDocuments(query, callOptions),
    configure,
    healthCheck: async (options) => present().healthCheck(options),
    inspect: () => present().inspect?.() ?? standIn(inUse()).inspect(),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/** What can be said of settings before a backend is chosen. */
function checkShared({ keys, baseUrls, apiKey, baseUrl, backend, ...shared }: NewsSettings): void {
  if (backend !== undefined && !names.includes(backend)) {
    throw new ConfigurationError(`there is no backend "${backend}"`, {
      provider: identity.name,
      hint: `Use one of: ${names.join(', ')}.`,
    });
  }
  const plans = Object.assign({}, ...names.map((name) => withoutSettings(name).plans));
  for (const url of [baseUrl, ...Object.values(baseUrls ?? {})]) {
    createServiceClient({ ...withoutSettings('gdelt'), plans }, { ...shared, baseUrl: url });
  }
}

const withoutSettings = (backend: NewsBackend) => backends[backend].service.definition(() => ({}));

/** The services' own rule decides what counts as a key in the environment. */
const hasVariable = (backend: NewsBackend) =>
  createServiceClient(withoutSettings(backend)).inspect().key.state === 'set';

/** Ready to use: reads `NEWS_API_KEY` or `GUARDIAN_API_KEY` at first use, and works without them. */
export const news: NewsProvider = /* @__PURE__ */ createNews();
