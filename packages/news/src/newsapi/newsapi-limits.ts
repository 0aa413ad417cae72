import type { LimitPlan } from '@headwater/core';
import type { NewsApiSettings } from '../news-types.ts';

/**
 * NewsAPI publishes no rate but a number of requests a day (https://newsapi.org/pricing, read September 2026), which is
 * counted by the client. A walking pace keeps a loop from spending the day in a minute.
 */
export const newsApiPlans: Readonly<Record<string, LimitPlan>> = {
  developer: { default: { requestsPerSecond: 1, burst: 5, concurrency: 4 } },
  paid: { default: { requestsPerSecond: 10, burst: 10 } },
};

/** What a plan lets its key see. Absent: no bound known. */
export interface NewsApiPlan {
  requestsPerDay?: number;
  /** `page × pageSize` may reach this. */
  maxResults?: number;
  /** Days back that `from` may reach. */
  historyDays?: number;
  /** Hours before an article appears. */
  delayHours?: number;
}

const visible: Readonly<Record<'developer' | 'paid', NewsApiPlan>> = {
  developer: { requestsPerDay: 100, maxResults: 100, historyDays: 30, delayHours: 24 },
  paid: {},
};

export function planOf({ plan, requestsPerDay, resilience }: NewsApiSettings): NewsApiPlan {
  const chosen = visible[plan ?? (resilience?.limits === 'sandbox' ? 'paid' : 'developer')];
  return requestsPerDay === undefined ? chosen : { ...chosen, requestsPerDay };
}
