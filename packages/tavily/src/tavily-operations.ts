import { defineEventOperation, defineOperation, type EventOperation, type Operation } from '@headwater/core';
import { optional, type Schema, strictObject, string, unknown } from '@headwater/core/schema';
import {
  crawlOutput,
  extractOutput,
  mapOutput,
  researchOutput,
  searchOutput,
  startedOutput,
  usageOutput,
  type WireCrawl,
  type WireEvent,
  type WireExtract,
  type WireMap,
  type WireResearch,
  type WireSearch,
  type WireStarted,
  type WireUsage,
  wireAddress,
  wireEvent,
  wirePage,
  wireResult,
} from './tavily-answers.ts';
import { softFailure } from './tavily-errors.ts';
import {
  callTimeout,
  crawlCostUsd,
  extractAttemptTimeout,
  extractCostUsd,
  mapCostUsd,
  searchAttemptTimeout,
  searchCostUsd,
  toUsd,
  walkAttemptTimeout,
} from './tavily-limits.ts';
import type { TavilyResearchOptions } from './tavily-research-types.ts';
import { crawlInput, type ExtractInput, extractInput, mapInput, researchInput, searchInput } from './tavily-schemas.ts';
import type { TavilyCrawlOptions, TavilyMapOptions, TavilySearchOptions } from './tavily-types.ts';

/** Results and pages change by the hour. For callers who turn the cache on. */
const cacheTtlMs = 300_000;

/** Tavily writes `max_results` where this client writes `maxResults`; what stands inside values is the caller's own. */
export function toWire(options: object): Record<string, unknown> {
  const { extra, ...known } = options as { extra?: Record<string, unknown> };
  const named = Object.entries(known).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return { ...Object.fromEntries(named), ...extra };
}

/** What a call cost is only said when asked for. */
const withUsage = (options: object) => ({ body: toWire({ includeUsage: true, ...options }) });

const credits = ({ usage }: { usage?: { credits: number } | null | undefined }) => toUsd(usage?.credits);

/** https://docs.tavily.com/documentation/api-reference/endpoint/search. A POST that only reads. */
export const searchOperation: Operation<TavilySearchOptions, WireSearch> = defineOperation({
  name: 'search',
  method: 'POST',
  path: '/search',
  safety: 'read',
  billed: true,
  estimatedCostUsd: searchCostUsd,
  attemptTimeoutMs: searchAttemptTimeout,
  timeoutMs: (input: TavilySearchOptions) => callTimeout(searchAttemptTimeout(input)),
  input: searchInput,
  request: ({ minScore: _, ...options }: TavilySearchOptions) => withUsage(options),
  output: searchOutput,
  items: { at: 'results', schema: wireResult },
  softError: softFailure,
  cacheTtlMs,
  cost: credits,
});

/** https://docs.tavily.com/documentation/api-reference/endpoint/extract */
export const extractOperation: Operation<ExtractInput, WireExtract> = defineOperation({
  name: 'extract',
  method: 'POST',
  path: '/extract',
  safety: 'read',
  billed: true,
  estimatedCostUsd: extractCostUsd,
  attemptTimeoutMs: extractAttemptTimeout,
  timeoutMs: (input: ExtractInput) => callTimeout(extractAttemptTimeout(input)),
  input: extractInput,
  request: withUsage,
  output: extractOutput,
  items: { at: 'results', schema: wirePage },
  softError: softFailure,
  cacheTtlMs,
  cost: credits,
});

/** https://docs.tavily.com/documentation/api-reference/endpoint/crawl. Answers when all is done, up to minutes later. */
export const crawlOperation: Operation<TavilyCrawlOptions, WireCrawl> = defineOperation({
  name: 'crawl',
  method: 'POST',
  path: '/crawl',
  safety: 'read',
  billed: true,
  costClass: 'crawl',
  estimatedCostUsd: crawlCostUsd,
  attemptTimeoutMs: walkAttemptTimeout,
  timeoutMs: (input: TavilyCrawlOptions) => callTimeout(walkAttemptTimeout(input)),
  input: crawlInput,
  request: withUsage,
  output: crawlOutput,
  items: { at: 'results', schema: wirePage },
  softError: softFailure,
  cacheTtlMs,
  cost: credits,
});

