import type { LimitPlan } from '@headwater/core';

/** An hourly allowance as a steady rate with a small burst: both together stay below it. */
const hourly = (requests: number, burst: number, concurrency = 16) => ({
  requestsPerSecond: (requests - burst) / 3600,
  burst,
  concurrency,
});

/** Search is per minute and, as GitHub asks, one request at a time. */
const search = (perMinute: number) => ({ requestsPerSecond: perMinute / 60, burst: 1, concurrency: 1 });

/**
 * Limits of GitHub, each in its own bucket: REST (`default`), REST search, code search, and GraphQL in points. Read
 * September 2026:
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 * https://docs.github.com/en/rest/search/search#rate-limit
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 * The bursts keep below the secondary limits: 900 points a minute for REST, 2,000 for GraphQL, 100 requests at a time.
 */
export const gitHubPlans: Readonly<Record<string, LimitPlan>> = {
  /** No token: 60 requests an hour for each address. GraphQL and code search need a token. */
  anonymous: { default: hourly(60, 10, 4), search: search(10), code_search: search(9), graphql: hourly(60, 1, 1) },
  /** Personal and fine-grained tokens, OAuth, and installations of Apps (which can have more). */
  token: { default: hourly(5000, 100), search: search(30), code_search: search(9), graphql: hourly(5000, 100) },
  /** Tokens and Apps of an Enterprise Cloud organization. */
  enterprise: {
    default: hourly(15_000, 200),
    search: search(30),
    code_search: search(9),
    graphql: hourly(10_000, 150),
  },
  /** `GITHUB_TOKEN` of GitHub Actions: per repository. */
  actions: { default: hourly(1000, 50), search: search(30), code_search: search(9), graphql: hourly(1000, 50) },
};
