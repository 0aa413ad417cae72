import { defineOperation, type Operation } from '@headwater/core';
import { type Infer, optional, record, type Schema, strictObject, string, unknown } from '@headwater/core/schema';
import {
  activeCrawlsOutput,
  cancelledOutput,
  creditUsageOutput,
  dataJobOutput,
  jobErrorsOutput,
  mapOutput,
  pageJobOutput,
  previewOutput,
  queueStatusOutput,
  scrapeOutput,
  searchOutput,
  startedOutput,
  type WireDataJob,
  type WirePageJob,
  type WireSearch,
} from './firecrawl-answers.ts';
import { softFailure } from './firecrawl-errors.ts';
import {
  agentInput,
  type BatchInput,
  batchInput,
  type CrawlInput,
  crawlInput,
  extractInput,
  previewInput,
} from './firecrawl-job-schemas.ts';
import type { FirecrawlAgentOptions, FirecrawlExtractOptions } from './firecrawl-job-types.ts';
import {
  attemptTimeout,
  batchCostUsd,
  callTimeout,
  creditUsd,
  pageCredits,
  scrapeCostUsd,
  searchAttemptTimeout,
  searchCostUsd,
  toUsd,
} from './firecrawl-limits.ts';
import { mapInput, scrapeInput, searchInput } from './firecrawl-schemas.ts';
import type { FirecrawlMapOptions, FirecrawlSearchOptions } from './firecrawl-search-types.ts';
import type { FirecrawlScrapeRequest } from './firecrawl-types.ts';

type WireScrape = Infer<typeof scrapeOutput>;
type WireStarted = Infer<typeof startedOutput>;

/** Pages and results change by the hour. For callers who turn the cache on. */
const cacheTtlMs = 300_000;

/** https://docs.firecrawl.dev/api-reference/endpoint/scrape. A POST that only reads: repeating it is safe, though charged. */
export const scrapeOperation: Operation<FirecrawlScrapeRequest, WireScrape> = defineOperation({
  name: 'scrape',
  method: 'POST',
  path: '/scrape',
  safety: 'read',
  billed: true,
  costClass: 'scrape',
  estimatedCostUsd: scrapeCostUsd,
  attemptTimeoutMs: attemptTimeout,
  timeoutMs: (input: FirecrawlScrapeRequest) => callTimeout(attemptTimeout(input)),
  input: scrapeInput,
  request: (body: FirecrawlScrapeRequest) => ({ body }),
  output: scrapeOutput,
  softError: softFailure,
  cacheTtlMs,
  cost: ({ data }: WireScrape) => toUsd(data.metadata?.creditsUsed),
});

/** Clicks and keys may change something at the site, so that a scrape with actions must not be repeated unasked. */
export const actingScrapeOperation: Operation<FirecrawlScrapeRequest, WireScrape> = {
  ...scrapeOperation,
  safety: 'unsafe',
};

/** https://docs.firecrawl.dev/api-reference/endpoint/search */
export const searchOperation: Operation<FirecrawlSearchOptions, WireSearch> = defineOperation({
  name: 'search',
  method: 'POST',
  path: '/search',
  safety: 'read',
  billed: true,
  costClass: 'search',
  estimatedCostUsd: searchCostUsd,
  attemptTimeoutMs: searchAttemptTimeout,
  timeoutMs: (input: FirecrawlSearchOptions) => callTimeout(searchAttemptTimeout(input)),
  input: searchInput,
  request: (body: FirecrawlSearchOptions) => ({ body }),
  output: searchOutput,
  softError: softFailure,
  cacheTtlMs,
  cost: ({ creditsUsed }: WireSearch) => toUsd(creditsUsed),
});

/** https://docs.firecrawl.dev/api-reference/endpoint/map. One credit whatever comes; the answer does not say so. */
export const mapOperation: Operation<FirecrawlMapOptions, Infer<typeof mapOutput>> = defineOperation({
  name: 'map',
  method: 'POST',
  path: '/map',
  safety: 'read',
  billed: true,
  costClass: 'map',
  estimatedCostUsd: creditUsd,
  attemptTimeoutMs: attemptTimeout,
  timeoutMs: (input: FirecrawlMapOptions) => callTimeout(attemptTimeout(input)),
  input: mapInput,
  request: (body: FirecrawlMapOptions) => ({ body }),
  output: mapOutput,
  softError: softFailure,
  cacheTtlMs,
  cost: () => creditUsd,
});

interface StartRule<Input> {
  name: string;
  path: string;
  costClass: string;
  input: NonNullable<Operation<Input, unknown>['input']>;
  estimatedCostUsd?: (input: Input) => number;
}

/** A start is sent at most once: two of them are two jobs and two bills, and nobody vouches for the idempotency key. */
const start = <Input extends { idempotencyKey?: string | undefined } | object>(
  rule: StartRule<Input>,
): Operation<Input, WireStarted> => ({
  ...rule,
  method: 'POST',
  safety: 'unsafe',
  billed: true,
  attemptTimeoutMs: 30_000,
  timeoutMs: 60_000,
  request: (input) => {
    const { idempotencyKey, ...body } = input as { idempotencyKey?: string };
    return { body, ...(idempotencyKey === undefined ? {} : { headers: { 'x-idempotency-key': idempotencyKey } }) };
  },
  output: startedOutput,
  softError: softFailure,
});

