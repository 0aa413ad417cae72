import {
  type CallOptions,
  type Operation,
  ResponseInvalidError,
  type ServiceClient,
  type SkippedItem,
} from '@headwater/core';
import { numberedList } from '../numbered-list.ts';
import { providerName } from '../vendor-client.ts';
import { endOfPaging } from './guardian-errors.ts';
import type { WirePage } from './guardian-schemas.ts';
import type { GuardianList, GuardianPage } from './guardian-types.ts';

interface Paged {
  page?: number | undefined;
  pageSize?: number | undefined;
  limit?: number | undefined;
  orderBy?: string | undefined;
}

/** Orders that can be asked for again. */
const sortable = new Set(['newest', 'oldest', 'relevance']);

/** The list over all pages. The order the first page names is kept, because its default depends on the query. */
export function guardianList<Input extends Paged, Item>(
  client: ServiceClient,
  operation: Operation<Omit<Input, 'limit'>, WirePage>,
  { limit, ...input }: Input & Paged,
  read: (list: readonly unknown[], offset: number) => { items: Item[]; skipped: SkippedItem[] },
  callOptions: CallOptions | undefined,
): GuardianList<Item> {
  let order: string | undefined;
  return numberedList<Omit<Input, 'limit'>, WirePage, Item, GuardianPage<Item>>({
    client,
    operation,
    input,
    limit,
    defaultPageSize: 10,
    callOptions,
    later: () => (order !== undefined && sortable.has(order) ? { orderBy: order } : {}) as Partial<Input>,
    read({ value, response }, { number, size }) {
      const { currentPage, pages = null, total = null, orderBy = null, userTier = null, results } = value.response;
      if (currentPage != null && currentPage !== number) {
        throw new ResponseInvalidError(`the service answered page ${currentPage} in place of page ${number}`, {
          provider: providerName,
          operation: operation.name,
          hint: 'The items up to here are complete; report the query to the service.',
        });
      }
      order ??= orderBy ?? undefined;
      const more = results.length > 0 && (pages === null ? results.length >= size : number < pages);
      return {
        ...read(results, (number - 1) * size),
        total,
        pages,
        orderBy,
        userTier,
        response,
        ...(more ? { nextCursor: String(number + 1) } : {}),
      };
    },
    endOf(error, { number }) {
      const end = endOfPaging(error);
      if (end === undefined) return undefined;
      const truncated =
        end === 'end' ? {} : { truncated: `the service does not page as far as page ${number}; go on with next()` };
      return { items: [], skipped: [], total: null, pages: null, orderBy: null, userTier: null, ...truncated };
    },
  });
}
