import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createCrossrefEmulator } from '../src/emulator/index.ts';
import { type CrossrefProvider, createCrossref } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  crossref: {
    create: createCrossref,
    createEmulator: createCrossrefEmulator,
    query: { text: 'street trees in a heat wave' },
    malformItem: (answer, index) => {
      answer.message.items[index] = null;
    },
    toolInputs: {
      crossref_search_works: { query: 'street trees and heat', limit: 3 },
      crossref_match_reference: { reference: 'Lindqvist & Okafor (2016) Street trees and afternoon temperature' },
      crossref_get_work: { doi: '10.5555/headwater.001' },
      crossref_get_agency: { doi: '10.5555/headwater.001' },
    },
    iterate: (provider: CrossrefProvider, options) =>
      provider.works.list({ query: 'street trees heat', pageSize: 2 }, options),
  },
};