export const startCrawlOperation = start<CrawlInput>({
  name: 'startCrawl',
  path: '/crawl',
  costClass: 'crawl',
  input: crawlInput,
  estimatedCostUsd: ({ limit = 0, scrapeOptions }) => limit * pageCredits(scrapeOptions) * creditUsd,
});
export const startBatchOperation = start<BatchInput>({
  name: 'startBatchScrape',
  path: '/batch/scrape',
  costClass: 'crawl',
  input: batchInput,
  estimatedCostUsd: batchCostUsd,
});
export const startExtractOperation = start<FirecrawlExtractOptions>({
  name: 'startExtract',
  path: '/extract',
  costClass: 'agent',
  input: extractInput,
});
export const startAgentOperation = start<FirecrawlAgentOptions>({
  name: 'startAgent',
  path: '/agent',
  costClass: 'agent',
  input: agentInput,
  estimatedCostUsd: ({ maxCredits = 0 }) => maxCredits * creditUsd,
});

/** A job, and the query of the part of its result that is wanted. */
export interface JobInput {
  id: string;
  part?: Readonly<Record<string, string>> | undefined;
}

const jobInput: Schema<JobInput> = strictObject({ id: string({ minLength: 1 }), part: optional(record(string())) });

type Method = 'GET' | 'DELETE';

const ofJob = <Output>(
  name: string,
  method: Method,
  pathOf: (id: string) => string,
  output: Operation<JobInput, Output>['output'],
): Operation<JobInput, Output> => ({
  name,
  method,
  path: pathOf(':id'),
  safety: method === 'GET' ? 'read' : 'idempotent',
  billed: false,
  costClass: 'status',
  input: jobInput,
  request: ({ id, part = {} }) => ({ path: pathOf(encodeURIComponent(id)), query: part }),
  output,
  softError: softFailure,
});

const crawlPath = (id: string) => `/crawl/${id}`;
const batchPath = (id: string) => `/batch/scrape/${id}`;
const errorsOf = (pathOf: (id: string) => string) => (id: string) => `${pathOf(id)}/errors`;

type PageJobOperation = Operation<JobInput, WirePageJob>;
type ErrorsOperation = Operation<JobInput, Infer<typeof jobErrorsOutput>>;
type CancelOperation = Operation<JobInput, Infer<typeof cancelledOutput>>;
type DataJobOperation = Operation<JobInput, WireDataJob>;

export const getCrawlOperation: PageJobOperation = ofJob('getCrawl', 'GET', crawlPath, pageJobOutput);
export const getBatchOperation: PageJobOperation = ofJob('getBatchScrape', 'GET', batchPath, pageJobOutput);
export const crawlErrorsOperation: ErrorsOperation = ofJob(
  'getCrawlErrors',
  'GET',
  errorsOf(crawlPath),
  jobErrorsOutput,
);
export const batchErrorsOperation: ErrorsOperation = ofJob(
  'getBatchScrapeErrors',
  'GET',
  errorsOf(batchPath),
  jobErrorsOutput,
);
export const cancelCrawlOperation: CancelOperation = ofJob('cancelCrawl', 'DELETE', crawlPath, cancelledOutput);
export const cancelBatchOperation: CancelOperation = ofJob('cancelBatchScrape', 'DELETE', batchPath, cancelledOutput);
export const getExtractOperation: DataJobOperation = ofJob(
  'getExtract',
  'GET',
  (id) => `/extract/${id}`,
  dataJobOutput,
);
export const getAgentOperation: DataJobOperation = ofJob('getAgent', 'GET', (id) => `/agent/${id}`, dataJobOutput);
export const cancelAgentOperation: CancelOperation = ofJob(
  'cancelAgent',
  'DELETE',
  (id) => `/agent/${id}`,
  cancelledOutput,
);

const read = <Output>(name: string, path: string, output: Operation<object, Output>['output']) =>
  defineOperation<object, Output>({
    name,
    method: 'GET',
    path,
    safety: 'read',
    billed: false,
    costClass: 'status',
    request: () => ({}),
    output,
    softError: softFailure,
  });

export const activeCrawlsOperation: Operation<object, Infer<typeof activeCrawlsOutput>> = read(
  'listActiveCrawls',
  '/crawl/active',
  activeCrawlsOutput,
);
/** https://docs.firecrawl.dev/api-reference/endpoint/credit-usage */
export const creditUsageOperation: Operation<object, Infer<typeof creditUsageOutput>> = read(
  'getCreditUsage',
  '/team/credit-usage',
  creditUsageOutput,
);
/** The same, for health checks: free, and answered only to a key that works. */
export const probeOperation: Operation<object, unknown> = read('probe', '/team/credit-usage', unknown());
export const queueStatusOperation: Operation<object, Infer<typeof queueStatusOutput>> = read(
  'getQueueStatus',
  '/team/queue-status',
  queueStatusOutput,
);

/** https://docs.firecrawl.dev/api-reference/endpoint/crawl-params-preview */
export const previewOperation: Operation<
  { url: string; prompt: string },
  Infer<typeof previewOutput>
> = defineOperation({
  name: 'previewCrawl',
  method: 'POST',
  path: '/crawl/params-preview',
  safety: 'read',
  billed: false,
  costClass: 'crawl',
  attemptTimeoutMs: 30_000,
  timeoutMs: 60_000,
  input: previewInput,
  request: (body: { url: string; prompt: string }) => ({ body }),
  output: previewOutput,
  softError: softFailure,
});
