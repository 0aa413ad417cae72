import type { ServiceRegistry, SourceQuery } from '@headwater/core';
import type { ProviderConformance } from '../conformance/options.ts';

export const integrationGroups = [
  'connectivity',
  'rate limiting',
  'circuit breaker',
  'error handling',
  'transformation',
] as const;
export type IntegrationGroup = (typeof integrationGroups)[number];

/** How to make a service and its emulator: what a provider hands to the conformance suite, less its tools. */
export type EmulatedService = Pick<ProviderConformance, 'create' | 'createEmulator' | 'query' | 'malformItem'>;

export interface IntegrationTestSuiteOptions {
  /** Services as the program uses them. They are tested live, and only when a run says so. */
  registry?: ServiceRegistry;
  /** Services to test against their emulators, by the name they have in the registry. */
  emulated?: Readonly<Record<string, EmulatedService>>;
  /** What live runs search for, by service. @default { text: 'water' } */
  queries?: Readonly<Record<string, SourceQuery>>;
}

export interface IntegrationRunOptions {
  /** @default every service */
  services?: readonly string[];
  /** @default all five */
  groups?: readonly IntegrationGroup[];
  /**
   * Ask the real services. No faults are injected, and no more requests are sent than `plan` says.
   * @default false
   */
  live?: boolean;
  /** Make calls that cost money, in a live run. @default false */
  allowBilled?: boolean;
  /** Real milliseconds after which a case counts as hanging. @default 20000, live 120000 */
  patienceMs?: number;
}

export interface PlannedCase {
  service: string;
  group: IntegrationGroup;
  name: string;
  /** Why it will not run. */
  skip?: string;
}

/** What a run would do. Nothing is sent to find out. */
export interface IntegrationPlan {
  mode: 'emulated' | 'live';
  cases: PlannedCase[];
  /** Most requests a live run sends to each service, retries included. Empty when it is emulated. */
  requests: Record<string, number>;
  /** Guide price of those requests in US dollars. */
  costUsd: number;
}

export interface CaseResult extends PlannedCase {
  outcome: 'passed' | 'failed' | 'skipped';
  /** What was done. */
  did: string;
  figures: Record<string, number | string>;
  /** What went wrong. */
  problem?: string;
  /** What to do about it. */
  advice?: string;
}

export interface IntegrationReport {
  mode: IntegrationPlan['mode'];
  passed: number;
  failed: number;
  skipped: number;
  /** Requests a live run sent for its searches, by service; the free probes are not among them. */
  searchRequests: Record<string, number>;
  durationMs: number;
  results: CaseResult[];
}

/** The part of a test framework that `register` needs. vitest and node:test have it, Jest and Mocha nearly. */
export interface TestFramework {
  describe(name: string, body: () => void): unknown;
  it: ((name: string, body: (context: any) => Promise<void>, timeoutMs?: any) => unknown) & {
    skip?: (name: string, body: () => Promise<void>) => unknown;
  };
}
