import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createSemanticScholarEmulator } from '../src/emulator/index.ts';
import { createSemanticScholar, type SemanticScholarProvider } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  'semantic-scholar': {
    create: createSemanticScholar,
    createEmulator: createSemanticScholarEmulator,
    query: { text: 'street trees in a heat wave' },
    malformItem: (answer, index) => {
      answer.data[index] = null;
    },
    toolInputs: {
      semantic_scholar_search_papers: { query: 'street trees and heat', limit: 3 },
      semantic_scholar_get_paper: { paperId: 'DOI:10.5555/headwater.001' },
      semantic_scholar_get_citations: { paperId: 'DOI:10.5555/headwater.001' },
      semantic_scholar_get_references: { paperId: 'DOI:10.5555/headwater.004' },
      semantic_scholar_find_passages: { query: 'watering doubled survival of trees', limit: 3 },
      semantic_scholar_recommend_papers: { paperId: 'DOI:10.5555/headwater.001', unlike: ['ARXIV:2405.90009'] },
      semantic_scholar_search_authors: { name: 'Marta Kowalczyk' },
      semantic_scholar_get_author_papers: { authorId: '990000008', yearFrom: 2015 },
    },
    iterate: (provider: SemanticScholarProvider, options) =>
      provider.searchPapers({ query: 'street trees heat', pageSize: 2 }, options),
  },
};
