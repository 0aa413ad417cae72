import { defineOperation, type Operation } from '@headwater/core';
import { type Infer, unknown } from '@headwater/core/schema';
import {
  callTimeout,
  contentsAttemptTimeout,
  contentsCostUsd,
  searchAttemptTimeout,
  searchCostUsd,
} from './exa-limits.ts';
import {
  type ContentsInput,
  contentsInput,
  contentsOutput,
  searchInput,
  searchOutput,
  wireResult,
} from './exa-schemas.ts';
import type { ExaContentsOptions, ExaSearchOptions } from './exa-types.ts';

export type WireSearch = Infer<typeof searchOutput>;
export type WireContents = Infer<typeof contentsOutput>;

/** Web results and pages change by the hour. For callers who turn the cache on. */
const cacheTtlMs = 300_000;

const cost = ({ costDollars }: WireSearch | WireContents) => costDollars?.total ?? undefined;

/** Exa documents `summary` as an object; `true` is this package's shorthand for an empty one. */
function wireContents({ summary, ...contents }: ExaContentsOptions): Record<string, unknown> {
  if (summary === undefined || summary === false) return contents;
  return { ...contents, summary: summary === true ? {} : summary };
}

/** https://docs.exa.ai/reference/search. A POST that only reads: repeating it is safe, though charged. */
export const searchOperation: Operation<ExaSearchOptions, WireSearch> = defineOperation({
  name: 'search',
  method: 'POST',
  path: '/search',
  safety: 'read',
  billed: true,
  costClass: 'search',
  estimatedCostUsd: searchCostUsd,
  attemptTimeoutMs: searchAttemptTimeout,
  timeoutMs: (input: ExaSearchOptions) => callTimeout(searchAttemptTimeout(input)),
  input: searchInput,
  request: ({ contents, ...options }: ExaSearchOptions) => ({
    body: { ...options, ...(contents === undefined ? {} : { contents: wireContents(contents) }) },
  }),
  output: searchOutput,
  items: { at: 'results', schema: wireResult },
  cacheTtlMs,
  cost,
});

/** https://docs.exa.ai/reference/get-contents. Here the content options stand at the top level. */
export const contentsOperation: Operation<ContentsInput, WireContents> = defineOperation({
  name: 'getContents',
  method: 'POST',
  path: '/contents',
  safety: 'read',
  billed: true,
  costClass: 'contents',
  estimatedCostUsd: contentsCostUsd,
  attemptTimeoutMs: contentsAttemptTimeout,
  timeoutMs: (input: ContentsInput) => callTimeout(contentsAttemptTimeout(input)),
  input: contentsInput,
  request: ({ urls, contents }: ContentsInput) => ({ body: { urls, ...wireContents(contents) } }),
  output: contentsOutput,
  items: { at: 'results', schema: wireResult },
  cacheTtlMs,
  cost,
});

/**
 * Exa has no health endpoint. An empty search is refused after the key was checked and before anything is charged: 400
 * means that service and key are fine.
 */
export const probeOperation: Operation<Record<string, never>, unknown> = defineOperation({
  name: 'probe',
  method: 'POST',
  path: '/search',
  safety: 'read',
  billed: false,
  costClass: 'search',
  request: () => ({ body: {} }),
  output: unknown(),
});
