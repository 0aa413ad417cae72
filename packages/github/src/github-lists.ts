import {
  type CallOptions,
  type Operation,
  pagedList,
  type QueryValue,
  ResponseInvalidError,
  type ServiceClient,
} from '@headwater/core';
import type { RestSearchInput } from './github-operations.ts';
import { refuse } from './github-query.ts';
import type { RestSearchAnswer } from './github-rest-schemas.ts';
import type { GitHubList, GitHubPage } from './github-types.ts';

/** GitHub gives no more results of one search: https://docs.github.com/en/rest/search/search#about-search */
export const searchWindow = 1000;

/** The query of the link to the next page. Links are followed, not built; only their query is used. */
export function nextLink(headers: Headers): string | undefined {
  for (const link of (headers.get('link') ?? '').split(/,(?=\s*<)/)) {
    const match = /^\s*<([^>]+)>\s*;(?:.*;)?\s*rel="?next"?/.exec(link);
    if (match?.[1] !== undefined && URL.canParse(match[1])) return new URL(match[1]).search.slice(1);
  }
  return undefined;
}

export interface RestSearch<Item> {
  operation: Operation<RestSearchInput, RestSearchAnswer<Item>>;
  query: Readonly<Record<string, QueryValue>>;
  textMatches: boolean;
}

export async function fetchSearchPage<Item>(
  client: Pick<ServiceClient, 'call'>,
  { operation, query, textMatches }: RestSearch<Item>,
  cursor: string | undefined,
  itemsBefore: number,
  callOptions: CallOptions | undefined,
): Promise<GitHubPage<Item>> {
  const asked = cursor === undefined ? query : Object.fromEntries(new URLSearchParams(cursor));
  const { value, skipped, response } = await client.call(operation, { query: asked, textMatches }, callOptions);
  const next = nextLink(response.headers);
  if (next !== undefined && next === cursor) {
    throw new ResponseInvalidError('the link to the next page leads to the same page', {
      provider: 'github',
      operation: operation.name,
    });
  }
  const seen = itemsBefore + value.items.length + skipped.length;
  return {
    items: value.items,
    skipped,
    response,
    totalCount: value.total_count,
    ...(value.incomplete_results ? { incomplete: true as const } : {}),
    ...(next === undefined ? endOf(seen, value.total_count) : { nextCursor: next }),
  };
}

/** Why a list ends before GitHub's own total. */
export function endOf(seen: number, total: number | undefined): { truncated?: string } {
  if (total === undefined || seen >= total || seen < searchWindow) return {};
  return { truncated: `GitHub gives the first ${searchWindow} of ${total} results only` };
}

export function searchList<Item>(
  client: Pick<ServiceClient, 'call'>,
  search: RestSearch<Item>,
  { limit = searchWindow, pageSize = 30 }: { limit?: number | undefined; pageSize?: number | undefined },
  callOptions: CallOptions | undefined,
): GitHubList<Item> {
  const { operation } = search;
  requireWhole(operation.name, 'limit', limit, searchWindow);
  requireWhole(operation.name, 'pageSize', pageSize, 100);
  const query = { ...search.query, per_page: Math.min(pageSize, limit) };
  return pagedList<Item, GitHubPage<Item>>(
    (cursor, before) => fetchSearchPage(client, { ...search, query }, cursor, before, callOptions),
    { provider: 'github', operation: operation.name, signal: callOptions?.signal, maxItems: limit },
  );
}

export function requireWhole(operation: string, name: string, value: unknown, maximum: number): void {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= maximum) return;
  refuse(operation, `${name} must be a whole number from 1 to ${maximum}`);
}
