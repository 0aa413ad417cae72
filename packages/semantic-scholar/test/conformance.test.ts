import { describeProviderConformance } from '@headwater/testkit/conformance';
import { createSemanticScholarEmulator } from '../src/emulator/index.ts';
import { createSemanticScholar, type SemanticScholarProvider } from '../src/index.ts';

describeProviderConformance('semantic-scholar', {
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
  },
  iterate: (provider: SemanticScholarProvider, options) =>
    provider.searchPapers({ query: 'street trees heat', pageSize: 2 }, options),
});
