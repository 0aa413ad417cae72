import {
  type CallOptions,
  InvalidRequestError,
  type Operation,
  pagedList,
  ResponseInvalidError,
  type ServiceClient,
} from '@headwater/core';
import { writeNumericFilters, writeTags } from './hackernews-filters.ts';
import { reachableHits } from './hackernews-limits.ts';
import { toHit } from './hackernews-normalize.ts';
import { searchByDateOperation } from './hackernews-operations.ts';
import type { SearchInput, WireSearch } from './hackernews-schemas.ts';
import type { HackerNewsHit, HackerNewsList, HackerNewsPage, HackerNewsSearchOptions } from './hackernews-types.ts';

const provider = 'hackernews';

/** One page, and where the next begins: the service gives the first 1000 hits and no more. */
export async function fetchPage(
  client: ServiceClient,
  operation: Operation<SearchInput, WireSearch>,
  input: SearchInput,
  callOptions: CallOptions | undefined,
): Promise<HackerNewsPage> {
  const { value, skipped, response } = await client.call(operation, input, callOptions);
  const { page, hitsPerPage } = input;
  if (value.page != null && value.page !== page) {
    throw new ResponseInvalidError(`page ${page} was asked for and page ${value.page} came`, {
      provider,
      operation: operation.name,
      hint: 'The hits up to here are complete; report the query to the service.',
    });
  }
  const next = page + 1;
  const hasNext = next < (value.nbPages ?? 0);
  const isReachable = next * hitsPerPage < reachableHits;
  const total = value.nbHits ?? null;
  const isCut = !(hasNext && isReachable) && total !== null && total > reachableHits;
  return {
    items: value.hits.map(toHit),
    skipped,
    total,
    page,
    pages: value.nbPages ?? null,
    response,
    ...(hasNext && isReachable ? { nextCursor: String(next) } : {}),
    ...(isCut ? { truncated: `the service gives the first ${reachableHits} of ${total} hits only` } : {}),
  };
}

/** The options as the wire has them. Throws for tags and filters that cannot be right. */
export function toSearchInput({
  limit: _limit,
  tags,
  numericFilters,
  page = 0,
  hitsPerPage = 20,
  ...options
}: HackerNewsSearchOptions): SearchInput {
  return { ...options, page, hitsPerPage, tags: writeTags(tags), numericFilters: writeNumericFilters(numericFilters) };
}

export function listOf(
  client: ServiceClient,
  operation: Operation<SearchInput, WireSearch>,
  options: HackerNewsSearchOptions,
  callOptions: CallOptions | undefined,
): HackerNewsList {
  const { limit } = options;
  requireLimit(limit, operation.name);
  const fitting = limit === undefined ? 20 : Math.min(100, limit);
  const input = toSearchInput({ hitsPerPage: fitting, ...options });
  return pagedList<HackerNewsHit, HackerNewsPage>(
    async (cursor, itemsBefore) => {
      const asked = cursor === undefined ? input : { ...input, page: Number(cursor) };
      const page = await fetchPage(client, operation, asked, callOptions);
      return limit === undefined ? page : { ...page, items: page.items.slice(0, limit - itemsBefore) };
    },
    { provider, operation: operation.name, signal: callOptions?.signal, maxItems: limit },
  );
}

/**
 * Everything that fits, newest first, past the 1000 hits: when they are through, the search begins anew at the time of the
 * last one. Cursors are the latest time, in epoch seconds, and the page.
 */
export function windowedList(
  client: ServiceClient,
  options: HackerNewsSearchOptions,
  callOptions: CallOptions | undefined,
): HackerNewsList {
  const { limit } = options;
  const operation = { ...searchByDateOperation, name: 'searchAll' };
  requireLimit(limit, operation.name);
  const hitsPerPage = options.hitsPerPage ?? 100;
  // The ids of the window before this one, and of this one: a window begins with the second the last one ended in.
  let before = new Set<string>();
  let current = new Set<string>();
  return pagedList<HackerNewsHit, HackerNewsPage>(
    async (cursor, itemsBefore) => {
      if (cursor === undefined) [before, current] = [new Set(), new Set()];
      const [latest = '', page = '0'] = (cursor ?? '').split('.');
      const until = latest === '' ? undefined : Number(latest);
      const filters = until === undefined ? [] : [`created_at_i<=${until}` as const];
      const input = toSearchInput({
        ...options,
        hitsPerPage,
        page: Number(page),
        numericFilters: [...(options.numericFilters ?? []), ...filters],
      });
      const found = await fetchPage(client, operation, input, callOptions);
      const fresh = found.items.filter(({ id }) => !before.has(id));
      for (const { id } of found.items) current.add(id);
      const { nextCursor, truncated, ...rest } = found;
      const next = nextCursor !== undefined ? `${until ?? ''}.${nextCursor}` : truncated && edgeOf(found.items, until);
      if (next !== undefined && nextCursor === undefined) [before, current] = [current, new Set()];
      return {
        ...rest,
        items: limit === undefined ? fresh : fresh.slice(0, limit - itemsBefore),
        ...(next ? { nextCursor: next } : {}),
      };
    },
    { provider, operation: operation.name, signal: callOptions?.signal, maxItems: limit },
  );
}

/** Where the next window begins. */
function edgeOf(items: readonly HackerNewsHit[], until: number | undefined): string | undefined {
  const last = items.at(-1)?.createdAt;
  if (last == null) return undefined;
  const at = Math.floor(Date.parse(last) / 1000);
  if (until !== undefined && at >= until) {
    throw new ResponseInvalidError(`more than ${reachableHits} hits of one second, which cannot be told apart`, {
      provider,
      operation: 'searchAll',
      hint: 'Narrow the search with tags or another filter.',
    });
  }
  return `${at}.0`;
}

function requireLimit(limit: number | undefined, operation: string): void {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1)) return;
  throw new InvalidRequestError('limit must be a whole number from 1', {
    provider,
    operation,
    hint: 'Nothing was sent.',
  });
}
