import type { NewsService } from '../news-service.ts';
import { searchTool } from '../news-tools.ts';
import type { GdeltSettings } from '../news-types.ts';
import { identity } from '../vendor-client.ts';
import { coverageTool } from './coverage-tool.ts';
import type { Gdelt } from './gdelt-types.ts';

export const gdeltService: NewsService<GdeltSettings, Gdelt> = {
  backend: 'gdelt',
  operation: 'gdelt.articles',
  definition: () => ({
    ...identity,
    baseUrl: 'https://api.gdeltproject.org/api/v2/doc',
    // GDELT asks for one request every 5 seconds from one address (its own 429, September 2026); a second more is what
    // keeps from being refused. One request at a time.
    plans: { published: { default: { requestsPerSecond: 1 / 6, concurrency: 1 } } },
    defaultPlan: () => 'published',
  }),
  capabilities: () => ({
    kinds: ['news'],
    filters: ['since', 'until', 'includeDomains', 'excludeDomains', 'kinds', 'languages'],
    maxPageSize: 250,
    maxResults: 250,
    freeProbe: false,
    keyRequired: false,
  }),
  tools: (search, client) => [
    searchTool(search),
    coverageTool(async (...given) => (await client()).timeline(...given)),
  ],
};
