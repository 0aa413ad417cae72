import { defineOperation, type Operation } from '@headwater/core';
import { array, type Infer, nullable, object, type Schema, unknown } from '@headwater/core/schema';
import { pathSegment } from './paper-ids.ts';
import {
  batchInput,
  batchOutput,
  citationsInput,
  listOutput,
  matchInput,
  paperInput,
  searchInput,
  type WireEdge,
  type WireMatch,
  type WirePaper,
  wireCitation,
  wireMatch,
  wirePaper,
  wireReference,
} from './semantic-scholar-schemas.ts';

export type SearchInput = Infer<typeof searchInput>;
export type PaperInput = Infer<typeof paperInput>;
export type BatchInput = Infer<typeof batchInput>;
export type MatchInput = Infer<typeof matchInput>;
export type CitationsInput = Infer<typeof citationsInput>;
export type WireList<Item> = Infer<ReturnType<typeof listOutput<Item>>>;

const attemptTimeoutMs = 15_000;
export const read = { method: 'GET', safety: 'read', billed: false, attemptTimeoutMs } as const;

/** A hyphenated term matches nothing in the relevance search. */
const withoutHyphens = (query: string): string =>
  query
    .replaceAll(/[-\u2010\u2011]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Naming a field below `authors` makes the service leave the names out. */
export function sentFields(fields: readonly string[]): string[] {
  const names = fields.some((field) => field.startsWith('authors.')) ? ['authors.name'] : [];
  return [...new Set([...fields, ...names])];
}

/** `openAccessPdf` is a flag without a value. */
export function sentFilters<Filters extends { openAccessPdf?: boolean | undefined }>(
  filters: Filters,
): Filters & { openAccessPdf: true | undefined } {
  return { ...filters, openAccessPdf: filters.openAccessPdf === true ? true : undefined };
}

/** The graph changes by the day, and the service sends no cache headers. For callers who turn the cache on. */
export const cacheTtlMs = 3_600_000;

/** `GET /paper/search` of https://api.semanticscholar.org/api-docs/graph */
export const searchOperation: Operation<SearchInput, WireList<WirePaper>> = defineOperation({
  ...read,
  name: 'searchPapers',
  path: '/graph/v1/paper/search',
  input: searchInput,
  request: ({ query, fields, ...filters }: SearchInput) => ({
    query: { query: withoutHyphens(query), fields: sentFields(fields), ...sentFilters(filters) },
  }),
  output: listOutput<WirePaper>(),
  items: { at: 'data', schema: wirePaper },
  cacheTtlMs,
});

export const paperOperation: Operation<PaperInput, WirePaper> = defineOperation({
  ...read,
  name: 'getPaper',
  path: '/graph/v1/paper/{id}',
  input: paperInput,
  request: ({ id, fields }: PaperInput) => ({
    path: `/graph/v1/paper/${pathSegment(id)}`,
    query: { fields: sentFields(fields) },
  }),
  output: wirePaper,
  cacheTtlMs,
});

/** `fields` is a query parameter on POST as well. */
export const batchOperation: Operation<BatchInput, (WirePaper | null)[]> = defineOperation({
  ...read,
  name: 'getPapers',
  method: 'POST',
  path: '/graph/v1/paper/batch',
  input: batchInput,
  request: ({ ids, fields }: BatchInput) => ({
    query: { fields: sentFields(fields) },
    body: { ids: ids.map((id) => id.trim()) },
  }),
  output: batchOutput,
  items: { at: '', schema: nullable(wirePaper), malformed: 'null' },
  cacheTtlMs,
});

export const matchOperation: Operation<MatchInput, WireList<WireMatch>> = defineOperation({
  ...read,
  name: 'matchTitle',
  path: '/graph/v1/paper/search/match',
  input: matchInput,
  request: ({ title, fields, ...filters }: MatchInput) => ({
    query: { query: title, fields: sentFields(fields), ...sentFilters(filters) },
  }),
  output: listOutput<WireMatch>(),
  items: { at: 'data', schema: wireMatch },
  cacheTtlMs,
});

function citationsOperation(name: string, last: string, item: Schema<WireEdge>) {
  return defineOperation<CitationsInput, WireList<WireEdge>>({
    ...read,
    name,
    path: `/graph/v1/paper/{id}/${last}`,
    input: citationsInput,
    request: ({ id, fields, ...query }) => ({
      path: `/graph/v1/paper/${pathSegment(id)}/${last}`,
      query: { fields: sentFields(fields), ...query },
    }),
    output: listOutput<WireEdge>(),
    items: { at: 'data', schema: item },
    cacheTtlMs,
  });
}

export const citationsOperationOf = {
  citingPaper: citationsOperation('getCitations', 'citations', wireCitation),
  citedPaper: citationsOperation('getReferences', 'references', wireReference),
} as const;

/** There is no health endpoint. Completing a title is the lightest request; it is free and takes one request of the pace. */
export const probeOperation: Operation<Record<string, never>, unknown> = defineOperation({
  ...read,
  name: 'probe',
  path: '/graph/v1/paper/autocomplete',
  request: () => ({ query: { query: 'health' } }),
  output: object({ matches: array(unknown()) }) as Schema<unknown>,
});
