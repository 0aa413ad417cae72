import {
  type CallOptions,
  type CallResult,
  InvalidRequestError,
  type Operation,
  pagedList,
  type ResponseInfo,
  type ServiceClient,
} from '@headwater/core';
import type { OpenAlexEntityName } from './openalex-entities.ts';
import { type OpenAlexFilter, writeFilter } from './openalex-filters.ts';
import { largestGroupPage, largestPage, pageWindow, semanticWindow } from './openalex-limits.ts';
import { choose } from './openalex-normalize.ts';
import { operationsOf } from './openalex-operations.ts';
import type { ListInput, WireEntity, WireGroup } from './openalex-schemas.ts';
import type {
  OpenAlexGroup,
  OpenAlexGroupOptions,
  OpenAlexList,
  OpenAlexListOptions,
  OpenAlexNarrowing,
  OpenAlexPage,
} from './openalex-types.ts';

/** The shapes both kinds of list answer in. */
interface WireAnswer {
  meta: { count?: number | null | undefined; next_cursor?: string | null | undefined };
}

interface ListRequest<Wire extends WireAnswer, Item> {
  operation: Operation<ListInput, Wire>;
  /** Without paging. */
  input: Omit<ListInput, 'page' | 'cursor'>;
  items: (answer: Wire) => Item[];
  limit: number;
  /** The first page's number, for lists that go on by number. */
  firstPage: number | undefined;
  /** Results such a list can reach. */
  window: number;
}

export function narrowingInput({ search, searchExact, filter, corpus }: OpenAlexNarrowing) {
  const written = filter === undefined ? '' : writeFilter(filter as OpenAlexFilter | string);
  return {
    ...(search === undefined ? {} : { search }),
    ...(searchExact === undefined ? {} : { 'search.exact': searchExact }),
    ...(written === '' ? {} : { filter: written }),
    ...(corpus === undefined ? {} : { corpus }),
  };
}

/** The list over all pages. What cannot be right is refused at once; nothing is sent before the list is read. */
export function listEntities<Item>(
  client: ServiceClient,
  name: OpenAlexEntityName,
  given: string | OpenAlexListOptions,
  callOptions: CallOptions | undefined,
): OpenAlexList<Item> {
  const options: OpenAlexListOptions = typeof given === 'string' ? { search: given } : given;
  const { searchSemantic, sort, select, sample, seed, page } = options;
  const semantic = searchSemantic !== undefined;
  const operation = operationsOf(name)[semantic ? 'semantic' : 'list'];
  const window = semantic ? semanticWindow : Math.min(pageWindow, sample ?? pageWindow);
  const limit = options.limit ?? Number.MAX_SAFE_INTEGER;
  const pageSize = options.pageSize ?? Math.min(limit, semantic ? semanticWindow : largestPage);
  const problem = problemOf(name, { ...options, limit, pageSize });
  if (problem !== undefined) throw refused(problem, operation.name);
  // Neither samples nor semantic searches have cursors.
  const byNumber = page !== undefined || sample !== undefined || semantic;
  return walk(
    client,
    {
      operation,
      input: {
        ...narrowingInput(options),
        ...(semantic ? { 'search.semantic': searchSemantic } : {}),
        ...(sort === undefined ? {} : { sort: [sort].flat().join(',') }),
        ...(select === undefined ? {} : { select: [...new Set(['id', ...select])] }),
        ...(sample === undefined ? {} : { sample }),
        ...(seed === undefined ? {} : { seed }),
        per_page: pageSize,
      },
      items: ({ results }) => (results as WireEntity[]).map((wire) => choose(name, wire, select) as Item),
      limit,
      firstPage: byNumber ? (page ?? 1) : undefined,
      window,
    },
    callOptions,
  );
}

/** How many entities share each value of an attribute. https://help.openalex.org/api/grouping */
export function listGroups(
  client: ServiceClient,
  name: OpenAlexEntityName,
  attribute: string,
  options: OpenAlexGroupOptions,
  callOptions: CallOptions | undefined,
): OpenAlexList<OpenAlexGroup> {
  const { includeUnknown = false, limit = Number.MAX_SAFE_INTEGER, pageSize = largestGroupPage } = options;
  const operation = operationsOf(name).groups;
  const problem =
    wholeNumber('limit', limit, Number.MAX_SAFE_INTEGER) ?? wholeNumber('pageSize', pageSize, largestGroupPage);
  if (problem !== undefined) throw refused(problem, operation.name);
  return walk(
    client,
    {
      operation,
      input: {
        ...narrowingInput(options),
        group_by: includeUnknown ? `${attribute}:include_unknown` : attribute,
        per_page: pageSize,
      },
      items: ({ group_by: groups }) => (groups as WireGroup[]).map(toGroup),
      limit,
      firstPage: undefined,
      window: Number.MAX_SAFE_INTEGER,
    },
    callOptions,
  );
}

