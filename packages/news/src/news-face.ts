import {
  type CallOptions,
  readSourceQuery,
  type ServiceClient,
  type ServiceSettings,
  type SourceFilter,
  type SourcePage,
  type SourceProvider,
  type SourceQuery,
} from '@headwater/core';
import { toSourcePage } from './news-documents.ts';
import type { FetchPage, NewsService } from './news-service.ts';
import type { NewsBackend, NewsList, NewsPage, NewsSearchOptions } from './news-types.ts';
import { plainQuery } from './plain-query.ts';
import { refusal } from './refusal.ts';
import { resultList } from './result-list.ts';
import { identity, providerName } from './vendor-client.ts';

/** One page of a shared search, as a backend is asked for it. */
export interface PageRequest {
  text: string;
  since?: string | undefined;
  until?: string | undefined;
  includeDomains?: readonly string[] | undefined;
  excludeDomains?: readonly string[] | undefined;
  languages?: readonly string[] | undefined;
  newestFirst: boolean;
  size: number;
  page: number;
}

/** What a backend answers; the face adds which filters could not be applied. */
export type BackendPage = Omit<NewsPage, 'backend' | 'nextCursor' | 'unsupportedFilters'> & {
  /** Whether there is a page after this one. */
  more: boolean;
  /** Filters this backend has, but not with this value. */
  unsupportedValues?: SourceFilter[];
};

/** The half that all backends have in common: shared search, documents, and the adapter's methods. */
export interface NewsFace<Settings extends object> extends SourceProvider<Settings> {
  /** Which service is asked. */
  readonly backend: NewsBackend;
  /**
   * Searches in the shape all backends share. Nothing is sent before the list is awaited (first page) or read.
   *
   * @example
   * const { items, removed } = await guardian.searchArticles('street trees');
   * @throws {HeadwaterError} while reading
   */
  searchArticles(query: string | NewsSearchOptions, callOptions?: CallOptions): NewsList;
}

/** The part of a provider that searches. Its capabilities follow the settings. */
export type SharedSearch = Pick<NewsFace<object>, 'backend' | 'capabilities' | 'searchArticles' | 'searchDocuments'>;

/** The shared search of one service. */
export function newsSearch<Settings extends ServiceSettings>(
  { backend, operation, ...service }: NewsService<Settings, never>,
  current: () => Settings,
  fetchPage: FetchPage,
): SharedSearch {
  const capabilities = () => service.capabilities(current());

  async function page(request: PageRequest, unsupported: SourceFilter[], options?: CallOptions): Promise<NewsPage> {
    const text = plainQuery(request.text).join(' ');
    if (text === '') {
      throw refusal('the query holds no word that could be looked for', operation, 'Search for words or "phrases".');
    }
    const { more, unsupportedValues = [], ...found } = await fetchPage({ ...request, text }, options);
    return {
      ...found,
      backend,
      unsupportedFilters: [...unsupported, ...unsupportedValues],
      ...(more ? { nextCursor: `${request.page + 1}-${request.size}` } : {}),
    };
  }

  function searchArticles(query: string | NewsSearchOptions, callOptions?: CallOptions): NewsList {
    const { query: text, sortBy, pageSize, limit, ...filters } = typeof query === 'string' ? { query } : { ...query };
    const size = Math.min(pageSize ?? Math.min(10, capabilities().maxPageSize), limit ?? Number.POSITIVE_INFINITY);
    const given = { text, limit: size, ...filters } as SourceQuery;
    const { unsupportedFilters } = readSourceQuery(given, capabilities(), providerName);
    const request = { text, ...filters, size, newestFirst: sortBy === 'newest' };
    return resultList(
      (cursor) =>
        page(
          { ...request, page: cursor === undefined ? 1 : Number.parseInt(cursor, 10) },
          unsupportedFilters,
          callOptions,
        ),
      { provider: providerName, operation, signal: callOptions?.signal, maxItems: limit },
    );
  }

  async function searchDocuments(query: SourceQuery, callOptions?: CallOptions): Promise<SourcePage> {
    const { limit, unsupportedFilters } = readSourceQuery(query, capabilities(), providerName);
    const { text, since, until, includeDomains, excludeDomains, languages, kinds, cursor } = query;
    const at = readCursor(cursor, limit);
    if (kinds !== undefined && !kinds.includes('news')) {
      return { outcome: 'empty', documents: [], skipped: [], unsupportedFilters, cache: 'miss' };
    }
    const filters = { since, until, includeDomains, excludeDomains, languages };
    const request = { text, ...filters, newestFirst: false, size: limit, page: at };
    return toSourcePage(await page(request, unsupportedFilters, callOptions), operation);
  }

  function readCursor(cursor: string | undefined, size: number): number {
    if (cursor === undefined) return 1;
    const [, number, made] = /^(\d{1,5})-(\d{1,3})$/.exec(cursor) ?? [];
    if (backend !== 'gdelt' && Number(number) > 1 && Number(made) === size) return Number(number);
    const fault =
      backend === 'gdelt' ? 'GDELT has no further pages' : 'this cursor did not come from a page of this size';
    throw refusal(
      `${fault}, so the cursor cannot be used`,
      'searchDocuments',
      'Pass the nextCursor of the page before unchanged, with the same limit.',
    );
  }

  return {
    backend,
    get capabilities() {
      return capabilities();
    },
    searchArticles,
    searchDocuments,
  };
}

/** The half of a service's own client that the adapter contract asks for. */
export function newsFace<Settings extends ServiceSettings, Client>(
  service: NewsService<Settings, Client>,
  { client, current }: { client: ServiceClient; current: () => Settings },
  fetchPage: FetchPage,
  own: () => Client,
): NewsFace<Settings> {
  const { configure, healthCheck, inspect, dispose } = client;
  const search = newsSearch(service, current, fetchPage);
  // Assigned, not spread: a copy of the capabilities would not follow the settings.
  return Object.assign(search, {
    ...identity,
    tools: service.tools(search, own),
    configure,
    healthCheck,
    inspect,
    dispose,
    [Symbol.asyncDispose]: dispose,
  });
}
