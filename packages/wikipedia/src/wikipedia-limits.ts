import type { LimitPlan } from '@headwater/core';

/**
 * https://www.mediawiki.org/wiki/Wikimedia_APIs/Rate_limits (read September 2026; new and still changing). Requests per minute
 * and caller: 10 for those who do not say who they are, 200 for those who do, 2,000 with the token of an established editor.
 * Wikimedia asks for at most three requests at a time.
 */
export const wikipediaPlans: Readonly<Record<string, LimitPlan>> = {
  unidentified: { default: { requestsPerSecond: 0.12, burst: 2, concurrency: 1 } },
  identified: { default: { requestsPerSecond: 3, burst: 15, concurrency: 3 } },
  established: { default: { requestsPerSecond: 30, burst: 100, concurrency: 3 } },
};

/** Results of one search that can be reached. */
export const searchWindow = 10_000;
/** Introductions in one answer; https://www.mediawiki.org/wiki/Extension:TextExtracts */
export const introsPerRequest = 20;
/** A 429 without `Retry-After` means at least this long. */
export const leastWaitMs = 5000;
