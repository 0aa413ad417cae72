import { InvalidRequestError, type SourceProvider, type SourceQuery } from '@headwater/core';
import type { SourceReport } from './ask-source.ts';

export interface ChosenSource {
  provider: SourceProvider;
  /** What this one is asked; absent when it has nothing of what is wanted. */
  query?: SourceQuery;
}

/**
 * The sources a query goes to, each with its own version of it: a page it can give, and only those kinds it has.
 *
 * @throws {InvalidRequestError} when a name is unknown, or no source has what is wanted
 */
export function chooseSources(
  sources: readonly SourceProvider[],
  names: readonly string[] | undefined,
  query: Omit<SourceQuery, 'cursor'> & { limit: number },
): ChosenSource[] {
  const unknown = names?.filter((name) => !sources.some((source) => source.name === name)) ?? [];
  if (unknown.length > 0) {
    throw invalid(`there is no source ${unknown.join(' or ')}`, `The sources are ${namesOf(sources)}.`);
  }
  const wanted = sources.filter(({ name }) => names?.includes(name) ?? true);
  const chosen = wanted.map((provider) => {
    const own = queryFor(provider, query);
    return own === undefined ? { provider } : { provider, query: own };
  });
  if (!chosen.some((choice) => choice.query !== undefined)) {
    const what = query.kinds === undefined ? 'to ask' : `with ${query.kinds.join(' or ')} documents`;
    throw invalid(`there is no source ${what}`, `The sources are ${namesOf(wanted) || 'none'}.`);
  }
  return chosen;
}

function queryFor(
  { capabilities }: SourceProvider,
  { kinds, ...query }: Omit<SourceQuery, 'cursor'> & { limit: number },
): SourceQuery | undefined {
  const own = { ...query, limit: Math.min(query.limit, capabilities.maxPageSize) };
  if (kinds === undefined) return own;
  const shared = capabilities.kinds.filter((kind) => kinds.includes(kind));
  if (shared.length === 0) return undefined;
  // A source of one kind needs no filter, and would only report that it has none.
  return shared.length === capabilities.kinds.length ? own : { ...own, kinds: shared };
}

export function notAsked({ name, capabilities }: SourceProvider): SourceReport {
  return {
    provider: name,
    outcome: 'skipped',
    found: 0,
    unsupportedFilters: [],
    skipped: 0,
    durationMs: 0,
    reason: `it has ${capabilities.kinds.join(' and ')} documents only`,
  };
}

const namesOf = (sources: readonly SourceProvider[]): string => sources.map(({ name }) => name).join(', ');

const invalid = (message: string, hint: string): InvalidRequestError =>
  new InvalidRequestError(message, { provider: 'federated-search', operation: 'search', hint });
