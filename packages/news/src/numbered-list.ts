import type { CallOptions, CallResult, Operation, Page, ServiceClient } from '@headwater/core';
import { refusal } from './refusal.ts';
import { type ResultList, resultList } from './result-list.ts';
import { providerName } from './vendor-client.ts';

interface Paged {
  page?: number | undefined;
  pageSize?: number | undefined;
}

/** Which page an answer is: its number from 1, its size, and whether the list begins with it. */
export interface PagePlace {
  number: number;
  size: number;
  begins: boolean;
}

export interface NumberedPages<Input extends Paged, Output, ItemPage> {
  client: ServiceClient;
  operation: Operation<Input, Output>;
  input: Input;
  /** Most items over all pages. */
  limit: number | undefined;
  /** What the service takes when it is not told. */
  defaultPageSize: number;
  callOptions: CallOptions | undefined;
  read(result: CallResult<Output>, place: PagePlace): ItemPage;
  /** The page in place of an error that only says the list is over; `undefined` for a failure. */
  endOf(error: unknown, place: PagePlace): ItemPage | undefined;
  /** What later pages ask beside what the first did. */
  later?: () => Partial<Input>;
}

/** The list over pages that are asked for by number. */
export function numberedList<Input extends Paged, Output, Item, ItemPage extends Page<Item>>(
  pages: NumberedPages<Input, Output, ItemPage>,
): ResultList<Item, ItemPage> {
  const { client, operation, input, limit, defaultPageSize, callOptions } = pages;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw refusal('limit must be a whole number from 1', operation.name);
  }
  const pageSize = limit === undefined ? input.pageSize : Math.min(limit, input.pageSize ?? defaultPageSize);
  const first = pageSize === undefined ? input : { ...input, pageSize };

  async function fetchPage(cursor: string | undefined): Promise<ItemPage> {
    const begins = cursor === undefined;
    const number = begins ? (input.page ?? 1) : Number(cursor);
    const place = { number, size: pageSize ?? defaultPageSize, begins };
    const request = { ...first, ...(begins ? {} : pages.later?.()), ...(number === 1 ? {} : { page: number }) };
    let result: CallResult<Output>;
    try {
      result = await client.call(operation, request, callOptions);
    } catch (error) {
      const end = pages.endOf(error, place);
      if (end === undefined) throw error;
      return end;
    }
    return pages.read(result, place);
  }
  const { name } = operation;
  return resultList(fetchPage, {
    provider: providerName,
    operation: name,
    signal: callOptions?.signal,
    maxItems: limit,
  });
}