const toGroup = ({ key, key_display_name: label, count }: WireGroup): OpenAlexGroup => ({
  key,
  key_display_name: label ?? null,
  count,
});

function walk<Wire extends WireAnswer, Item>(
  client: ServiceClient,
  request: ListRequest<Wire, Item>,
  callOptions: CallOptions | undefined,
): OpenAlexList<Item> {
  const { operation, limit } = request;
  return pagedList(
    async (cursor, itemsBefore) => {
      const page = await fetchPage(client, request, cursor, callOptions);
      return { ...page, items: page.items.slice(0, limit - itemsBefore) };
    },
    { provider: 'openalex', operation: operation.name, signal: callOptions?.signal, maxItems: limit },
  );
}

async function fetchPage<Wire extends WireAnswer, Item>(
  client: ServiceClient,
  { operation, input, items, firstPage, window }: ListRequest<Wire, Item>,
  cursor: string | undefined,
  callOptions: CallOptions | undefined,
): Promise<OpenAlexPage<Item>> {
  const page = firstPage === undefined ? undefined : Number(cursor ?? firstPage);
  const paging = page === undefined ? { cursor: cursor ?? '*' } : { page };
  const result = await client.call(operation, { ...input, ...paging }, callOptions);
  const found = items(result.value);
  const received = found.length + result.skipped.length;
  const next =
    page === undefined
      ? cursorEnd(result, received)
      : numberEnd(page, input.per_page, received, window, result.value.meta.count ?? undefined);
  return { items: found, skipped: result.skipped, ...pageFacts(result.value, result.response), ...next };
}

export function pageFacts({ meta }: WireAnswer, response: ResponseInfo) {
  const { costUsd } = response;
  return { count: meta.count ?? null, response, ...(costUsd === undefined ? {} : { costUsd }) };
}

/** The last page can be empty, and can carry a cursor. */
function cursorEnd({ value }: CallResult<WireAnswer>, received: number): { nextCursor?: string } {
  const next = value.meta.next_cursor;
  return next == null || received === 0 ? {} : { nextCursor: next };
}

function numberEnd(page: number, size: number, received: number, window: number, count: number | undefined) {
  const reached = page * size;
  if (received < size || reached >= Math.min(window, count ?? Number.MAX_SAFE_INTEGER)) {
    return window < (count ?? 0) && received === size
      ? { truncated: `OpenAlex gives the first ${window} of ${count} results only this way` }
      : {};
  }
  return (page + 1) * size > pageWindow
    ? { truncated: `OpenAlex counts pages up to ${pageWindow} results; leave page out to walk by cursor` }
    : { nextCursor: String(page + 1) };
}

function problemOf(name: OpenAlexEntityName, options: OpenAlexListOptions & { limit: number; pageSize: number }) {
  const { search, searchExact, searchSemantic, sort, sample, seed, page, corpus, limit, pageSize } = options;
  const searches = [search, searchExact, searchSemantic].filter((text) => text !== undefined).length;
  const semantic = searchSemantic !== undefined;
  const sorts = [sort ?? []].flat().join(',');
  if (searches > 1) return 'search, searchExact and searchSemantic cannot stand together';
  if (name !== 'works' && (semantic || corpus !== undefined)) return 'searchSemantic and corpus are for works only';
  if (search !== undefined && /[\p{L}\p{N}][*?]/u.test(search)) return 'search takes no wildcards; searchExact does';
  if (sorts.includes('relevance_score') && searches === 0) return 'relevance_score can only sort a search';
  if (sample !== undefined && (sorts !== '' || page !== undefined)) return 'a sample has neither sort nor page';
  if (sample !== undefined && semantic) return 'a semantic search cannot be sampled';
  if (seed !== undefined && sample === undefined) return 'a seed is for a sample';
  if (sample !== undefined && Math.min(sample, limit) > pageSize && seed === undefined) {
    return 'a sample of several pages needs a seed: without one every page is another sample';
  }
  if (page !== undefined && page * pageSize > pageWindow) {
    return `page times pageSize may reach ${pageWindow}; leave page out to walk by cursor`;
  }
  return (
    wholeNumber('limit', limit, Number.MAX_SAFE_INTEGER) ??
    wholeNumber('pageSize', pageSize, semantic ? semanticWindow : largestPage)
  );
}

function wholeNumber(name: string, value: unknown, maximum: number): string | undefined {
  const holds = Number.isInteger(value) && (value as number) >= 1 && (value as number) <= maximum;
  return holds ? undefined : `${name} must be a whole number from 1 to ${maximum}`;
}

const refused = (problem: string, operation: string): InvalidRequestError =>
  new InvalidRequestError(problem, { provider: 'openalex', operation, hint: 'Nothing was sent.' });
