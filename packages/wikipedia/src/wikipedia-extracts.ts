import {
  type CallOptions,
  type Clock,
  checkItems,
  InvalidRequestError,
  type ServiceClient,
  type SkippedItem,
  sharedDeadline,
} from '@headwater/core';
import { introsPerRequest } from './wikipedia-limits.ts';
import { toExtract } from './wikipedia-map.ts';
import { extractsOperation, resolveOperation } from './wikipedia-operations.ts';
import { fetchBatch, textProperties } from './wikipedia-query.ts';
import { wirePage } from './wikipedia-schemas.ts';
import { titleKey } from './wikipedia-titles.ts';
import type { WikipediaExtract, WikipediaExtracts } from './wikipedia-types.ts';

export interface ExtractsRequest {
  client: ServiceClient;
  clock: Clock;
  language: string;
  titles: readonly string[];
  part: 'intro' | 'full';
}

const isMissing = (page: unknown): boolean => {
  const { missing, invalid } = (page ?? {}) as { missing?: unknown; invalid?: unknown };
  return (missing !== undefined && missing !== false) || (invalid !== undefined && invalid !== false);
};

/** Follows what the service calls titles now; a circle ends where it began. */
function finalTitle(title: string, renamed: ReadonlyMap<string, string>): string {
  let current = title;
  for (let step = 0; step <= renamed.size; step += 1) {
    const next = renamed.get(current);
    if (next === undefined) break;
    current = next;
  }
  return current;
}

/** Texts of pages by title. `timeoutMs` bounds all requests together. */
export async function fetchExtracts(
  { client, clock, language, titles, part }: ExtractsRequest,
  callOptions: CallOptions | undefined,
): Promise<WikipediaExtracts> {
  if (!Array.isArray(titles)) {
    throw new InvalidRequestError('titles must be a list', {
      provider: 'wikipedia',
      operation: 'getExtracts',
      hint: 'Nothing was sent.',
    });
  }
  const options = sharedDeadline(callOptions, clock);
  const asked = titles.map((title) => [title, titleKey(title, 'getExtracts').replaceAll('_', ' ')] as const);
  const wanted = [...new Set(asked.map(([, title]) => title))];
  const size = part === 'intro' ? introsPerRequest : 1;
  const extracts = new Map<string, WikipediaExtract>();
  const renamed = new Map<string, string>();
  const skipped: SkippedItem[] = [];
  for (let start = 0; start < wanted.length; start += size) {
    const input = {
      titles: wanted.slice(start, start + size),
      redirects: 1,
      ...textProperties,
      ...(part === 'intro' ? { exintro: 1 } : {}),
    };
    const batch = await fetchBatch(client, extractsOperation, input, options);
    const { items, skipped: malformed } = checkItems(
      batch.pages.filter((page) => !isMissing(page)),
      wirePage,
      (_, index) => start + index,
    );
    for (const page of items) extracts.set(page.title, toExtract(page, language));
    for (const [from, to] of batch.renamed) renamed.set(from, to);
    skipped.push(...malformed);
  }
  const found = new Map(asked.map(([title, sent]) => [title, extracts.get(finalTitle(sent, renamed)) ?? null]));
  return Object.assign(found, { skipped });
}

/** The key a title leads to: `undefined` when there is no such page. */
export async function resolveTitle(
  client: ServiceClient,
  key: string,
  options: CallOptions | undefined,
): Promise<string | undefined> {
  const title = key.replaceAll('_', ' ');
  const { value } = await client.call(resolveOperation, { titles: [title], redirects: 1 }, options);
  const [page] = value.query?.pages ?? [];
  if (page === undefined || isMissing(page)) return undefined;
  const renames = [...(value.query?.normalized ?? []), ...(value.query?.redirects ?? [])];
  const target = finalTitle(title, new Map(renames.map(({ from, to }) => [from, to])));
  const named = (page as { title?: unknown } | null)?.title;
  return titleKey(typeof named === 'string' && named !== '' ? named : target, 'resolveTitle');
}