/** https://docs.tavily.com/documentation/api-reference/endpoint/map */
export const mapOperation: Operation<TavilyMapOptions, WireMap> = defineOperation({
  name: 'map',
  method: 'POST',
  path: '/map',
  safety: 'read',
  billed: true,
  estimatedCostUsd: mapCostUsd,
  attemptTimeoutMs: walkAttemptTimeout,
  timeoutMs: (input: TavilyMapOptions) => callTimeout(walkAttemptTimeout(input)),
  input: mapInput,
  request: withUsage,
  output: mapOutput,
  items: { at: 'results', schema: wireAddress },
  softError: softFailure,
  cacheTtlMs,
  cost: credits,
});

/** Two starts are two reports and two bills, so that one is never sent again unasked. */
const start = {
  method: 'POST',
  path: '/research',
  safety: 'unsafe',
  billed: true,
  costClass: 'research',
  input: researchInput,
  softError: softFailure,
} as const;

/** https://docs.tavily.com/documentation/api-reference/endpoint/research */
export const startResearchOperation: Operation<TavilyResearchOptions, WireStarted> = defineOperation({
  ...start,
  name: 'startResearch',
  attemptTimeoutMs: 30_000,
  timeoutMs: 60_000,
  request: (options: TavilyResearchOptions) => ({ body: toWire(options) }),
  output: startedOutput,
});

/** https://docs.tavily.com/documentation/api-reference/endpoint/research-streaming */
export const streamResearchOperation: EventOperation<TavilyResearchOptions, WireEvent> = defineEventOperation({
  ...start,
  name: 'streamResearch',
  response: 'events',
  format: 'sse',
  request: (options: TavilyResearchOptions) => ({ body: { ...toWire(options), stream: true } }),
  item: wireEvent,
  // The last event says nothing and need not come: by the rules of the format one without data is never given out.
  ignore: ({ type, data }) => type === 'done' || data === '' || data === '[DONE]',
  firstItemTimeoutMs: 60_000,
  idleTimeoutMs: 180_000,
});

export interface GetResearchInput {
  id: string;
}
const getResearchInput: Schema<GetResearchInput> = strictObject({ id: string({ minLength: 1 }) });

/** https://docs.tavily.com/documentation/api-reference/endpoint/research-get */
export const getResearchOperation: Operation<GetResearchInput, WireResearch> = defineOperation({
  name: 'getResearch',
  method: 'GET',
  path: '/research/:id',
  safety: 'read',
  billed: false,
  input: getResearchInput,
  request: ({ id }: GetResearchInput) => ({
    path: `/research/${encodeURIComponent(id)}`,
    query: { include_usage: 'true' },
  }),
  output: researchOutput,
  softError: softFailure,
});

const usage = <Output>(name: string, output: Schema<Output>) =>
  defineOperation<{ projectId?: string | undefined }, Output>({
    name,
    method: 'GET',
    path: '/usage',
    safety: 'read',
    billed: false,
    costClass: 'usage',
    input: strictObject({ projectId: optional(string({ minLength: 1 })) }),
    request: ({ projectId }) => (projectId === undefined ? {} : { headers: { 'x-project-id': projectId } }),
    output,
  });

/** https://docs.tavily.com/documentation/api-reference/endpoint/usage */
export const usageOperation: Operation<{ projectId?: string | undefined }, WireUsage> = usage('getUsage', usageOutput);

/** The same, for health checks: free, and answered only to a key that works. */
export const probeOperation: Operation<{ projectId?: string | undefined }, unknown> = usage('probe', unknown());
