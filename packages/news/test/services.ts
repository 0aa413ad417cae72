import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createNewsEmulator } from '../src/emulator/index.ts';
import { createNews, type NewsProvider } from '../src/index.ts';

const guardianPath = 'environment/2025/dec/30/street-trees-cool-blocks-in-a-heat-wave-oldharbour-0';
const query = { text: 'street trees' };
const search = { news_search_articles: { query: 'street trees', limit: 3 } };

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  'news (newsapi)': {
    create: (settings) => createNews({ ...settings, backend: 'newsapi' }),
    createEmulator: (options) => createNewsEmulator({ ...options, backend: 'newsapi' }),
    query,
    malformItem: (answer, index) => {
      answer.articles[index] = null;
    },
    toolInputs: { ...search, news_list_headlines: { category: 'science' } },
    iterate: (provider: NewsProvider, options) => provider.search({ query: 'street trees', pageSize: 2 }, options),
  },

  // The suite wants no key in an address. What the default, `query`, keeps out of sight is proven in guardian-key.test.ts.
  'news (guardian)': {
    create: (settings) => createNews({ ...settings, backend: 'guardian', keyIn: 'header' }),
    createEmulator: (options) => createNewsEmulator({ ...options, backend: 'guardian' }),
    query,
    malformItem: (answer, index) => {
      answer.response.results[index] = null;
    },
    toolInputs: {
      ...search,
      news_read_article: { id: guardianPath },
    },
    iterate: (provider: NewsProvider, options) => provider.search({ query: 'street trees', pageSize: 2 }, options),
  },

  'news (gdelt)': {
    create: (settings) => createNews({ ...settings, backend: 'gdelt' }),
    createEmulator: (options) => createNewsEmulator({ ...options, backend: 'gdelt' }),
    query,
    malformItem: (answer, index) => {
      answer.articles[index] = null;
    },
    toolInputs: { ...search, news_measure_coverage: { query: 'street trees' } },
  },
};
