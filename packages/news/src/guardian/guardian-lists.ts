import {
  type CallOptions,
  type CallResult,
  InvalidRequestError,
  type Operation,
  ResponseInvalidError,
  type ServiceClient,
  type SkippedItem,
} from '@headwater/core';
import { type ResultList, resultList } from '../result-list.ts';
import { providerName } from '../vendor-client.ts';
import { endOfPaging } from './guardian-errors.ts';
import type { WirePage } from './guardian-schemas.ts';
import type { GuardianPage } from './guardian-types.ts';

interface Paged {
  page?: number | undefined;
  pageSize?: number | undefined;
  orderBy?: string | undefined;
}

/** What the service takes when it is not told. */
const defaultPageSize = 10;

export interface GuardianListContext<Input extends Paged, Item> {
  client: ServiceClient;
  operation: Operation<Input, WirePage>;
  input: Input & { limit?: number | undefined };
  read: (list: readonly unknown[], offset: number) => { items: Item[]; skipped: SkippedItem[] };
  callOptions: CallOptions | undefined;
}

/** The list over all pages. The order the first page names is kept, because its default depends on the query. */
export function guardianList<Input extends Paged, Item>(
  context: GuardianListContext<Input, Item>,
): ResultList<Item, GuardianPage<Item>> {
  const { client, operation, read, callOptions } = context;
  const { limit, ...rest } = context.input;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw new InvalidRequestError('limit must be a whole number from 1', {
      provider: providerName,
      operation: operation.name,
      hint: 'Nothing was sent.',
    });
  }
  const asked = rest as unknown as Input;
  const pageSize = limit === undefined ? asked.pageSize : Math.min(limit, asked.pageSize ?? defaultPageSize);
  const first = pageSize === undefined ? asked : { ...asked, pageSize };
  const size = pageSize ?? defaultPageSize;
  let order: string | undefined;

  async function fetchPage(cursor: string | undefined): Promise<GuardianPage<Item>> {
    const number = cursor === undefined ? (asked.page ?? 1) : Number(cursor);
    const pinned = cursor === undefined || order === undefined || !sortable.has(order) ? {} : { orderBy: order };
    let result: CallResult<WirePage>;
    try {
      result = await client.call(
        operation,
        { ...first, ...pinned, ...(number === 1 ? {} : { page: number }) },
        callOptions,
      );
    } catch (error) {
      const end = endOfPaging(error);
      if (end === undefined) throw error;
      const truncated =
        end === 'end' ? {} : { truncated: `the service does not page as far as page ${number}; go on with next()` };
      return { items: [], skipped: [], total: null, pages: null, orderBy: null, userTier: null, ...truncated };
    }
    const { currentPage, pages, total, orderBy, userTier, results } = result.value.response;
    if (currentPage != null && currentPage !== number) {
      throw new ResponseInvalidError(`the service answered page ${currentPage} in place of page ${number}`, {
        provider: providerName,
        operation: operation.name,
        hint: 'The items up to here are complete; report the query to the service.',
      });
    }
    order ??= orderBy ?? undefined;
    const more = results.length > 0 && (pages == null ? results.length >= size : number < pages);
    return {
      ...read(results, (number - 1) * size),
      total: total ?? null,
      pages: pages ?? null,
      orderBy: orderBy ?? null,
      userTier: userTier ?? null,
      response: result.response,
      ...(more ? { nextCursor: String(number + 1) } : {}),
    };
  }
  const options = { provider: providerName, operation: operation.name, signal: callOptions?.signal, maxItems: limit };
  return resultList(fetchPage, options);
}

/** Orders that can be asked for again. */
const sortable = new Set(['newest', 'oldest', 'relevance']);
