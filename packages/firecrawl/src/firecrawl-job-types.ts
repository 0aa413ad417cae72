import type { CallOptions, SkippedItem } from '@headwater/core';
import type {
  FirecrawlDocument,
  FirecrawlFormats,
  FirecrawlPageFailure,
  FirecrawlScrapeOptions,
  Open,
} from './firecrawl-types.ts';

export interface FirecrawlWebhook {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly events?: readonly Open<'started' | 'page' | 'completed' | 'failed'>[];
}

/** https://docs.firecrawl.dev/api-reference/endpoint/crawl-post */
export interface FirecrawlCrawlOptions<Formats extends FirecrawlFormats = FirecrawlFormats> {
  url: string;
  /** Options in words; those given win. */
  prompt?: string | undefined;
  /** Regular expressions, matched against the path. */
  includePaths?: readonly string[] | undefined;
  /** Regular expressions, matched against the path. */
  excludePaths?: readonly string[] | undefined;
  /** Matches them against the whole address. @default false */
  regexOnFullURL?: boolean | undefined;
  /** Links away from the start. */
  maxDiscoveryDepth?: number | undefined;
  /** @default 'include' */
  sitemap?: 'skip' | 'include' | 'only' | undefined;
  /** @default false */
  ignoreQueryParameters?: boolean | undefined;
  /** Most pages. Firecrawl's own default is 10000, and it wants credit for all of them at once. @default 100 */
  limit?: number | undefined;
  /** Also follows links to siblings and parents of the start. @default false */
  crawlEntireDomain?: boolean | undefined;
  /** @default false */
  allowExternalLinks?: boolean | undefined;
  /** @default false */
  allowSubdomains?: boolean | undefined;
  /** For enterprise accounts. @default false */
  ignoreRobotsTxt?: boolean | undefined;
  /** Seconds between two pages, one at a time. */
  delay?: number | undefined;
  maxConcurrency?: number | undefined;
  webhook?: string | FirecrawlWebhook | undefined;
  scrapeOptions?: FirecrawlScrapeOptions<Formats> | undefined;
  /** @default false */
  zeroDataRetention?: boolean | undefined;
  /** Sent as the header `x-idempotency-key`. */
  idempotencyKey?: string | undefined;
}

/** https://docs.firecrawl.dev/api-reference/endpoint/batch-scrape */
export interface FirecrawlBatchOptions<Formats extends FirecrawlFormats = FirecrawlFormats>
  extends FirecrawlScrapeOptions<Formats> {
  webhook?: string | FirecrawlWebhook | undefined;
  maxConcurrency?: number | undefined;
  /** Leaves out addresses that are none and names them. @default true */
  ignoreInvalidURLs?: boolean | undefined;
  /** Adds to a batch that was started before. */
  appendToId?: string | undefined;
  /** @default false */
  zeroDataRetention?: boolean | undefined;
  /** Sent as the header `x-idempotency-key`. */
  idempotencyKey?: string | undefined;
}

export interface FirecrawlStartedJob {
  id: string;
  url?: string | null;
  /** Addresses that a batch left out. */
  invalidURLs?: string[] | null;
}

export type FirecrawlJobStatus = Open<'scraping' | 'completed' | 'failed' | 'cancelled'>;

/** A crawl or a batch: how far it is, and its pages so far. Also a failed or cancelled one keeps its pages. */
export interface FirecrawlPageJob<Formats extends FirecrawlFormats = FirecrawlFormats> {
  id: string;
  status: FirecrawlJobStatus;
  total: number;
  completed: number;
  creditsUsed?: number | null;
  /** By the guide price of a credit. */
  costUsd?: number;
  /** When Firecrawl forgets the result, ISO 8601. */
  expiresAt?: string | null;
  createdAt?: string | null;
  completedAt?: string | null;
  /** Seconds. */
  duration?: number | null;
  error?: string | null;
  /** Where the next part of the result is; for `getCrawl` and `getBatchScrape`. */
  next?: string;
  /** The pages that came. */
  data: FirecrawlDocument<Formats>[];
  /** The pages that did not, though Firecrawl counts them: a 404, say. */
  failed: FirecrawlPageFailure[];
  /** Pages that were malformed, by their place in the result. */
  skipped: SkippedItem[];
  /** Addresses that a batch left out. */
  invalidURLs?: string[];
}

export interface FirecrawlGetJobOptions<Formats extends FirecrawlFormats = FirecrawlFormats> {
  /** The formats the job was started with, for the types. */
  formats?: Formats | undefined;
  /** `next` of the part before. */
  next?: string | undefined;
}

/** `timeoutMs` and `deadline` bound all of it: start, waiting and pages. */
export interface FirecrawlWaitOptions extends CallOptions {
  /** Time before the first look at the job, in milliseconds. Grows by half each time. @default 2000 */
  pollIntervalMs?: number;
  /** @default 15000 */
  maxPollIntervalMs?: number;
  /**
   * Leaves the job running when the call is cancelled or runs out of time. Otherwise Firecrawl is told to cancel it.
   * @default false
   */
  keepRunning?: boolean;
  onProgress?: (progress: { id: string; status: string; completed?: number; total?: number }) => void;
}

export interface FirecrawlJobErrors {
  errors: { id: string; timestamp: string | null; url: string; code?: string | null; error: string }[];
  /** Addresses that robots.txt forbids. */
  robotsBlocked: string[];
}

export interface FirecrawlActiveCrawl {
  id: string;
  url: string;
  teamId?: string | null;
  options?: Record<string, unknown> | null;
}

/** https://docs.firecrawl.dev/api-reference/endpoint/extract */
export interface FirecrawlExtractOptions {
  /** Addresses; one that ends in `/*` stands for all below it. */
  urls?: readonly string[] | undefined;
  prompt?: string | undefined;
  /** JSON Schema. */
  schema?: Readonly<Record<string, unknown>> | undefined;
  systemPrompt?: string | undefined;
  /** @default false */
  allowExternalLinks?: boolean | undefined;
  /** @default false */
  enableWebSearch?: boolean | undefined;
  /** @default false */
  showSources?: boolean | undefined;
  scrapeOptions?: FirecrawlScrapeOptions | undefined;
  /** @default true */
  ignoreInvalidURLs?: boolean | undefined;
  webhook?: string | FirecrawlWebhook | undefined;
}

/** https://docs.firecrawl.dev/api-reference/endpoint/agent */
export interface FirecrawlAgentOptions {
  prompt: string;
  urls?: readonly string[] | undefined;
  /** JSON Schema. */
  schema?: Readonly<Record<string, unknown>> | undefined;
  /** Most credits the run may use. */
  maxCredits?: number | undefined;
  /** @default false */
  strictConstrainToURLs?: boolean | undefined;
  model?: Open<'spark-1-mini' | 'spark-1-pro' | 'spark-2'> | undefined;
  webhook?: string | FirecrawlWebhook | undefined;
}

/** An extraction or an agent's run. `data` is whatever the schema or prompt asked for. */
export interface FirecrawlDataJob {
  id: string;
  status: Open<'processing' | 'completed' | 'failed' | 'cancelled'>;
  data?: unknown;
  sources?: Record<string, unknown> | null;
  error?: string | null;
  warning?: string | null;
  model?: string | null;
  expiresAt?: string | null;
  creditsUsed?: number | null;
  /** By the guide price of a credit. */
  costUsd?: number;
}
