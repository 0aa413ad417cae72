import {
  type CallOptions,
  createServiceClient,
  InvalidRequestError,
  type ResultPromise,
  readSourceQuery,
  requiredWords,
  resultPromise,
  type ServiceDefinition,
  type SourceCapabilities,
  type SourcePage,
  type SourceProvider,
  type SourceQuery,
  sourceOutcome,
} from '@headwater/core';
import { parseHackerNewsFailure } from './hackernews-errors.ts';
import { hackerNewsPlans, livePlans, threadJsonDepth } from './hackernews-limits.ts';
import { fetchPage, listOf, toSearchInput, windowedList } from './hackernews-lists.ts';
import { toDocuments, toLiveItem, toNumericFilters, toThread, toUser } from './hackernews-normalize.ts';
import {
  itemOperation,
  liveItemOperation,
  probeOperation,
  searchByDateOperation,
  searchOperation,
  userOperation,
} from './hackernews-operations.ts';
import { hackerNewsTools } from './hackernews-tools.ts';
import type {
  HackerNewsItemOptions,
  HackerNewsList,
  HackerNewsLiveItem,
  HackerNewsSearchOptions,
  HackerNewsSettings,
  HackerNewsThread,
  HackerNewsUser,
} from './hackernews-types.ts';

const version = '0.1.0';

/** Lists send nothing before they are read; `timeoutMs` bounds each page and `deadline` all of them. */
export interface HackerNewsProvider extends SourceProvider<HackerNewsSettings> {
  /**
   * Best first: by relevance, then points, then comments. The first 1000 hits.
   *
   * @example
   * for await (const hit of hackernews.search({ query: 'grid batteries', tags: ['story'], limit: 20 })) {
   *   console.log(hit.title, hit.points, hit.itemUrl);
   * }
   * @throws {HeadwaterError} while reading
   */
  search(query: string | HackerNewsSearchOptions, callOptions?: CallOptions): HackerNewsList;
  /** Newest first. The first 1000 hits. */
  searchByDate(query: string | HackerNewsSearchOptions, callOptions?: CallOptions): HackerNewsList;
  /** Newest first, past the 1000 hits, in windows of time. `page` is not taken. */
  searchAll(query: string | Omit<HackerNewsSearchOptions, 'page'>, callOptions?: CallOptions): HackerNewsList;
  /** A story or comment with everything below it: one request, sometimes megabytes. @throws {NotFoundError} */
  item(
    id: string | number,
    options?: HackerNewsItemOptions,
    callOptions?: CallOptions,
  ): ResultPromise<HackerNewsThread>;
  /** @throws {NotFoundError} */
  user(username: string, callOptions?: CallOptions): ResultPromise<HackerNewsUser>;
  /** One item as it is at this moment, from Hacker News itself, without what is below it. @throws {NotFoundError} */
  liveItem(id: string | number, callOptions?: CallOptions): ResultPromise<HackerNewsLiveItem>;
}

const shared = {
  name: 'hackernews',
  version,
  defaultPlan: () => 'anonymous',
  parseFailure: parseHackerNewsFailure,
} as const;

const definition: ServiceDefinition = {
  ...shared,
  baseUrl: 'https://hn.algolia.com',
  plans: hackerNewsPlans,
  probe: { operation: probeOperation, input: {} },
};

const liveDefinition: ServiceDefinition = {
  ...shared,
  baseUrl: 'https://hacker-news.firebaseio.com',
  plans: livePlans,
};

const capabilities: SourceCapabilities = {
  kinds: ['social'],
  filters: ['since', 'until', 'kinds'],
  maxPageSize: 100,
  maxResults: 1000,
  freeProbe: true,
  keyRequired: false,
};

/** Threads are deeper than the core's default for JSON. */
const forSearch = ({ liveBaseUrl: _live, ...settings }: HackerNewsSettings) => ({
  ...settings,
  resilience: { maxDepth: threadJsonDepth, ...settings.resilience },
});

function forLive({ liveBaseUrl, baseUrl: _searched, ...settings }: HackerNewsSettings) {
  return { ...settings, ...(liveBaseUrl === undefined ? {} : { baseUrl: liveBaseUrl }) };
}

