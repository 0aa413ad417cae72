import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createXEmulator } from '../src/emulator/index.ts';
import { createX, type XProvider } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  x: {
    // X returns ten posts at least, so searches for one, two and three documents ask the same and would share a request
    // where the suite counts them.
    create: (settings) => createX({ ...settings, resilience: { ...settings.resilience, coalesce: false } }),
    createEmulator: createXEmulator,
    query: { text: 'street trees in the heat' },
    malformItem: (answer, index) => {
      delete answer.data[index].id;
    },
    toolInputs: {
      x_search_posts: { words: 'street trees' },
      x_count_posts: { words: 'street trees' },
      x_get_user: { username: 'ada_samples' },
      x_get_user_posts: { username: 'ada_samples' },
    },
    iterate: (x: XProvider, options) => x.searchRecent({ query: 'synthetic', pageSize: 10 }, options),
  },
};
