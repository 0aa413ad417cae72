import type { LimitPlan } from '@headwater/core';
import type { ExaContentsOptions, ExaSearchOptions } from './exa-types.ts';

/**
 * Requests per second for one team, by endpoint: https://docs.exa.ai/reference/rate-limits (`published`, read September
 * 2026). That page names no limit for agent runs; 5 is what others report, beside 50 runs at a time. Accounts with other
 * limits pass their own as `resilience.limits`.
 */
export const exaPlans: Readonly<Record<string, LimitPlan>> = {
  published: {
    search: { requestsPerSecond: 10 },
    contents: { requestsPerSecond: 100, concurrency: 32 },
    answer: { requestsPerSecond: 10 },
    agent: { requestsPerSecond: 5 },
  },
};

/** Milliseconds for one attempt. Exa names 0.25 s for `instant` up to 40 s for `deep-reasoning`; each gets headroom. */
const attemptTimeouts: Readonly<Record<string, number>> = {
  instant: 5_000,
  fast: 5_000,
  auto: 10_000,
  'deep-lite': 20_000,
  deep: 45_000,
  'deep-reasoning': 90_000,
};

/** Exa's own default for fetching a page, and what it takes around that. */
const livecrawlMs = 10_000;
const overheadMs = 5_000;
const synthesisMs = 5_000;

// These run before the input is checked, so that a wrong one must pass through them to the check that names it.

function contentsTimeout(contents: ExaContentsOptions | undefined): number {
  return (contents?.livecrawlTimeout ?? livecrawlMs) + overheadMs;
}

export function searchAttemptTimeout({
  type = 'auto',
  contents,
  outputSchema,
}: Omit<ExaSearchOptions, 'query'>): number {
  const own = attemptTimeouts[type] ?? 10_000;
  const fetching = contents ? contentsTimeout(contents) : 0;
  return Math.max(own, fetching) + (outputSchema === undefined ? 0 : synthesisMs);
}

export function contentsAttemptTimeout({ contents }: { contents: ExaContentsOptions }): number {
  return contentsTimeout(contents);
}

/** Exa searches, reads and writes before it answers. */
export const answerAttemptTimeoutMs = 30_000;
/** Making a run only queues it. */
export const agentAttemptTimeoutMs = 15_000;

/** The first piece of a stream comes after the search, so it may take as long as the search. */
export const streamFirstItemTimeoutMs = 90_000;

/** The whole call: room for one more attempt after a failed one. */
export const callTimeout = (attemptMs: number): number => Math.max(30_000, attemptMs * 2);

/** Guide prices in US dollars: https://exa.ai/pricing. Used by budgets until Exa says what a call cost. */
const searchUsd = 0.007;
const deepSearchUsd = 0.015;
const pageUsd = 0.001;
export const answerUsd = 0.005;
/** Results that the price of a search includes. */
const includedResults = 10;

const contentKinds = ({ text, highlights, summary }: ExaContentsOptions = {}): number =>
  [text, highlights, summary].filter((asked) => asked !== undefined && asked !== false).length;

export function searchCostUsd({ type, numResults = 10, contents }: Omit<ExaSearchOptions, 'query'>): number {
  const search = type?.startsWith('deep') ? deepSearchUsd : searchUsd;
  const extra = Math.max(0, numResults - includedResults);
  return search + pageUsd * (extra + numResults * contentKinds(contents));
}

export function contentsCostUsd({ urls, contents }: { urls: readonly string[]; contents: ExaContentsOptions }): number {
  return pageUsd * urls.length * Math.max(1, contentKinds(contents));
}
