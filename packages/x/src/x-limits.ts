import type { LimitPlan, RateLimit } from '@headwater/core';
import type { XAccess } from './x-types.ts';

const windowSeconds = 900;

/** So many requests in any fifteen minutes: a tenth, or ten where that is less, may leave at once; the rest is spread. */
function perWindow(requests: number): RateLimit {
  const burst = Math.max(10, Math.floor(requests / 10));
  return { burst, requestsPerSecond: (requests - burst) / windowSeconds };
}

/**
 * Requests per fifteen minutes with an app's bearer token (`app`) or a user's token (`user`):
 * https://docs.x.com/x-api/fundamentals/rate-limits (read September 2026). Money is limited apart from these.
 */
export const xPlans: Readonly<Record<string, LimitPlan>> = {
  app: {
    'search-recent': perWindow(450),
    // One request per second besides, so nothing may leave at once.
    'search-all': { requestsPerSecond: 300 / windowSeconds, burst: 1 },
    counts: perWindow(300),
    timelines: { ...perWindow(10_000), burst: 100 },
    mentions: perWindow(450),
    posts: perWindow(3500),
    post: perWindow(450),
    users: perWindow(300),
    rules: perWindow(450),
    'change-rules': perWindow(100),
    usage: perWindow(50),
    connections: perWindow(25),
    default: perWindow(300),
  },
  user: {
    'search-recent': perWindow(300),
    timelines: perWindow(900),
    mentions: perWindow(300),
    posts: perWindow(5000),
    post: perWindow(900),
    users: perWindow(900),
    default: perWindow(300),
  },
};

/** Most ids or names of one look-up. */
export const batchSize = 100;
/** Before the first post there is nothing to search. */
export const archiveStart = '2006-03-21T00:00:00Z';
/** Timelines take no earlier start. */
export const timelineStart = '2010-11-06T00:00:00Z';
export const recentDays = 7;
/** Most characters of one rule of the filtered stream. */
export const ruleLength = 1024;

/** Most characters of a query. */
export function queryLength(archive: 'recent' | 'all', access: XAccess): number {
  if (access === 'enterprise') return 4096;
  return archive === 'recent' ? 512 : 1024;
}
