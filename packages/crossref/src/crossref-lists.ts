import { type CallOptions, InvalidRequestError, type Operation, pagedList, type ServiceClient } from '@headwater/core';
import { largestPage, largestSample, offsetWindow } from './crossref-limits.ts';
import type { ListInput, WireList } from './crossref-schemas.ts';
import type { CrossrefList, CrossrefListBounds, CrossrefPage } from './crossref-types.ts';

export interface ListRequest<Wire, Item> {
  operation: () => Operation<ListInput, WireList<Wire>>;
  /** Without paging. */
  input: Omit<ListInput, 'rows' | 'offset' | 'cursor'>;
  map: (wire: Wire) => Item;
  /** Whether the list goes on by cursor unless an offset is given. */
  hasCursor: boolean;
  name: string;
}

/** The list over all pages. What cannot be right is refused at once; nothing is sent before the list is read. */
export function walk<Wire, Item>(
  client: () => ServiceClient,
  request: ListRequest<Wire, Item>,
  { offset, limit = Number.MAX_SAFE_INTEGER, pageSize = Math.min(100, limit) }: CrossrefListBounds,
  callOptions: CallOptions | undefined,
): CrossrefList<Item> {
  const { sample } = request.input;
  const problem =
    wholeNumber('limit', limit, 1, Number.MAX_SAFE_INTEGER) ??
    wholeNumber('pageSize', pageSize, 1, largestPage) ??
    (offset === undefined ? undefined : wholeNumber('offset', offset, 0, offsetWindow)) ??
    (sample === undefined ? undefined : wholeNumber('sample', sample, 1, largestSample)) ??
    (sample !== undefined && offset !== undefined ? 'a sample has no offset' : undefined);
  if (problem !== undefined) {
    throw new InvalidRequestError(problem, {
      provider: 'crossref',
      operation: request.name,
      hint: 'Nothing was sent.',
    });
  }
  return pagedList(
    async (cursor, itemsBefore) => {
      const page = await fetchPage(client(), request, { cursor, offset, rows: pageSize }, callOptions);
      return { ...page, items: page.items.slice(0, limit - itemsBefore) };
    },
    { provider: 'crossref', operation: request.name, signal: callOptions?.signal, maxItems: limit },
  );
}

interface Place {
  cursor: string | undefined;
  offset: number | undefined;
  rows: number;
}

export async function fetchPage<Wire, Item>(
  client: ServiceClient,
  request: ListRequest<Wire, Item>,
  place: Place,
  callOptions: CallOptions | undefined,
): Promise<CrossrefPage<Item>> {
  const byCursor = request.hasCursor && place.offset === undefined;
  const offset = byCursor ? 0 : Number(place.cursor ?? place.offset ?? 0);
  const paging =
    request.input.sample !== undefined
      ? {}
      : { rows: place.rows, ...(byCursor ? { cursor: place.cursor ?? '*' } : { offset }) };
  const { value, response } = await client.call(request.operation(), { ...request.input, ...paging }, callOptions);
  const received = value.items.length + value.skipped.length;
  const page = {
    items: value.items.map(request.map),
    skipped: value.skipped,
    total: value.total,
    facets: value.facets,
    response,
  };
  if (request.input.sample !== undefined || received < place.rows) return page;
  if (byCursor) return value.nextCursor === undefined ? page : { ...page, nextCursor: value.nextCursor };
  const next = offset + received;
  if (next >= (value.total ?? Number.POSITIVE_INFINITY)) return page;
  return next <= offsetWindow
    ? { ...page, nextCursor: String(next) }
    : {
        ...page,
        truncated: `Crossref gives the first ${offsetWindow} items by offset; leave it out to walk by cursor`,
      };
}

function wholeNumber(name: string, value: unknown, minimum: number, maximum: number): string | undefined {
  const holds = Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
  return holds ? undefined : `${name} must be a whole number from ${minimum} to ${maximum}`;
}
