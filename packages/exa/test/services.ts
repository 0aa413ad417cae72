import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createExaEmulator, samplePages } from '../src/emulator/index.ts';
import { createExa } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  exa: {
    create: createExa,
    createEmulator: createExaEmulator,
    query: { text: 'street trees in a heat wave' },
    malformItem: (answer, index) => {
      answer.results[index] = null;
    },
    toolInputs: {
      exa_search_web: { query: 'street trees in a heat wave', numResults: 3 },
      exa_get_contents: { urls: [samplePages[0]?.url] },
      exa_answer_question: { question: 'Do street trees cool a city block?', withText: true },
      exa_find_code: { query: 'calibrate an air sensor', maxTokens: 200 },
    },
  },
};
