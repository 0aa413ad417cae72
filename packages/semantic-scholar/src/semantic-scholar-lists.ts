import {
  type CallOptions,
  type CallResult,
  InvalidRequestError,
  type Operation,
  pagedList,
  type ServiceClient,
} from '@headwater/core';
import { isPastTheEnd } from './semantic-scholar-errors.ts';
import type { WireList } from './semantic-scholar-operations.ts';
import type { SemanticScholarList, SemanticScholarPage } from './semantic-scholar-types.ts';

const provider = 'semantic-scholar';

/** What a page request of any list is given beside its own parameters. */
interface Window {
  offset: number;
  limit: number;
}

export interface ListRequest<Input, Wire, Item> {
  operation: Operation<Input & Window, WireList<Wire>>;
  input: Input;
  /** `offset + limit` may reach this and no more. */
  window: number;
  map: (wire: Wire) => Item;
}

export interface ListBounds {
  offset?: number | undefined;
  limit?: number | undefined;
  pageSize?: number | undefined;
}

/** Fetches the page at `offset`. A page refused as past the end ends the list instead of failing it. */
export async function fetchListPage<Input, Wire, Item>(
  client: ServiceClient,
  request: ListRequest<Input, Wire, Item>,
  { offset, limit }: Window,
  callOptions: CallOptions | undefined,
): Promise<SemanticScholarPage<Item>> {
  const { operation, input, window, map } = request;
  let result: CallResult<WireList<Wire>>;
  try {
    result = await client.call(operation, { ...input, offset, limit: Math.min(limit, window - offset) }, callOptions);
  } catch (error) {
    if (offset === 0 || !isPastTheEnd(error)) throw error;
    return { items: [], skipped: [], truncated: `the service refused the page at offset ${offset} as past the end` };
  }
  const { total, next, data } = result.value;
  return {
    items: (data ?? []).map(map),
    skipped: result.skipped,
    response: result.response,
    ...(total == null ? {} : { total }),
    ...endOf(next ?? undefined, offset, window, total ?? undefined),
  };
}

/** Where the list goes on, or why it does not. The next offset is the service's to say: pages can be short. */
function endOf(next: number | undefined, offset: number, window: number, total: number | undefined) {
  if (next === undefined) return {};
  if (!Number.isInteger(next) || next <= offset) {
    return { truncated: `the service names no later page after offset ${offset}` };
  }
  if (next < window) return { nextCursor: String(next) };
  const of = total === undefined ? '' : ` of about ${total}`;
  return { truncated: `the service gives the first ${window}${of} results only` };
}

/** The list over all pages. Bounds are checked at once, everything else with the first page. */
export function listOf<Input, Wire, Item>(
  client: ServiceClient,
  request: ListRequest<Input, Wire, Item>,
  bounds: ListBounds,
  largestPage: number,
  callOptions: CallOptions | undefined,
): SemanticScholarList<Item> {
  const { operation, window } = request;
  const { offset = 0, limit = window, pageSize = 100 } = bounds;
  requireWhole('offset', offset, 0, window - 1, operation.name);
  requireWhole('limit', limit, 1, Number.MAX_SAFE_INTEGER, operation.name);
  requireWhole('pageSize', pageSize, 1, largestPage, operation.name);
  return pagedList(
    (cursor, itemsBefore) =>
      fetchListPage(
        client,
        request,
        {
          offset: cursor === undefined ? offset : Number(cursor),
          limit: Math.min(pageSize, limit - itemsBefore),
        },
        callOptions,
      ),
    { provider, operation: operation.name, signal: callOptions?.signal, maxItems: limit },
  );
}

function requireWhole(name: string, value: unknown, minimum: number, maximum: number, operation: string): void {
  if (Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum) return;
  throw new InvalidRequestError(`${name} must be a whole number from ${minimum} to ${maximum}`, {
    provider,
    operation,
    hint: 'Nothing was sent.',
  });
}
