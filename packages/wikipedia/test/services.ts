import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createWikipediaEmulator } from '../src/emulator/index.ts';
import { createWikipedia, type WikipediaProvider } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  wikipedia: {
    create: (settings) => createWikipedia({ contact: 'tests@headwater.example', ...settings }),
    createEmulator: createWikipediaEmulator,
    query: { text: 'street trees in a heat wave' },
    // Pages come by their ids; the one at a place of the ranking says so in `index`.
    malformItem: (answer, index) => {
      const { pages } = answer.query;
      const place = pages.findIndex((page: { index: number }) => page.index === index + 1);
      pages[place] = { index: index + 1, title: null };
    },
    toolInputs: {
      wikipedia_search_articles: { query: 'street trees and heat', limit: 3 },
      wikipedia_get_article: { title: 'Urban canopy of Norhaven' },
    },
    iterate: (provider: WikipediaProvider, options) =>
      provider.search({ query: 'heat OR trees', pageSize: 2 }, options),
    inherent: ['openAccess', 'languages'],
  },
};
