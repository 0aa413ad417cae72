import type { NewsService } from '../news-service.ts';
import { searchTool } from '../news-tools.ts';
import type { GuardianSettings } from '../news-types.ts';
import { identity } from '../vendor-client.ts';
import { articleTool } from './article-tool.ts';
import type { Guardian } from './guardian-contract.ts';

export const guardianService: NewsService<GuardianSettings, Guardian> = {
  backend: 'guardian',
  operation: 'guardian.search',
  definition: () => ({
    ...identity,
    baseUrl: 'https://content.guardianapis.com',
    key: { variables: ['GUARDIAN_API_KEY'], required: true, headers: (key) => ({ 'api-key': key }) },
    // About one call a second for a developer key: https://open-platform.theguardian.com/access (September 2026).
    plans: {
      developer: { default: { requestsPerSecond: 1, concurrency: 4 } },
      commercial: { default: { requestsPerSecond: 12, burst: 12 } },
    },
    defaultPlan: () => 'developer',
  }),
  capabilities: () => ({
    kinds: ['news'],
    filters: ['since', 'until', 'kinds', 'languages'],
    maxPageSize: 200,
    freeProbe: false,
    keyRequired: true,
    keyVariable: 'GUARDIAN_API_KEY',
  }),
  tools: (search, client) => [searchTool(search), articleTool(async (...given) => (await client()).item(...given))],
};
