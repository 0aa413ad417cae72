import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createTavilyEmulator } from '../src/emulator/index.ts';
import { createTavily } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  tavily: {
    create: createTavily,
    createEmulator: createTavilyEmulator,
    query: { text: 'wild bees in apple blossom' },
    malformItem: (answer, index) => {
      answer.results[index] = null;
    },
    toolInputs: {
      tavily_search_web: { query: 'wild bees in apple blossom', maxResults: 3 },
      tavily_extract_pages: { urls: ['https://oldorchard.example/bees'] },
      tavily_map_site: { url: 'https://oldorchard.example/' },
      tavily_crawl_site: { url: 'https://oldorchard.example/', limit: 3 },
    },
  },
};
