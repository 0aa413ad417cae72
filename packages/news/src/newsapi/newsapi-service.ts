import type { NewsService } from '../news-service.ts';
import { searchTool } from '../news-tools.ts';
import type { NewsApiSettings } from '../news-types.ts';
import { identity } from '../vendor-client.ts';
import { headlinesTool } from './headlines-tool.ts';
import type { NewsApi } from './newsapi-types.ts';

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

export const newsApiService: NewsService<NewsApiSettings, NewsApi> = {
  backend: 'newsapi',
  operation: 'newsapi.everything',
  definition: (current) => ({
    ...identity,
    baseUrl: 'https://newsapi.org/v2',
    key: { variables: ['NEWS_API_KEY'], required: true, headers: (key) => ({ 'x-api-key': key }) },
    // NewsAPI publishes no rate but a number of requests a day (https://newsapi.org/pricing, read September 2026), which
    // is counted by the client. A walking pace keeps a loop from spending the day in a minute.
    plans: {
      developer: { default: { requestsPerSecond: 1, burst: 5, concurrency: 4 } },
      paid: { default: { requestsPerSecond: 10, burst: 10 } },
    },
    defaultPlan: () => current().plan ?? 'developer',
  }),
  capabilities(settings) {
    const { maxResults } = planOf(settings);
    return {
      kinds: ['news'],
      filters: ['since', 'until', 'includeDomains', 'excludeDomains', 'kinds', 'languages'],
      maxPageSize: 100,
      ...(maxResults === undefined ? {} : { maxResults }),
      freeProbe: false,
      keyRequired: true,
      keyVariable: 'NEWS_API_KEY',
    };
  },
  tools: (search, client) => [
    searchTool(search),
    headlinesTool(async (...given) => (await client()).topHeadlines(...given)),
  ],
};
