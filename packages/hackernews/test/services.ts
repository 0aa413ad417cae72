import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createHackerNewsEmulator, createSyntheticForum } from '../src/emulator/index.ts';
import { createHackerNews, type HackerNewsProvider } from '../src/index.ts';

const { items } = createSyntheticForum({ now: Date.UTC(2026, 0, 1) });
const story = items.find(({ title }) => title?.includes('Street trees'));

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  hackernews: {
    create: createHackerNews,
    createEmulator: createHackerNewsEmulator,
    query: { text: 'What do people say about street trees?' },
    malformItem: (answer, index) => {
      answer.hits[index].objectID = null;
    },
    toolInputs: {
      hackernews_search_items: { query: 'street trees' },
      hackernews_get_thread: { id: String(story?.id) },
      hackernews_get_user: { username: 'sample_ada' },
    },
    iterate: (hackernews: HackerNewsProvider, options) =>
      hackernews.search({ query: 'street trees', hitsPerPage: 2 }, options),
  },
};
