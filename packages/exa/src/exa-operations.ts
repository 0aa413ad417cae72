import { defineOperation, type Operation } from '@headwater/core';
import { type Infer, unknown } from '@headwater/core/schema';
import {
  answerInput,
  answerOutput,
  contextInput,
  contextOutput,
  findSimilarInput,
  type WireAnswer,
  wireCitation,
} from './exa-answer-schemas.ts';
import type { ExaAnswerOptions, ExaContext, ExaContextOptions, ExaFindSimilarOptions } from './exa-answer-types.ts';
import { parseExaStreamFailure } from './exa-errors.ts';
import {
  answerAttemptTimeoutMs,
  answerUsd,
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
import type { ExaContentsOptions, ExaCost, ExaSearchOptions } from './exa-types.ts';

export type WireSearch = Infer<typeof searchOutput>;
export type WireContents = Infer<typeof contentsOutput>;

/** Web results and pages change by the hour. For callers who turn the cache on. */
const cacheTtlMs = 300_000;

export const cost = ({ costDollars }: { costDollars?: ExaCost | null | undefined }): number | undefined =>
  costDollars?.total ?? undefined;

/** Exa documents `summary` as an object; `true` is this package's shorthand for an empty one. */
function wireContents({ summary, ...contents }: ExaContentsOptions): Record<string, unknown> {
  if (summary === undefined || summary === false) return contents;
  return { ...contents, summary: summary === true ? {} : summary };
}

/** Exa refuses the fields of a beta without its header. */
function betaHeaders(contents: ExaContentsOptions | undefined): { headers?: Record<string, string> } {
  const { highlights } = contents ?? {};
  const isBeta = typeof highlights === 'object' && (highlights.verbosity ?? highlights.dynamic) !== undefined;
  return isBeta ? { headers: { 'exa-beta': 'dynamic-highlights-2026-08-28' } } : {};
}

/** The body and headers of a search or of what is like one. */
export function searchRequest<Options extends { contents?: ExaContentsOptions | undefined }>({
  contents,
  ...options
}: Options): { body: Record<string, unknown>; headers?: Record<string, string> } {
  return {
    body: { ...options, ...(contents === undefined ? {} : { contents: wireContents(contents) }) },
    ...betaHeaders(contents),
  };
}

const searching = {
  method: 'POST',
  safety: 'read',
  billed: true,
  costClass: 'search',
  output: searchOutput,
  items: { at: 'results', schema: wireResult },
  cost,
} as const;

/** https://docs.exa.ai/reference/search. A POST that only reads: repeating it is safe, though charged. */
export const searchOperation: Operation<ExaSearchOptions, WireSearch> = defineOperation({
  ...searching,
  name: 'search',
  path: '/search',
  estimatedCostUsd: searchCostUsd,
  attemptTimeoutMs: searchAttemptTimeout,
  timeoutMs: (input: ExaSearchOptions) => callTimeout(searchAttemptTimeout(input)),
  input: searchInput,
  request: (options: ExaSearchOptions) => searchRequest(options),
  cacheTtlMs,
});

/** https://docs.exa.ai/reference/find-similar-links, deprecated by Exa. */
export const findSimilarOperation: Operation<ExaFindSimilarOptions, WireSearch> = defineOperation({
  ...searching,
  name: 'findSimilar',
  path: '/findSimilar',
  estimatedCostUsd: searchCostUsd,
  attemptTimeoutMs: searchAttemptTimeout,
  timeoutMs: (input: ExaFindSimilarOptions) => callTimeout(searchAttemptTimeout(input)),
  input: findSimilarInput,
  request: (options: ExaFindSimilarOptions) => searchRequest(options),
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
  request: ({ urls, contents }: ContentsInput) => ({
    body: { urls, ...wireContents(contents) },
    ...betaHeaders(contents),
  }),
  output: contentsOutput,
  items: { at: 'results', schema: wireResult },
  cacheTtlMs,
  cost,
});

/** https://docs.exa.ai/reference/answer */
export const answerOperation: Operation<ExaAnswerOptions, WireAnswer> = defineOperation({
  name: 'answer',
  method: 'POST',
  path: '/answer',
  safety: 'read',
  billed: true,
  costClass: 'answer',
  estimatedCostUsd: answerUsd,
  attemptTimeoutMs: answerAttemptTimeoutMs,
  timeoutMs: callTimeout(answerAttemptTimeoutMs),
  input: answerInput,
  request: (options: ExaAnswerOptions) => ({ body: options }),
  softError: parseExaStreamFailure,
  output: answerOutput,
  items: { at: 'citations', schema: wireCitation },
  cacheTtlMs,
  cost,
});

/** https://docs.exa.ai/reference/context ("Exa Code") */
export const contextOperation: Operation<ExaContextOptions, ExaContext> = defineOperation({
  name: 'getContext',
  method: 'POST',
  path: '/context',
  safety: 'read',
  billed: true,
  costClass: 'search',
  estimatedCostUsd: searchCostUsd({}),
  attemptTimeoutMs: answerAttemptTimeoutMs,
  timeoutMs: callTimeout(answerAttemptTimeoutMs),
  input: contextInput,
  request: (options: ExaContextOptions) => ({ body: options }),
  output: contextOutput,
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
