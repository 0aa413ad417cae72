import type { SkippedItem } from '../contract/documents.ts';
import { CancelledError, ResponseInvalidError } from '../errors/kinds.ts';

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** Where the next page begins; absent on the last. */
  nextCursor?: string;
  skipped: SkippedItem[];
  /** Why a list ends before the service's own total, when it does. */
  truncated?: string;
}

/** Items one by one, or page by page. Nothing is requested before it is asked for. */
export interface PagedList<Item, ItemPage extends Page<Item> = Page<Item>> extends AsyncIterable<Item> {
  pages(): AsyncIterableIterator<ItemPage>;
}

export interface PagedListOptions {
  provider: string;
  operation: string;
  /** Ends the iteration between pages as well. */
  signal?: AbortSignal | undefined;
  /** Most items over all pages: no page is requested once they are there. */
  maxItems?: number | undefined;
}

/**
 * Makes a list of a function that fetches one page, given its cursor and how many items came before it. A service that
 * hands out the same cursor twice would be asked for ever; that ends with a `ResponseInvalidError` instead.
 */
export function pagedList<Item, ItemPage extends Page<Item> = Page<Item>>(
  fetchPage: (cursor: string | undefined, itemsBefore: number) => Promise<ItemPage>,
  options: PagedListOptions,
): PagedList<Item, ItemPage> {
  const maxItems = options.maxItems ?? Number.POSITIVE_INFINITY;

  async function* pages(): AsyncIterableIterator<ItemPage> {
    const seen = new Set<string>();
    let cursor: string | undefined;
    let items = 0;
    while (items < maxItems) {
      if (options.signal?.aborted) throw cancelled(options);
      const page = await fetchPage(cursor, items);
      yield page;
      items += page.items.length;
      cursor = page.nextCursor;
      if (cursor === undefined) return;
      if (seen.has(cursor)) {
        throw new ResponseInvalidError('the service repeats a page cursor', {
          provider: options.provider,
          operation: options.operation,
          hint: 'The items up to here are complete; report the query to the service.',
        });
      }
      seen.add(cursor);
    }
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      let left = maxItems;
      for await (const page of pages()) {
        for (const item of page.items) {
          yield item;
          left -= 1;
          if (left <= 0) return;
        }
      }
    },
  };
}

function cancelled({ provider, operation, signal }: PagedListOptions): CancelledError {
  return new CancelledError('cancelled by its caller between two pages', {
    provider,
    operation,
    cause: signal?.reason,
  });
}
