import type { LimitPlan } from '@headwater/core';

/**
 * 10,000 requests an hour and address: https://hn.algolia.com/api (read September 2026). A tenth of that may leave in a
 * burst, so that the hour never holds more.
 */
export const hackerNewsPlans: Readonly<Record<string, LimitPlan>> = {
  anonymous: { default: { requestsPerSecond: 2.5, burst: 100 } },
};

/** Hacker News itself publishes no limit; this is a pace it has not objected to. */
export const livePlans: Readonly<Record<string, LimitPlan>> = {
  anonymous: { default: { requestsPerSecond: 10, burst: 10 } },
};

/** No search gives more, whatever it says it found. */
export const reachableHits = 1000;
/** Threads nest two levels of JSON for every level of comments. */
export const threadJsonDepth = 400;
