import {
  type CallOptions,
  CancelledError,
  type Clock,
  ConfigurationError,
  InvalidRequestError,
  readSourceQuery,
  type SourceCapabilities,
  type SourceDocument,
  type SourceProvider,
  type SourceQuery,
  systemClock,
} from '@headwater/core';
import { fuseDocuments } from '@headwater/evidence';
import { askSource, type SourceAnswer, type SourceReport, type Spending } from './ask-source.ts';
import { chooseSources, notAsked } from './choose-sources.ts';

export interface FederatedSearchSettings {
  /** The sources, in the order their reports are given. Ties of the ranking follow it too. */
  sources: readonly SourceProvider[];
  /** How long one source may take, in milliseconds; the others do not wait longer for it. @default 10000 */
  sourceTimeoutMs?: number;
  /** @default the machine's clock */
  clock?: Clock;
}

/** The shared filters. `limit` bounds the fused answer; every source is asked for as many. @default limit 20 */
export type FederatedQuery = Omit<SourceQuery, 'cursor'>;

export interface FederatedCallOptions extends CallOptions {
  /** Names of the sources to ask. @default all that have documents of the wanted kinds */
  sources?: readonly string[];
}

export interface FederatedResult {
  /** `ok`: every source that was asked answered. `partial`: some did. `empty`: all did, with nothing. `failed`: none did. */
  outcome: 'ok' | 'partial' | 'empty' | 'failed';
  /** Merged by identity and fused by rank, best first. Untrusted text. */
  documents: SourceDocument[];
  /** One for every source, in their order. */
  sources: SourceReport[];
  usage: Spending;
}

export interface FederatedSearch {
  readonly sources: readonly SourceProvider[];
  /**
   * Asks all sources at once. What goes wrong with one of them is its report's outcome and costs the others nothing.
   *
   * @throws {InvalidRequestError} when the query cannot be right, a source is unknown, or none has what is wanted
   * @throws {CancelledError} when the signal is aborted
   */
  search(query: string | FederatedQuery, options?: FederatedCallOptions): Promise<FederatedResult>;
}

const name = 'federated-search';
const defaultLimit = 20;

/** Every filter is known here; each source says for itself what it can do with it. */
const capabilities: SourceCapabilities = {
  kinds: ['web', 'academic', 'news', 'social', 'code', 'encyclopedia'],
  filters: ['since', 'until', 'includeDomains', 'excludeDomains', 'kinds', 'languages', 'openAccess'],
  maxPageSize: 100,
  freeProbe: false,
  keyRequired: false,
};

/**
 * One search over many sources.
 *
 * @throws {ConfigurationError} when there is no source, or two have one name
 */
export function createFederatedSearch(settings: FederatedSearchSettings): FederatedSearch {
  const { sources, sourceTimeoutMs = 10_000, clock = systemClock } = settings;
  checkSettings(sources, sourceTimeoutMs);

  async function search(
    query: string | FederatedQuery,
    { sources: names, ...call }: FederatedCallOptions = {},
  ): Promise<FederatedResult> {
    const given = typeof query === 'string' ? { text: query } : query;
    const limit = given.limit ?? defaultLimit;
    readSourceQuery({ ...given, limit }, capabilities, name);
    checkOurs(given);
    const chosen = chooseSources(sources, names, { ...given, limit });
    const timeoutMs = boundOf(call, sourceTimeoutMs, clock);
    const asked = await Promise.all(
      chosen.map(({ provider, query: own }): SourceAnswer | Promise<SourceAnswer> => {
        return own === undefined ? unasked(provider) : askSource(provider, own, { clock, timeoutMs, call });
      }),
    );
    if (call.signal?.aborted)
      throw new CancelledError('the search was cancelled', { provider: name, operation: 'search' });
    const documents = fuseDocuments(asked.map((answer) => answer.documents)).map(({ document }) => document);
    const reports = asked.map(({ report }) => report);
    return {
      outcome: outcomeOf(reports),
      documents: documents.slice(0, limit),
      sources: reports,
      usage: total(asked.map(({ spent }) => spent)),
    };
  }

  return { sources, search };
}

/** Beyond what holds for any query: what makes no sense for several sources at once. */
function checkOurs(query: SourceQuery): void {
  const problem =
    query.cursor !== undefined
      ? 'a cursor belongs to one source and cannot be given here'
      : query.kinds?.length === 0
        ? 'kinds must name at least one kind, or be left out'
        : undefined;
  if (problem !== undefined) {
    throw new InvalidRequestError(problem, { provider: name, operation: 'search', hint: 'Nothing was sent.' });
  }
}

const unasked = (provider: SourceProvider): SourceAnswer => ({
  documents: [],
  spent: { requests: 0, bytes: 0, costUsd: 0 },
  report: notAsked(provider),
});

function outcomeOf(reports: readonly SourceReport[]): FederatedResult['outcome'] {
  const answered = reports.filter(({ outcome }) => outcome === 'ok' || outcome === 'partial' || outcome === 'empty');
  if (answered.length === 0) return 'failed';
  const hasGap = reports.some(
    ({ outcome }) => outcome === 'partial' || outcome === 'throttled' || outcome === 'failed',
  );
  if (hasGap) return 'partial';
  return answered.some(({ found }) => found > 0) ? 'ok' : 'empty';
}

function total(all: readonly Spending[]): Spending {
  const sum = (read: (spent: Spending) => number) => all.reduce((so, spent) => so + read(spent), 0);
  return {
    requests: sum(({ requests }) => requests),
    bytes: sum(({ bytes }) => bytes),
    costUsd: sum(({ costUsd }) => costUsd),
  };
}

/** The earliest of the bounds, in milliseconds from now. */
function boundOf({ timeoutMs, deadline }: CallOptions, sourceTimeoutMs: number, clock: Clock): number {
  const left = deadline === undefined ? Number.POSITIVE_INFINITY : deadline - clock.now();
  return Math.max(1, Math.min(sourceTimeoutMs, timeoutMs ?? sourceTimeoutMs, left));
}

function checkSettings(sources: readonly SourceProvider[], sourceTimeoutMs: number): void {
  if (sources.length === 0) {
    throw new ConfigurationError('there is no source to search', {
      provider: name,
      hint: 'Give sources at least one.',
    });
  }
  const twice = sources.find((source, index) => sources.findIndex((other) => other.name === source.name) !== index);
  if (twice !== undefined) {
    throw new ConfigurationError(`two sources are named "${twice.name}"`, {
      provider: name,
      hint: 'Reports name sources; give each of them once.',
    });
  }
  if (!(sourceTimeoutMs > 0)) {
    throw new ConfigurationError('sourceTimeoutMs must be greater than 0', {
      provider: name,
      hint: `It was ${sourceTimeoutMs}.`,
    });
  }
}
