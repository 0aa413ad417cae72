import type { LimitPlan } from '@headwater/core';

/**
 * https://info.arxiv.org/help/api/tou.html (read September 2026): one request every three seconds and one connection at a
 * time, over all machines of a user together. There are no keys, so that all clients of a process share one limit.
 */
export const arxivPlans: Readonly<Record<string, LimitPlan>> = {
  published: { default: { requestsPerSecond: 1 / 3, burst: 1, concurrency: 1 } },
};

/** A query gives no more than this: `start + max_results` must not pass it. */
export const searchWindow = 30_000;
/** Most papers of one answer. */
export const largestSlice = 2000;
/** Ids of one request: more would make the address longer than servers take. */
export const idsPerRequest = 100;

const firstWaitMs = 30_000;
const longestWaitMs = 900_000;

/** How long to leave the service alone after a refusal. Doubles with every refusal in a row. */
export interface BackOff {
  refused(): number;
  answered(): void;
}

/** Since early 2026 refusals come without `Retry-After` and can last for hours; asking again soon prolongs them. */
export function createBackOff(): BackOff {
  let inARow = 0;
  return {
    refused() {
      inARow += 1;
      return Math.min(longestWaitMs, firstWaitMs * 2 ** (inARow - 1));
    },
    answered() {
      inARow = 0;
    },
  };
}
