import type { CallOptions, Clock, ServiceSettings, SourceFilter, SourceProvider, SourceQuery } from '@headwater/core';
import type { ServiceJson } from '../emulator/faults.ts';
import type { Emulator, EmulatorSettings } from '../emulator/types.ts';

/** What a provider hands to the suite. */
export interface ProviderConformance {
  /** Makes the provider, for example `createExa`. Must send everything through the given `fetch` and `clock`. */
  create: (settings: ConformanceSettings) => SourceProvider;
  /** Makes the provider's emulator, for example `createExaEmulator`. */
  createEmulator: (options: EmulatorSettings & { apiKeys?: readonly string[] }) => Emulator;
  /** A query that finds at least three documents in the emulator's built-in corpus. */
  query: SourceQuery;
  /**
   * Breaks the item at `index` of a search answer beyond use: in place, for example
   * `(answer, index) => { answer.results[index] = null; }`, or, where answers are text (XML, say), by returning the new text.
   */
  malformItem: (answer: ServiceJson, index: number) => unknown;
  /** An input for every tool, by tool id, that works on the emulator's built-in corpus. */
  toolInputs: Readonly<Record<string, unknown>>;
  /** Filters of its capabilities that every document fulfils anyway (all is open access, say), so that nothing is sent for them. */
  inherent?: readonly SourceFilter[];
  /** Walks over a list of several pages, for example `(s2, call) => s2.searchPapers('memory', { limit: 2 }, call)`. */
  iterate?: (provider: never, options: CallOptions) => AsyncIterable<unknown>;
}

/** The shared settings of every provider, as the suite uses them. */
export type ConformanceSettings = Pick<
  ServiceSettings,
  'apiKey' | 'credentialId' | 'baseUrl' | 'fetch' | 'headers' | 'clock' | 'random' | 'resilience' | 'stateStore'
> & { clock?: Clock | undefined };
