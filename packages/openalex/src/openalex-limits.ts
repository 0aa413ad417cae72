import type { LimitPlan } from '@headwater/core';

/**
 * https://help.openalex.org/api/authentication (read September 2026): more than 100 requests per second are refused,
 * with or without a key. What a key changes is the day's budget, which no pace can keep. Semantic search has a limit of
 * its own: https://help.openalex.org/api/semantic-search.
 */
const published: LimitPlan = {
  default: { requestsPerSecond: 90, burst: 5, concurrency: 16 },
  semantic: { requestsPerSecond: 1 },
};

export const openalexPlans: Readonly<Record<string, LimitPlan>> = { published };

/** Prices in US dollars, https://help.openalex.org/access/pricing. Single entities are free. */
export const prices = { list: 0.0001, search: 0.001, semantic: 0.001, content: 0.01 } as const;

/** A credit, in which the headers count, in US dollars. */
export const creditUsd = 0.0001;

export const largestPage = 100;
export const largestGroupPage = 200;
/** `page * per_page` may reach this and no more. */
export const pageWindow = 10_000;
export const semanticWindow = 50;
/** Most values joined by OR in one attribute. */
export const largestAlternative = 100;
/** The whole address may have 4,094 bytes; some are left for the host and the path. */
export const longestQueryBytes = 3_900;
