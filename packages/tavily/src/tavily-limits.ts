import type { LimitPlan } from '@headwater/core';
import type {
  TavilyCrawlOptions,
  TavilyExtractOptions,
  TavilyMapOptions,
  TavilySearchOptions,
} from './tavily-types.ts';

/** Spread over the minute, because Tavily counts by the minute: some may leave at once, all of them stay below it. */
const perMinute = (requests: number) => {
  const burst = Math.max(1, Math.floor(requests / 5));
  return { requestsPerSecond: (requests - burst) / 60, burst };
};

/** The same for all keys: crawls, starts of research, and questions about usage (10 in ten minutes). */
const special = {
  crawl: perMinute(100),
  research: perMinute(20),
  usage: { requestsPerSecond: 5 / 600, burst: 5 },
};

/**
 * Requests per minute of one key: https://docs.tavily.com/documentation/rate-limits (read September 2026). Which kind a key
 * is, Tavily does not say; `development` is what a new one is.
 */
export const tavilyPlans: Readonly<Record<string, LimitPlan>> = {
  development: { default: perMinute(100), ...special },
  production: { default: perMinute(1000), ...special },
};

/** Seconds, as Tavily takes them, with headroom so that its own answer comes first. */
const overheadMs = 5_000;
const searchMs = 20_000;
const extractMs = 30_000;
const crawlMs = 150_000;

const bounded = (timeout: number | undefined, preset: number) =>
  (typeof timeout === 'number' ? timeout * 1000 : preset) + overheadMs;

export const searchAttemptTimeout = ({ fetchTimeout = 0 }: TavilySearchOptions): number =>
  searchMs + (typeof fetchTimeout === 'number' ? fetchTimeout * 1000 : 0);
export const extractAttemptTimeout = ({ timeout }: TavilyExtractOptions): number => bounded(timeout, extractMs);
export const walkAttemptTimeout = ({ timeout }: TavilyCrawlOptions | TavilyMapOptions): number =>
  bounded(timeout, crawlMs);

/** The whole call: room for one more attempt after a failed one. */
export const callTimeout = (attemptMs: number): number => Math.max(30_000, attemptMs * 2);

/** Price of a credit in US dollars, pay as you go: https://docs.tavily.com/documentation/api-credits */
export const creditUsd = 0.008;

export const toUsd = (credits: number | null | undefined): number | undefined =>
  credits == null ? undefined : credits * creditUsd;

const deepCredits = 2;
const pagesPerCredit = 5;
const pagesPerMapCredit = 10;
const defaultLimit = 50;

export const searchCostUsd = ({ searchDepth, autoParameters }: TavilySearchOptions): number =>
  (searchDepth === 'advanced' || autoParameters ? deepCredits : 1) * creditUsd;

export const extractCostUsd = ({ urls, extractDepth }: TavilyExtractOptions & { urls: readonly string[] }): number =>
  Math.ceil(urls.length / pagesPerCredit) * (extractDepth === 'advanced' ? deepCredits : 1) * creditUsd;

export const mapCostUsd = ({ limit = defaultLimit, instructions }: TavilyMapOptions): number =>
  Math.ceil(limit / pagesPerMapCredit) * (instructions === undefined ? 1 : deepCredits) * creditUsd;

/** A map, and the extraction of every page. */
export const crawlCostUsd = (input: TavilyCrawlOptions): number =>
  mapCostUsd(input) +
  Math.ceil((input.limit ?? defaultLimit) / pagesPerCredit) *
    (input.extractDepth === 'advanced' ? deepCredits : 1) *
    creditUsd;
