import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createOpenAlexEmulator } from '../src/emulator/index.ts';
import { createOpenAlex, type OpenAlexProvider } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  openalex: {
    create: createOpenAlex,
    createEmulator: createOpenAlexEmulator,
    query: { text: 'street trees in a heat wave' },
    malformItem: (answer, index) => {
      answer.results[index] = null;
    },
    toolInputs: {
      openalex_search_works: { query: 'street trees heat', limit: 3 },
      openalex_get_work: { workId: '10.5555/headwater.001' },
      openalex_list_citing_works: { workId: '10.5555/headwater.001' },
      openalex_search_authors: { name: 'Ada Lindqvist' },
      openalex_count_works: { query: 'heat', by: 'year' },
    },
    iterate: (provider: OpenAlexProvider, options) =>
      provider.works.list({ search: 'trees heat', pageSize: 2 }, options),
  },
};
