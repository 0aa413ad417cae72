import {
  type CallOptions,
  type CallResult,
  InvalidRequestError,
  type Operation,
  pagedList,
  type ServiceClient,
} from '@headwater/core';
import type { PageInput } from './x-inputs.ts';
import { indexIncludes, toMissing, toPost } from './x-join.ts';
import type { WireList, WirePost } from './x-schemas.ts';
import type { XList, XPage, XPost } from './x-types.ts';

export interface ListBounds {
  limit?: number | undefined;
  pageSize?: number | undefined;
  cursor?: string | undefined;
}

export interface ListRequest<Input, Wire, Item> {
  operation: Operation<Input & PageInput, WireList<Wire>>;
  input: Input;
  /** Smallest and largest `max_results` of the endpoint, and what to ask for when no limit is given. */
  sizes: { minimum: number; maximum: number; unlimited: number };
  toItems: (answer: CallResult<WireList<Wire>>) => Item[];
}

export const postsOf = ({ value }: CallResult<WireList<WirePost>>): XPost[] => {
  const included = indexIncludes(value.includes);
  return (value.data ?? []).map((wire) => toPost(wire, included));
};

/** One page. `most` cuts it: X takes no `max_results` below its minimum, so more may come than is wanted. */
export async function fetchPage<Input, Wire, Item>(
  client: ServiceClient,
  { operation, input, toItems }: ListRequest<Input, Wire, Item>,
  page: PageInput,
  most: number,
  callOptions: CallOptions | undefined,
): Promise<XPage<Item>> {
  const result = await client.call(operation, { ...input, ...page }, callOptions);
  const { meta, errors } = result.value;
  return {
    items: toItems(result).slice(0, most),
    skipped: result.skipped,
    missing: toMissing(errors),
    newestId: meta?.newest_id ?? null,
    oldestId: meta?.oldest_id ?? null,
    resultCount: meta?.result_count ?? null,
    response: result.response,
    ...(meta?.next_token ? { nextCursor: meta.next_token } : {}),
  };
}

/** The list over all pages. Bounds are checked at once, everything else with the first page. */
export function listOf<Input, Wire, Item>(
  client: ServiceClient,
  request: ListRequest<Input, Wire, Item>,
  { limit, pageSize, cursor }: ListBounds,
  callOptions: CallOptions | undefined,
): XList<Item> {
  const { operation, sizes } = request;
  requireWhole('limit', limit, 1, Number.MAX_SAFE_INTEGER, operation.name);
  requireWhole('pageSize', pageSize, sizes.minimum, sizes.maximum, operation.name);
  return pagedList<Item, XPage<Item>>(
    (token = cursor, itemsBefore) => {
      const left = (limit ?? Number.POSITIVE_INFINITY) - itemsBefore;
      const wanted = limit === undefined ? sizes.unlimited : left;
      const maxResults = pageSize ?? Math.max(sizes.minimum, Math.min(sizes.maximum, wanted));
      return fetchPage(client, request, { maxResults, token }, left, callOptions);
    },
    { provider: 'x', operation: operation.name, signal: callOptions?.signal, maxItems: limit },
  );
}

export function requireWhole(
  name: string,
  value: number | undefined,
  minimum: number,
  maximum: number,
  operation: string,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)) return;
  throw new InvalidRequestError(`${name} must be a whole number from ${minimum} to ${maximum}`, {
    provider: 'x',
    operation,
    hint: 'Nothing was sent.',
  });
}
