import type { LimitPlan } from '@headwater/core';
import type { BatchInput } from './firecrawl-job-schemas.ts';
import type { FirecrawlSearchOptions } from './firecrawl-search-types.ts';
import type { FirecrawlFormats, FirecrawlScrapeOptions } from './firecrawl-types.ts';

/** Spread over the minute, because Firecrawl counts by the minute: some may leave at once, all of them stay below it. */
function perMinute(requests: number, concurrency?: number) {
  const burst = Math.max(1, Math.floor(requests / 4));
  const sustained = burst === 1 ? requests : requests - burst;
  return { requestsPerSecond: sustained / 60, burst, ...(concurrency === undefined ? {} : { concurrency }) };
}

const plan = (page: number, crawl: number, status: number, browsers: number): LimitPlan => ({
  scrape: perMinute(page, browsers),
  map: perMinute(page, browsers),
  search: perMinute(page, browsers),
  agent: perMinute(page, browsers),
  crawl: perMinute(crawl, browsers),
  status: perMinute(status),
});

/**
 * Requests per minute and browsers at a time for one team: https://docs.firecrawl.dev/rate-limits (read September 2026).
 * Batches count as crawls, extractions as agent runs. Firecrawl does not tell which plan a key has.
 */
export const firecrawlPlans: Readonly<Record<string, LimitPlan>> = {
  free: plan(10, 2, 500, 2),
  hobby: plan(100, 20, 5_000, 5),
  standard: plan(500, 100, 25_000, 50),
  growth: plan(5_000, 1_000, 250_000, 100),
};

/** Firecrawl counts the time in its queue as well, and answers an error itself when it is up. */
const defaultTimeoutMs = 60_000;
const overheadMs = 5_000;

export const attemptTimeout = ({ timeout }: { timeout?: number | undefined }): number =>
  (typeof timeout === 'number' ? timeout : defaultTimeoutMs) + overheadMs;

export const searchAttemptTimeout = ({ timeout, scrapeOptions }: FirecrawlSearchOptions): number =>
  attemptTimeout({ timeout }) + (scrapeOptions === undefined ? 0 : attemptTimeout(scrapeOptions));

/** The whole call: room for one more attempt after a failed one. */
export const callTimeout = (attemptMs: number): number => attemptMs * 2;

/** Guide price of a credit in US dollars, that of the plan Standard: https://www.firecrawl.dev/pricing */
export const creditUsd = 0.00083;

const searchCredits = 2;
const resultsPerSearchPrice = 10;
const jsonCredits = 4;

export const toUsd = (credits: number | null | undefined): number | undefined =>
  credits == null ? undefined : credits * creditUsd;

/** Credits of one page: https://docs.firecrawl.dev/billing. Pages of a PDF come on top, and are not known before. */
export function pageCredits(options: FirecrawlScrapeOptions | undefined): number {
  const formats: FirecrawlFormats = options?.formats ?? [];
  const wantsJson = formats.some((format) => (typeof format === 'string' ? format : format.type) === 'json');
  return 1 + (wantsJson ? jsonCredits : 0);
}

export const scrapeCostUsd = (options: FirecrawlScrapeOptions): number => pageCredits(options) * creditUsd;

export function searchCostUsd({ limit = 10, sources, scrapeOptions }: FirecrawlSearchOptions): number {
  const results = limit * Math.max(1, sources?.length ?? 1);
  const scraping = scrapeOptions === undefined ? 0 : results * pageCredits(scrapeOptions);
  return (Math.ceil(results / resultsPerSearchPrice) * searchCredits + scraping) * creditUsd;
}

export const batchCostUsd = (input: BatchInput): number => input.urls.length * pageCredits(input) * creditUsd;
