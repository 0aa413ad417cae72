import type { ProviderConformance } from '@headwater/testkit/conformance';
import { createGitHubEmulator } from '../src/emulator/index.ts';
import { createGitHub, type GitHubProvider } from '../src/index.ts';

/** What suites, integration runs and benchmarks need to know of this package, by service. */
export const services: Readonly<Record<string, ProviderConformance>> = {
  github: {
    create: createGitHub,
    createEmulator: createGitHubEmulator,
    query: { text: 'vector search' },
    malformItem: (answer, index) => {
      answer.data.search.nodes[index] = { id: 7 };
    },
    toolInputs: {
      github_search_repositories: { query: 'vector search', limit: 3 },
      github_get_repository: { repository: 'sample-labs/nearby' },
      github_search_code: { query: 'crdt' },
      github_search_issues: { query: 'memory', state: 'open' },
      github_research_topic: { topic: 'crdt', repositories: 3 },
    },
    iterate: (provider, call) =>
      (provider as GitHubProvider).searchRepositories({ text: 'vector search', pageSize: 2 }, call),
  },
};
