import type { CallBudget, SourceQuery, ToolDefinition } from '@headwater/core';
import { HeadwaterError } from '@headwater/core';
import { array, type Infer, object, optional, strictObject, string, toolSchema, unknown } from '@headwater/core/schema';
import { researchDocuments, type SourceEntry } from '../sources/source-set.ts';
import type { EvidenceCollector } from './evidence-collector.ts';
import type { FoundPassages } from './passages.ts';

export interface SearchToolOptions {
  collector: EvidenceCollector;
  /** What one chat turn may spend at all sources together. */
  budget: CallBudget;
  /** Bound of one search, in milliseconds. */
  timeoutMs: number;
}

/** Documents asked for per search. */
const documentsPerSearch = 15;

const date = (what: string) =>
  optional(string({ pattern: /^\d{4}-\d{2}-\d{2}$/, description: `${what}, as YYYY-MM-DD.` }));

const input = strictObject({
  query: string({ minLength: 2, maxLength: 300, description: 'What to look for: the words that matter, in English.' }),
  since: date('Only documents published on or after this day'),
  until: date('Only documents published on or before this day'),
});

const output = object({
  documents: array(object({ title: string(), url: string(), passages: array(unknown()) })),
});

type SearchInput = Infer<typeof input>;

/**
 * A source's search as a tool whose every passage can be cited. Agents are offered this and not the vendor's other
 * operations: what cannot be cited has no place in an answer.
 */
export function searchTool(entry: SourceEntry, options: SearchToolOptions): ToolDefinition<SearchInput, FoundPassages> {
  const { provider } = entry;
  const { collector, budget, timeoutMs } = options;
  const { kinds, costPerSearchUsd } = provider.capabilities;
  return {
    id: searchToolId(provider.name),
    title: `Search ${provider.name}`,
    description:
      `Searches ${provider.name} for ${kinds.join(' and ')} documents. Answers with exact passages, each with an id to cite ` +
      'it by, like [ev_x_1]. coversQuery says whether a document holds the words of the query.',
    input: toolSchema(input),
    output: toolSchema(output, 'output') as ToolDefinition<SearchInput, FoundPassages>['output'],
    hints: {
      readOnly: true,
      idempotent: true,
      ...(costPerSearchUsd === undefined ? {} : { costUsd: costPerSearchUsd }),
    },
    async execute({ query, since, until }, call = {}) {
      const wanted: SourceQuery = {
        text: query,
        limit: Math.min(documentsPerSearch, provider.capabilities.maxPageSize),
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
      };
      const page = await provider.searchDocuments(wanted, { timeoutMs, ...call, budget });
      if (call.signal?.aborted)
        throw new HeadwaterError('cancelled', 'the chat was stopped', { provider: provider.name });
      const found = await collector.register(query, researchDocuments(entry, page.documents));
      const notes = [
        ...(page.skipped.length > 0 ? [`${page.skipped.length} documents could not be read`] : []),
        ...(page.unsupportedFilters.length > 0
          ? [`${provider.name} cannot filter by ${page.unsupportedFilters.join(' or ')}; those filters had no effect`]
          : []),
      ];
      return { ...found, ...(notes.length > 0 ? { note: `${notes.join('; ')}.` } : {}) };
    },
  };
}

export const searchToolId = (provider: string): string => `${provider.replace(/[^a-z0-9]+/gi, '_')}_search_documents`;

/** What a tool's id says to a reader: `exa_search_documents` → `exa`. */
export const providerOfTool = (toolId: string): string => toolId.replace(/_search_documents$/, '').replaceAll('_', ' ');
