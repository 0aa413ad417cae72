import { createCallBudget } from '@headwater/core';
import { createFederatedSearch, type SourceReport } from '@headwater/federated-search';
import { cleanDocument } from '../research/ingest.ts';
import type { SearchAnswer, SearchRequest, SearchSource } from '../shared/api.ts';
import { canBeAsked, type SourceEntry, type SourceSet } from '../sources/source-set.ts';

export interface SearchService {
  /**
   * Asks the sources at once and merges what they have.
   * @throws {HeadwaterError} `invalid-request` when no source has what is wanted, `cancelled` when the signal is aborted.
   */
  search(request: SearchRequest, options?: { signal?: AbortSignal }): Promise<SearchAnswer>;
}

/** What one search may spend at all sources together. */
export const searchBudget = { requests: 100, costUsd: 0.5 };

/** How long one source may take, in milliseconds; the answer does not wait longer for it. */
const sourceTimeoutMs = 10_000;

export function createSearchService({ entries, mode, limits }: SourceSet): SearchService {
  return {
    async search({ query, sources, ...filters }, { signal } = {}) {
      const wanted = entries.filter(({ provider }) => sources?.includes(provider.name) ?? true);
      const providers = wanted.filter(canBeAsked).map(({ provider }) => provider);
      const federated = createFederatedSearch({ sources: providers, sourceTimeoutMs });
      const {
        outcome,
        documents,
        sources: reports,
        usage,
      } = await federated.search(
        { text: query, ...filters },
        { budget: createCallBudget(searchBudget), ...(signal === undefined ? {} : { signal }) },
      );
      return {
        mode,
        limits,
        outcome,
        sources: wanted.map((entry) => reportOf(entry, reports)),
        documents: documents.map(cleanDocument),
        usage: { calls: usage.requests, bytes: usage.bytes, costUsd: usage.costUsd },
      };
    },
  };
}

function reportOf({ provider, notice }: SourceEntry, reports: readonly SourceReport[]): SearchSource {
  const report = reports.find((candidate) => candidate.provider === provider.name);
  if (report !== undefined) return report;
  return {
    provider: provider.name,
    outcome: 'skipped',
    found: 0,
    unsupportedFilters: [],
    skipped: 0,
    durationMs: 0,
    ...(notice === undefined ? {} : { reason: notice }),
  };
}
