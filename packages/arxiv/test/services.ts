import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createArxivEmulator, samplePapers } from '../src/emulator/index.ts';
import { type ArxivProvider, createArxiv } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  arxiv: {
    create: createArxiv,
    createEmulator: createArxivEmulator,
    query: { text: 'street trees in a heat wave' },
    // The answer is XML: an entry without its title is no paper.
    malformItem: (answer: string, index) => {
      const parts = answer.split('<entry>');
      parts[index + 1] = (parts[index + 1] as string).replace(/<title>[^<]*<\/title>/, '');
      return parts.join('<entry>');
    },
    toolInputs: {
      arxiv_search_papers: { query: 'street trees and heat', limit: 3 },
      arxiv_get_papers: { ids: [samplePapers[0]?.id] },
    },
    iterate: (provider: ArxivProvider, options) => provider.search({ query: 'the', pageSize: 2 }, options),
    inherent: ['openAccess'],
  },
};
