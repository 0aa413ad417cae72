import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createFirecrawlEmulator } from '../src/emulator/index.ts';
import { createFirecrawl } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  firecrawl: {
    create: createFirecrawl,
    createEmulator: createFirecrawlEmulator,
    query: { text: 'eels at the weir and water level' },
    malformItem: (answer, index) => {
      answer.data.web[index] = null;
    },
    toolInputs: {
      firecrawl_search_web: { query: 'eels at the weir', limit: 3, readPages: true },
      firecrawl_scrape_page: { url: 'https://riverlab.example/projects/eel-passage' },
      firecrawl_map_site: { url: 'https://riverlab.example/', search: 'eel passage' },
      firecrawl_crawl_site: { url: 'https://riverlab.example/projects', limit: 5 },
    },
  },
};
