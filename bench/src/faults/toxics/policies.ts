import type { ServiceSettings } from '@headwater/core';

/** How a run's client is set up and driven. */
export interface Policy {
  name: string;
  settings: Pick<ServiceSettings, 'resilience' | 'cache'>;
  /** Calls of one run, started together. @default 1 */
  calls?: number;
  /** Rounds of them, one after the other. @default 1 */
  rounds?: number;
  /** What happens in the middle of the run. */
  midway?: 'cancel' | 'dispose';
  /** Bounds of the calls' deadline in milliseconds. @default [60, 250] */
  deadlineMs?: readonly [number, number];
}

const fastRetry = { baseDelayMs: 5, maxDelayMs: 20 };

export const policies: readonly Policy[] = [
  { name: 'defaults', settings: {} },
  { name: 'no retry', settings: { resilience: { retry: { attempts: 1 } } } },
  { name: 'eager retry', settings: { resilience: { retry: { attempts: 5, ...fastRetry } } } },
  { name: 'attempt timeout', settings: { resilience: { attemptTimeoutMs: 25, retry: fastRetry } } },
  {
    name: 'circuit',
    settings: { resilience: { circuit: { minimumCalls: 2, openMs: 20 }, retry: fastRetry } },
    calls: 2,
    rounds: 3,
  },
  {
    name: 'rate limit',
    settings: { resilience: { limits: { default: { requestsPerSecond: 40, burst: 1 } }, retry: fastRetry } },
    calls: 4,
  },
  {
    name: 'one at a time',
    settings: { resilience: { limits: { default: { concurrency: 1, queueSize: 3 } }, retry: fastRetry } },
    calls: 5,
  },
  { name: 'hedging', settings: { resilience: { hedge: true, retry: fastRetry } }, calls: 2, rounds: 2 },
  { name: 'cache', settings: { cache: true, resilience: { retry: fastRetry } }, calls: 2, rounds: 2 },
  { name: 'cancelled midway', settings: { resilience: { retry: fastRetry } }, calls: 2, midway: 'cancel' },
  {
    name: 'disposed midway',
    settings: { resilience: { retry: fastRetry, disposeGraceMs: 10 } },
    calls: 2,
    midway: 'dispose',
  },
  { name: 'short deadline', settings: { resilience: { retry: fastRetry } }, calls: 2, deadlineMs: [5, 30] },
];
