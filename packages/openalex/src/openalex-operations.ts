import { defineOperation, type Operation, type QueryValue } from '@headwater/core';
import { object, refine, type Schema, strictObject, string, unknown } from '@headwater/core/schema';
import { type OpenAlexEntityName, pathOf } from './openalex-entities.ts';
import { encodePathId } from './openalex-ids.ts';
import { prices } from './openalex-limits.ts';
import {
  type AutocompleteInput,
  autocompleteInput,
  autocompleteOutput,
  groupOutput,
  type ListInput,
  listInput,
  listOutput,
  rateLimitOutput,
  type SingleInput,
  schemaOf,
  singleInput,
  suggestion,
  type WireEntity,
  type WireGroups,
  type WireList,
  wireGroup,
} from './openalex-schemas.ts';
import type { OpenAlexRateLimit, OpenAlexSuggestion } from './openalex-types.ts';

const attemptTimeoutMs = 15_000;
const read = { method: 'GET', safety: 'read', billed: true, attemptTimeoutMs } as const;

/** The index changes by the day, and answers carry no cache headers. For callers who turn the cache on. */
const cacheTtlMs = 3_600_000;

const titled = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const toQuery = (input: ListInput) => ({ query: input as Readonly<Record<string, QueryValue>> });

function estimate(input: ListInput): number {
  if (input['search.semantic'] !== undefined) return prices.semantic;
  const searches = input.search !== undefined || input['search.exact'] !== undefined;
  return searches || /\.search/.test(input.filter ?? '') ? prices.search : prices.list;
}

interface Operations {
  list: Operation<ListInput, WireList>;
  /** Held to one request per second. */
  semantic: Operation<ListInput, WireList>;
  groups: Operation<ListInput, WireGroups>;
  single: Operation<SingleInput, WireEntity>;
}

function makeOperations(name: OpenAlexEntityName): Operations {
  const path = `/${pathOf(name)}`;
  const { schema } = schemaOf(name);
  const list = {
    ...read,
    path,
    estimatedCostUsd: estimate,
    input: listInput,
    request: toQuery,
    cost: ({ meta }: { meta: { cost_usd?: number | null | undefined } }) => meta.cost_usd ?? undefined,
    cacheTtlMs,
  };
  const results = { at: 'results', schema };
  return {
    list: defineOperation({ ...list, name: `list${titled(name)}`, output: listOutput, items: results }),
    semantic: defineOperation({
      ...list,
      name: `search${titled(name)}ByMeaning`,
      costClass: 'semantic',
      output: listOutput,
      items: results,
    }),
    groups: defineOperation({
      ...list,
      name: `group${titled(name)}`,
      output: groupOutput,
      items: { at: 'group_by', schema: wireGroup },
    }),
    single: defineOperation({
      ...read,
      billed: false,
      name: `get${titled(name)}`,
      path: `${path}/{id}`,
      input: singleInput,
      request: ({ id, select }: SingleInput) => ({ path: `${path}/${encodePathId(id)}`, query: { select } }),
      output: schema,
      cacheTtlMs,
    }),
  };
}

const made = new Map<OpenAlexEntityName, Operations>();

/** The endpoints of one kind of entity: `GET /{entity}` and `GET /{entity}/{id}`. https://help.openalex.org/api */
export function operationsOf(name: OpenAlexEntityName): Operations {
  let found = made.get(name);
  if (found === undefined) {
    found = makeOperations(name);
    made.set(name, found);
  }
  return found;
}

interface Suggestions {
  meta?: { cost_usd?: number | null | undefined } | null | undefined;
  results: OpenAlexSuggestion[];
}

/** https://help.openalex.org/api/autocomplete */
export const autocompleteOperation: Operation<AutocompleteInput, Suggestions> = defineOperation({
  ...read,
  name: 'autocomplete',
  path: '/autocomplete',
  estimatedCostUsd: prices.list,
  input: autocompleteInput,
  request: ({ entity, ...query }: AutocompleteInput) => ({
    path: entity === undefined ? '/autocomplete' : `/autocomplete/${entity}`,
    query,
  }),
  output: autocompleteOutput as Schema<Suggestions>,
  items: { at: 'results', schema: suggestion },
  cost: ({ meta }) => meta?.cost_usd ?? undefined,
  cacheTtlMs,
});

/** https://help.openalex.org/api/authentication#rate-limit-endpoint */
export const rateLimitOperation: Operation<object, { rate_limit: OpenAlexRateLimit }> = defineOperation({
  ...read,
  billed: false,
  name: 'getRateLimit',
  path: '/rate-limit',
  request: () => ({}),
  output: rateLimitOutput as Schema<{ rate_limit: OpenAlexRateLimit }>,
});

const isPdf = (body: unknown): boolean =>
  body instanceof Uint8Array && new TextDecoder('latin1').decode(body.subarray(0, 1024)).includes('%PDF-');

/** `https://content.openalex.org/works/{id}.pdf`: another host, so that it is called by a client of its own. */
export const pdfOperation: Operation<{ id: string }, Uint8Array> = defineOperation({
  ...read,
  name: 'getPdf',
  path: '/works/{id}.pdf',
  response: 'bytes',
  attemptTimeoutMs: 60_000,
  timeoutMs: 120_000,
  estimatedCostUsd: prices.content,
  cost: () => prices.content,
  input: strictObject({ id: string({ pattern: /^W\d+$/ }) }),
  request: ({ id }: { id: string }) => ({ path: `/works/${id}.pdf` }),
  // A page of a gateway must not pass for a paper.
  output: refine(unknown(), isPdf, 'expected a PDF') as Schema<Uint8Array>,
});

/** There is no health endpoint. Single entities are free, and one that is not found shows a working service as well. */
export const probeOperation: Operation<object, unknown> = defineOperation({
  ...read,
  billed: false,
  name: 'probe',
  path: '/works/W2741809807',
  request: () => ({ query: { select: 'id' } }),
  output: object({ id: string() }) as Schema<unknown>,
});