/**
 * Makes a client of Hacker News: search, threads and users by Algolia, single items by Hacker News itself. Nothing is sent
 * before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createHackerNews(settings: HackerNewsSettings = {}): HackerNewsProvider {
  const client = createServiceClient(definition, forSearch(settings));
  const live = createServiceClient(liveDefinition, forLive(settings));
  const optionsOf = (query: string | HackerNewsSearchOptions): HackerNewsSearchOptions =>
    typeof query === 'string' ? { query } : query;

  const search = (query: string | HackerNewsSearchOptions, callOptions?: CallOptions) =>
    listOf(client, searchOperation, optionsOf(query), callOptions);
  const item = (id: string | number, options: HackerNewsItemOptions = {}, callOptions?: CallOptions) =>
    resultPromise(client.call(itemOperation, { id: String(id) }, callOptions), ({ value }) => toThread(value, options));
  const user = (username: string, callOptions?: CallOptions) =>
    resultPromise(client.call(userOperation, { username }, callOptions), ({ value }) => toUser(value));

  async function searchDocuments(query: SourceQuery, callOptions?: CallOptions): Promise<SourcePage> {
    const { limit, unsupportedFilters } = readSourceQuery(query, capabilities, definition.name);
    const page = readCursor(query.cursor, limit);
    if (query.kinds !== undefined && !query.kinds.includes('social')) {
      return { outcome: 'empty', documents: [], skipped: [], unsupportedFilters, cache: 'miss' };
    }
    const input = toSearchInput({
      query: requiredWords(query.text),
      tags: { any: ['story', 'comment'] },
      numericFilters: toNumericFilters(query),
      page,
      hitsPerPage: limit,
    });
    const found = await fetchPage(client, searchOperation, input, callOptions);
    const { retrievedAt, cache } = found.response;
    const answer = { retrievedAt, offset: page * limit };
    const { documents, skipped } = toDocuments(found.items, found.skipped, answer);
    return {
      outcome: sourceOutcome(documents, skipped),
      documents,
      skipped,
      unsupportedFilters,
      cache,
      ...(found.nextCursor === undefined ? {} : { nextCursor: `${found.nextCursor}x${limit}` }),
    };
  }

  return {
    name: definition.name,
    version,
    capabilities,
    tools: hackerNewsTools({ search, item, user }),
    search,
    searchByDate: (query, callOptions) => listOf(client, searchByDateOperation, optionsOf(query), callOptions),
    searchAll: (query, callOptions) => windowedList(client, optionsOf(query), callOptions),
    item,
    user,
    liveItem: (id, callOptions) =>
      resultPromise(live.call(liveItemOperation, { id: String(id) }, callOptions), ({ value }) => toLiveItem(value)),
    searchDocuments,
    configure(patch) {
      client.configure(patch.resilience === undefined ? withoutLive(patch) : forSearch(patch));
      live.configure(forLive(patch));
    },
    healthCheck: client.healthCheck,
    inspect: client.inspect,
    async dispose() {
      await Promise.all([client.dispose(), live.dispose()]);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([client.dispose(), live.dispose()]);
    },
  };
}

const withoutLive = ({ liveBaseUrl: _live, ...settings }: HackerNewsSettings) => settings;

/** A cursor is the page and its size: pages of another size begin elsewhere. */
function readCursor(cursor: string | undefined, limit: number): number {
  if (cursor === undefined) return 0;
  const [, page, size] = /^(\d{1,3})x(\d{1,3})$/.exec(cursor) ?? [];
  if (page !== undefined && Number(size) === limit) return Number(page);
  throw new InvalidRequestError(
    page === undefined
      ? 'this cursor did not come from a page of Hacker News'
      : `this cursor belongs to pages of ${size} documents, and limit is ${limit}`,
    {
      provider: definition.name,
      operation: 'searchDocuments',
      hint: 'Pass the nextCursor of the page before, unchanged, with the same limit.',
    },
  );
}

/** Ready to use. */
export const hackernews: HackerNewsProvider = /* @__PURE__ */ createHackerNews();
