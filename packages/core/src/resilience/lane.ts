import type { Quota } from '../contract/adapter.ts';
import type { Clock } from '../contract/clock.ts';
import { systemClock } from '../contract/clock.ts';
import { Admission } from './admission.ts';
import { Circuit, type CircuitOptions } from './circuit.ts';
import type { RateLimit } from './limits.ts';
import { RetryBudget, type RetryBudgetOptions } from './retry-budget.ts';

/** Everything that calls of one provider, origin, credential and cost class share. */
export interface Lane {
  readonly admission: Admission;
  readonly circuit: Circuit;
  readonly retryBudget: RetryBudget;
  quota: Quota | undefined;
}

export interface LaneOptions {
  limit: RateLimit;
  circuit?: CircuitOptions;
  retryBudget?: RetryBudgetOptions;
}

/** Holds the lanes. Give the same store to two clients to make them pace together; by default all do. */
export interface StateStore {
  /** Returns the lane of this key, making it with `options` the first time. A later, different limit is applied. */
  lane(key: string, clock: Clock, options: LaneOptions): Lane;
  /**
   * Names a credential without revealing it: the same text for the same key within this store. A store that many
   * processes share answers with a keyed hash; this one just counts, which tells even less.
   */
  partition(secret: string): string | Promise<string>;
}

export function createStateStore(): StateStore {
  // Lanes live on a clock: their numbers are that clock's times, so two clocks never share a lane.
  const lanes = new WeakMap<Clock, Map<string, Lane>>();
  const partitions = new Map<string, string>();

  return {
    lane(key, clock, options) {
      let ofClock = lanes.get(clock);
      if (ofClock === undefined) {
        ofClock = new Map();
        lanes.set(clock, ofClock);
      }
      let lane = ofClock.get(key);
      if (lane === undefined) {
        const circuit = new Circuit(options.circuit, () => admission.rejectAll());
        const admission: Admission = new Admission(clock, circuit, options.limit);
        lane = {
          circuit,
          admission,
          retryBudget: new RetryBudget(clock.monotonicNow(), options.retryBudget),
          quota: undefined,
        };
        ofClock.set(key, lane);
      } else if (!sameLimit(lane.admission.limit, options.limit)) {
        lane.admission.configure(options.limit);
      }
      return lane;
    },
    partition(secret) {
      const name = partitions.get(secret) ?? `key-${partitions.size + 1}`;
      partitions.set(secret, name);
      return name;
    },
  };
}

function sameLimit(a: RateLimit, b: RateLimit): boolean {
  return (
    a.requestsPerSecond === b.requestsPerSecond &&
    a.burst === b.burst &&
    a.concurrency === b.concurrency &&
    a.queueSize === b.queueSize
  );
}

const storeKey = Symbol.for('@headwater/core/state-store@1');
const clockKey = Symbol.for('@headwater/core/system-clock@1');

/** The store of this process, shared by every installed copy of this major version. */
export function processStateStore(): StateStore {
  const holder = globalThis as { [storeKey]?: StateStore };
  holder[storeKey] ??= createStateStore();
  return holder[storeKey];
}

/** The one system clock of this process, so that two installed copies share their lanes. */
export function processClock(): Clock {
  const holder = globalThis as { [clockKey]?: Clock };
  holder[clockKey] ??= systemClock;
  return holder[clockKey];
}
