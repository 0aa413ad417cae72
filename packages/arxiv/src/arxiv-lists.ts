import { type CallOptions, type CallResult, InvalidRequestError, type Operation, pagedList } from '@headwater/core';
import { formatArxivId, requireArxivId } from './arxiv-ids.ts';
import { idsPerRequest, largestSlice, searchWindow } from './arxiv-limits.ts';
import { type QueryInput, searchAmongOperation, searchOperation } from './arxiv-operations.ts';
import { type ArxivQuery, anywhere } from './arxiv-query.ts';
import type { ArxivFeed, ArxivList, ArxivPage, ArxivSearchOptions } from './arxiv-types.ts';

export type CallFeed = (
  operation: Operation<QueryInput, ArxivFeed>,
  input: QueryInput,
  options: CallOptions | undefined,
) => Promise<CallResult<ArxivFeed>>;

export type FixedInput = Omit<QueryInput, 'start' | 'max_results'>;

const sortOrders: readonly unknown[] = [undefined, 'ascending', 'descending'];
const sortFields: readonly unknown[] = [undefined, 'relevance', 'lastUpdatedDate', 'submittedDate'];

export function refuse(message: string, hint = ''): never {
  throw new InvalidRequestError(message, {
    provider: 'arxiv',
    operation: 'search',
    hint: `Nothing was sent. ${hint}`.trim(),
  });
}

/** @throws {InvalidRequestError} for what the service would refuse, or answer with something else than asked for */
function fixedInput({ query, ids, sortBy, sortOrder }: ArxivSearchOptions): FixedInput {
  const list = ids === undefined ? undefined : [...ids].map((id) => formatArxivId(requireArxivId(id, 'search')));
  if (list !== undefined && list.length > idsPerRequest) {
    refuse(`${list.length} ids are too many for one search`, `Give up to ${idsPerRequest}, or use getPapers.`);
  }
  if (list?.length === 0) refuse('ids is empty', 'Leave it out, or name papers.');
  if (query === undefined && list === undefined) refuse('neither query nor ids is given');
  if (!sortFields.includes(sortBy)) refuse('sortBy must be relevance, lastUpdatedDate or submittedDate');
  if (!sortOrders.includes(sortOrder)) refuse('sortOrder must be ascending or descending');
  const wanted = typeof query === 'string' ? anywhere(query) : query;
  if (wanted !== undefined && typeof wanted?.expression !== 'string') {
    refuse('query is neither a text nor made by a function such as inTitle or rawQuery');
  }
  return {
    ...(wanted === undefined ? {} : { search_query: outermost(wanted) }),
    ...(list === undefined ? {} : { id_list: list }),
    sortBy,
    sortOrder,
  };
}

/** The brackets around a whole query say nothing. */
function outermost({ expression, raw }: ArxivQuery): string {
  return !raw && /^\([^()"]*\)$/.test(expression) ? expression.slice(1, -1) : expression;
}

/** Fetches the page at `start`. */
export async function fetchPage(
  call: CallFeed,
  fixed: FixedInput,
  { start, size }: { start: number; size: number },
  options: CallOptions | undefined,
): Promise<ArxivPage> {
  const operation = fixed.id_list === undefined ? searchOperation : searchAmongOperation;
  const input = { ...fixed, start, max_results: Math.min(size, searchWindow - start) };
  const { value, response } = await call(operation, input, options);
  const { papers, skipped, total, title } = value;
  const received = papers.length + skipped.length;
  return {
    items: papers,
    skipped,
    total,
    start,
    echo: title,
    response,
    ...endOf(start + received, received, total),
  };
}

/** Large pages can come short: the next one begins where this one ended. */
function endOf(next: number, received: number, total: number): { nextCursor?: string; truncated?: string } {
  if (next >= total || received === 0) return {};
  if (next < searchWindow) return { nextCursor: String(next) };
  return { truncated: `arXiv gives the first ${searchWindow} of ${total} papers only` };
}

/** The search over all pages. What cannot be right is refused at once, everything else comes with the first page. */
export function searchList(
  call: CallFeed,
  options: ArxivSearchOptions,
  callOptions: CallOptions | undefined,
): ArxivList {
  const { start = 0, limit = searchWindow, pageSize = 100 } = options;
  requireWhole('start', start, 0, searchWindow - 1);
  requireWhole('limit', limit, 1, Number.MAX_SAFE_INTEGER);
  requireWhole('pageSize', pageSize, 1, largestSlice);
  const fixed = fixedInput(options);
  return pagedList(
    (cursor, itemsBefore) => {
      const from = cursor === undefined ? start : Number(cursor);
      return fetchPage(call, fixed, { start: from, size: Math.min(pageSize, limit - itemsBefore) }, callOptions);
    },
    { provider: 'arxiv', operation: 'search', signal: callOptions?.signal, maxItems: limit },
  );
}

function requireWhole(name: string, value: unknown, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum) return;
  refuse(`${name} must be a whole number from ${minimum} to ${maximum}`);
}
