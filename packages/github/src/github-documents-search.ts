import {
  type CallOptions,
  InvalidRequestError,
  readSourceQuery,
  type ServiceClient,
  type SkippedItem,
  type SourceCapabilities,
  type SourcePage,
  type SourceQuery,
  sourceOutcome,
} from '@headwater/core';
import type { GraphQLMethods } from '@headwater/graphql';
import { foundBy, SearchRepositoriesDocument, wireRepository } from './github-documents.ts';
import { isQueryTimeout } from './github-errors.ts';
import { fetchSearchPage, searchWindow } from './github-lists.ts';
import { foundByGraphQL, foundByRest, toDocuments, toSearchQuery } from './github-normalize.ts';
import { searchRepositoriesOperation } from './github-operations.ts';

export const capabilities: SourceCapabilities = {
  kinds: ['code'],
  filters: ['since', 'until', 'kinds'],
  // READMEs come along, and GitHub ends a query after ten seconds.
  maxPageSize: 50,
  maxResults: searchWindow,
  freeProbe: true,
  keyRequired: false,
  keyVariable: 'GITHUB_TOKEN',
};

interface Cursor {
  api: 'graphql' | 'rest';
  offset: number;
  at: string;
}

export interface DocumentSearch {
  client: Pick<ServiceClient, 'call'>;
  graphQL: GraphQLMethods;
  hasKey: () => boolean;
}

/** With a token through GraphQL, READMEs included, in one request; without one through REST, descriptions only. */
export async function searchDocuments(
  { client, graphQL, hasKey }: DocumentSearch,
  query: SourceQuery,
  callOptions: CallOptions | undefined,
): Promise<SourcePage> {
  const { limit, unsupportedFilters } = readSourceQuery(query, capabilities, 'github');
  const q = toSearchQuery(query);
  const cursor = readCursor(query.cursor, hasKey() ? 'graphql' : 'rest', q);
  if (query.kinds !== undefined && !query.kinds.includes('code')) {
    return { outcome: 'empty', documents: [], skipped: [], unsupportedFilters, cache: 'miss' };
  }
  const page =
    cursor.api === 'graphql'
      ? await byGraphQL(graphQL, q, limit, cursor, callOptions)
      : await byRest(client, q, limit, cursor, callOptions);
  const { documents, skipped, places, next, isPartial, cache } = page;
  const outcome = isPartial && documents.length > 0 ? 'partial' : sourceOutcome(documents, skipped);
  return {
    outcome,
    documents,
    skipped,
    unsupportedFilters,
    cache,
    ...(next === undefined ? {} : { nextCursor: `${cursor.api}:${cursor.offset + places}:${next}` }),
  };
}

interface Found extends ReturnType<typeof toDocuments> {
  places: number;
  next: string | undefined;
  /** The service itself says that it did not look everywhere, or could not give everything. */
  isPartial: boolean;
  cache: SourcePage['cache'];
}

async function byGraphQL(
  graphQL: GraphQLMethods,
  q: string,
  limit: number,
  { at, offset }: Cursor,
  callOptions: CallOptions | undefined,
): Promise<Found> {
  const variables = { q, first: limit, withReadme: true, ...(at === '' ? {} : { after: at }) };
  const list = graphQL.paginate(SearchRepositoriesDocument, variables, foundBy, {
    ...callOptions,
    pageSizeVariable: 'first',
    pageSize: limit,
    maxItems: limit,
    node: wireRepository,
    shrinkAfter: isQueryTimeout,
  });
  const { value: page } = await list.pages().next();
  const { retrievedAt, requestId, cache } = page.response;
  const retrieval = { operation: 'searchRepositories', retrievedAt, requestId, offset };
  return {
    ...toDocuments(page.items.map(foundByGraphQL), page.skipped, retrieval),
    places: page.items.length + page.skipped.length,
    next: page.nextCursor,
    isPartial: page.errors.length > 0,
    cache,
  };
}

async function byRest(
  client: Pick<ServiceClient, 'call'>,
  q: string,
  limit: number,
  { at, offset }: Cursor,
  callOptions: CallOptions | undefined,
): Promise<Found> {
  const search = { operation: searchRepositoriesOperation, query: { q, per_page: limit }, textMatches: false };
  const page = await fetchSearchPage(client, search, at === '' ? undefined : at, offset, callOptions);
  const { retrievedAt, requestId, cache } = page.response;
  const retrieval = { operation: 'searchRepositories', retrievedAt, requestId, offset };
  const skipped: readonly SkippedItem[] = page.skipped;
  return {
    ...toDocuments(page.items.map(foundByRest), skipped, retrieval),
    places: page.items.length + skipped.length,
    next: page.nextCursor,
    isPartial: page.incomplete === true,
    cache,
  };
}

/** `graphql:20:…` or `rest:20:…`: which half of the API, how many results came before, and where that half goes on. */
function readCursor(cursor: string | undefined, api: Cursor['api'], q: string): Cursor {
  if (cursor === undefined) return { api, offset: 0, at: '' };
  const match = /^(graphql|rest):(\d{1,4}):([\x21-\x7e]{1,2000})$/.exec(cursor);
  const at = match?.[3] ?? '';
  const isOwn = match?.[1] === api && (api === 'graphql' || new URLSearchParams(at).get('q') === q);
  if (isOwn) return { api, offset: Number(match?.[2]), at };
  throw new InvalidRequestError('this cursor did not come from a page of this query', {
    provider: 'github',
    operation: 'searchDocuments',
    hint: 'Pass the nextCursor of the page before, unchanged, with the same query and the same token.',
  });
}
