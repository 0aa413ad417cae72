import { defineOperation, type Operation, type QueryValue } from '@headwater/core';
import type { Infer, Schema } from '@headwater/core/schema';
import {
  itemInput,
  type SearchInput,
  searchInput,
  searchOutput,
  userInput,
  type WireItem,
  type WireLiveItem,
  type WireSearch,
  wireHit,
  wireItem,
  wireLiveItem,
  wireUser,
} from './hackernews-schemas.ts';

const read = { method: 'GET', safety: 'read', billed: false } as const;
/** For callers who turn the cache on: nothing here changes by the second. */
const cacheTtlMs = 60_000;

const search = (name: 'search' | 'searchByDate', path: string): Operation<SearchInput, WireSearch> =>
  defineOperation({
    ...read,
    name,
    path,
    input: searchInput,
    request: ({
      parameters,
      restrictSearchableAttributes,
      attributesToRetrieve,
      typoTolerance,
      ...input
    }: SearchInput) => ({
      query: {
        ...parameters,
        ...input,
        restrictSearchableAttributes,
        // Without its id a hit is nobody's.
        attributesToRetrieve: attributesToRetrieve && [...new Set(['objectID', '_tags', ...attributesToRetrieve])],
        typoTolerance: typoTolerance === undefined ? undefined : String(typoTolerance),
      } as Record<string, QueryValue>,
    }),
    output: searchOutput,
    items: { at: 'hits', schema: wireHit },
    cacheTtlMs,
  });

/** `GET /search` and `GET /search_by_date` of https://hn.algolia.com/api */
export const searchOperation = search('search', '/api/v1/search');
export const searchByDateOperation = search('searchByDate', '/api/v1/search_by_date');

export const itemOperation: Operation<Infer<typeof itemInput>, WireItem> = defineOperation({
  ...read,
  name: 'item',
  path: '/api/v1/items/{id}',
  attemptTimeoutMs: 20_000,
  input: itemInput,
  request: ({ id }: Infer<typeof itemInput>) => ({ path: `/api/v1/items/${encodeURIComponent(id)}` }),
  output: wireItem,
  cacheTtlMs,
});

export const userOperation = defineOperation({
  ...read,
  name: 'user',
  path: '/api/v1/users/{username}',
  input: userInput,
  request: ({ username }: Infer<typeof userInput>) => ({ path: `/api/v1/users/${encodeURIComponent(username)}` }),
  output: wireUser,
  cacheTtlMs,
});

/** https://github.com/HackerNews/API. An unknown id is answered with 200 and `null`. */
export const liveItemOperation: Operation<Infer<typeof itemInput>, WireLiveItem> = defineOperation({
  ...read,
  name: 'liveItem',
  path: '/v0/item/{id}.json',
  input: itemInput,
  request: ({ id }: Infer<typeof itemInput>) => ({ path: `/v0/item/${encodeURIComponent(id)}.json` }),
  softError: (json) => (json === null ? { code: 'not-found' as const, message: 'there is no such item' } : undefined),
  output: wireLiveItem,
  cacheTtlMs,
});

/** There is no health endpoint. One hit without fields is the lightest request there is. */
export const probeOperation: Operation<Record<string, never>, unknown> = defineOperation({
  ...read,
  name: 'probe',
  path: '/api/v1/search',
  request: () => ({ query: { query: 'health', hitsPerPage: 1 } }),
  output: searchOutput as Schema<unknown>,
});
