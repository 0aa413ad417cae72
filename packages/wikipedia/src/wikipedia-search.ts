import { type CallOptions, checkItems, InvalidRequestError, pagedList } from '@headwater/core';
import { searchWindow } from './wikipedia-limits.ts';
import { toSearchResult } from './wikipedia-map.ts';
import { type ActionInput, searchOperation } from './wikipedia-operations.ts';
import { wireSearchResult } from './wikipedia-schemas.ts';
import type { WikipediaSearchList, WikipediaSearchOptions, WikipediaSearchPage } from './wikipedia-types.ts';
import type { Wikis } from './wikipedia-wikis.ts';

const whats: readonly unknown[] = [undefined, 'text', 'title', 'nearmatch'];

export function refuse(operation: string, message: string): never {
  throw new InvalidRequestError(message, { provider: 'wikipedia', operation, hint: 'Nothing was sent.' });
}

export function requireWhole(operation: string, name: string, value: unknown, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum) return;
  refuse(operation, `${name} must be a whole number from ${minimum} to ${maximum}`);
}

export function requireText(operation: string, name: string, value: unknown): void {
  if (typeof value !== 'string' || value.trim() === '') refuse(operation, `${name} must be a non-empty text`);
}

/** The search over all pages. What cannot be right is refused at once, everything else comes with the first page. */
export function searchList(
  wikis: Wikis,
  options: WikipediaSearchOptions,
  callOptions: CallOptions | undefined,
): WikipediaSearchList {
  const {
    query,
    language,
    limit = searchWindow,
    pageSize = 50,
    offset = 0,
    what,
    sort,
    namespaces,
    properties,
  } = options;
  requireText('search', 'query', query);
  requireWhole('search', 'limit', limit, 1, Number.MAX_SAFE_INTEGER);
  requireWhole('search', 'pageSize', pageSize, 1, 500);
  requireWhole('search', 'offset', offset, 0, searchWindow - 1);
  if (!whats.includes(what)) refuse('search', 'what must be text, title or nearmatch');
  for (const namespace of namespaces ?? []) requireWhole('search', 'namespaces', namespace, 0, 9999);
  const { client, language: asked } = wikis.of(language, 'search');
  const input: ActionInput = {
    list: 'search',
    srsearch: query,
    srnamespace: namespaces,
    srwhat: what,
    srsort: sort,
    srprop: properties ?? ['size', 'wordcount', 'timestamp', 'snippet'],
  };

  async function fetchPage(cursor: string | undefined, itemsBefore: number): Promise<WikipediaSearchPage> {
    const from = cursor === undefined ? offset : Number(cursor);
    const size = Math.min(pageSize, limit - itemsBefore, searchWindow - from);
    const { value, response } = await client.call(
      searchOperation,
      { ...input, srlimit: size, sroffset: from },
      callOptions,
    );
    const { items, skipped } = checkItems(value.query?.search ?? [], wireSearchResult);
    return {
      items: items.map((item) => toSearchResult(item, asked)),
      skipped,
      total: value.query?.searchinfo?.totalhits ?? null,
      suggestion: value.query?.searchinfo?.suggestion ?? null,
      response,
      ...endOf(value.continue?.sroffset),
    };
  }
  return pagedList(fetchPage, {
    provider: 'wikipedia',
    operation: 'search',
    signal: callOptions?.signal,
    maxItems: limit,
  });
}

/** Where the list goes on is the service's to say; a cursor that comes back is noticed by the list. */
function endOf(next: string | number | undefined): { nextCursor?: string; truncated?: string } {
  const offset = Number(next);
  if (next === undefined || !Number.isInteger(offset) || offset <= 0) return {};
  if (offset < searchWindow) return { nextCursor: String(offset) };
  return { truncated: `Wikipedia gives the first ${searchWindow} results only` };
}
