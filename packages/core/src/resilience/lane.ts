import type { CircuitState, Quota } from '../contract/adapter.ts';
import type { Clock } from '../contract/clock.ts';
import { trackLanes } from '../telemetry/lanes.ts';
import { Admission } from './admission.ts';
import { Circuit, type CircuitChange, type CircuitOptions, type CircuitSnapshot } from './circuit.ts';
import { HedgePolicy } from './hedging.ts';
import { LatencyWindow } from './latency-window.ts';
import { type RateLimit, sameLimit } from './limits.ts';
import { RequestBudget, type RetryBudgetOptions, retryBudgetDefaults } from './request-budget.ts';

/** Whose calls share a lane. */
export interface LaneKey {
  /** For example `exa`. */
  provider: string;
  /** For example `https://api.exa.ai`. */
  origin: string;
  /** Names the credential without revealing it. */
  partition: string;
  costClass: string;
}

/** Everything that calls of one provider, origin, credential and cost class share. */
export interface Lane {
  /** Unique within the store: for whatever else must be kept apart as lanes are. */
  readonly id: string;
  readonly key: LaneKey;
  readonly admission: Admission;
  readonly circuit: Circuit;
  readonly retryBudget: RequestBudget;
  /** Times of recent successes, for hedging. */
  readonly latency: LatencyWindow;
  readonly hedging: HedgePolicy;
  quota: Quota | undefined;
  /** The store has forgotten this lane, which nobody had used for a while. Ask the store for the key's new one. */
  readonly retired: boolean;
}

export interface LaneOptions {
  limit: RateLimit;
  circuit?: CircuitOptions;
  retryBudget?: RetryBudgetOptions;
}

/** A lane as numbers, for telemetry and boards. Holds nothing of the credential, not even its partition's name. */
export interface LaneSnapshot {
  provider: string;
  origin: string;
  costClass: string;
  circuit: CircuitState;
  circuitSnapshot: CircuitSnapshot;
  queued: number;
  inFlight: number;
  /** Whole retries left. */
  retryBudget: number;
  limit: RateLimit;
  /** The rate in force, which an adaptive limit has found; absent where calls are not paced. */
  requestsPerSecond?: number;
  quota?: Quota;
}

/** A circuit of some lane has changed its state. `at` is monotonic milliseconds of the lane's clock. */
export interface LaneCircuitChange extends CircuitChange {
  provider: string;
  origin: string;
  costClass: string;
}

/** Holds the lanes. Give the same store to two clients to make them pace together; by default all do. */
export interface StateStore {
  /**
   * Returns the lane of this key, making it with `options` the first time. A later, different limit is applied. The lane
   * may be kept and used again as long as it is not `retired`.
   */
  lane(key: LaneKey, clock: Clock, options: LaneOptions): Lane;
  /**
   * Names a credential without revealing it: the same text for the same key within this store. A store that many
   * processes share answers with a keyed hash; this one just counts, which tells even less.
   */
  partition(secret: string): string | Promise<string>;
  /** What every lane is doing now. */
  listLanes(): Iterable<LaneSnapshot>;
  /** Tells of every change of a circuit, also in lanes made later. Returns the function that ends it. */
  onCircuitChange(listener: (change: LaneCircuitChange) => void): () => void;
}

/** Lanes nobody has used for this long are forgotten when new ones are made. Milliseconds. */
const idleMs = 600_000;
/** Lanes and credentials a store remembers; rotating tokens would otherwise make it grow for ever. */
const maxRemembered = 1_000;
/** New lanes between two looks for idle ones. */
const sweepEvery = 64;

type MutableLane = { -readonly [Property in keyof Lane]: Lane[Property] };

interface Entry {
  lane: MutableLane;
  clock: Clock;
}

export function createStateStore(): StateStore {
  const entries = new Map<string, Entry>();
  const partitions = new Map<string, string>();
  const listeners = new Set<(change: LaneCircuitChange) => void>();
  // Lanes live on a clock: their numbers are that clock's times, so two clocks never share a lane.
  const clockNumbers = new WeakMap<Clock, number>();
  let clocks = 0;
  let partitionsNamed = 0;
  let madeSinceSweep = 0;

  function clockNumber(clock: Clock): number {
    let number = clockNumbers.get(clock);
    if (number === undefined) {
      clocks += 1;
      number = clocks;
      clockNumbers.set(clock, number);
    }
    return number;
  }

  function makeLane(id: string, key: LaneKey, clock: Clock, options: LaneOptions): MutableLane {
    const circuit = new Circuit(clock, options.circuit);
    const { provider, origin, costClass } = key;
    circuit.onChange((change) => {
      for (const listener of listeners) listener({ provider, origin, costClass, ...change });
    });
    const latency = new LatencyWindow();
    return {
      id,
      key,
      circuit,
      admission: new Admission(clock, circuit, options.limit),
      retryBudget: new RequestBudget(clock.monotonicNow(), { ...retryBudgetDefaults, ...options.retryBudget }),
      latency,
      hedging: new HedgePolicy(clock, latency),
      quota: undefined,
      retired: false,
    };
  }

  /** Forgets idle lanes, and the longest unused ones above the bound; never one that is in use. */
  function sweep(): void {
    const unused = [...entries]
      .filter(([, { lane }]) => lane.admission.inFlight === 0 && lane.admission.queued === 0)
      .map(([id, entry]) => ({ id, ...entry, ...idleness(entry) }))
      .sort((a, b) => Number(b.atRest) - Number(a.atRest) || b.unusedMs - a.unusedMs);
    let excess = entries.size - maxRemembered;
    for (const { id, lane, atRest, unusedMs } of unused) {
      if (excess <= 0 && !(atRest && unusedMs >= idleMs)) continue;
      entries.delete(id);
      lane.retired = true;
      excess -= 1;
    }
  }

  const store: StateStore = {
    lane(key, clock, options) {
      const id = `${clockNumber(clock)}\n${key.provider}\n${key.origin}\n${key.partition}\n${key.costClass}`;
      const known = entries.get(id);
      if (known !== undefined) {
        if (!sameLimit(known.lane.admission.limit, options.limit)) known.lane.admission.configure(options.limit);
        return known.lane;
      }
      madeSinceSweep += 1;
      if (madeSinceSweep >= sweepEvery) {
        madeSinceSweep = 0;
        sweep();
      }
      const lane = makeLane(id, key, clock, options);
      entries.set(id, { lane, clock });
      return lane;
    },

    partition(secret) {
      const known = partitions.get(secret);
      if (known !== undefined) return known;
      if (partitions.size >= maxRemembered) {
        const inUse = new Set([...entries.values()].map(({ lane }) => lane.key.partition));
        for (const [other, name] of partitions) if (!inUse.has(name)) partitions.delete(other);
      }
      partitionsNamed += 1;
      const name = `key-${partitionsNamed}`;
      partitions.set(secret, name);
      return name;
    },

    *listLanes() {
      for (const { lane, clock } of entries.values()) yield snapshotOf(lane, clock.monotonicNow());
    },

    onCircuitChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  trackLanes(store);
  return store;
}

function idleness({ lane, clock }: Entry): { atRest: boolean; unusedMs: number } {
  const now = clock.monotonicNow();
  const atRest = lane.circuit.state(now) !== 'open' && lane.admission.atRest(now);
  return { atRest, unusedMs: now - lane.admission.lastUsedAt };
}

function snapshotOf(lane: Lane, now: number): LaneSnapshot {
  const { provider, origin, costClass } = lane.key;
  const { admission, quota } = lane;
  const { requestsPerSecond } = admission;
  const circuitSnapshot = lane.circuit.snapshot(now);
  return {
    provider,
    origin,
    costClass,
    circuit: circuitSnapshot.state,
    circuitSnapshot,
    queued: admission.queued,
    inFlight: admission.inFlight,
    retryBudget: lane.retryBudget.remaining(now),
    limit: admission.limit,
    ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
    ...(quota === undefined ? {} : { quota }),
  };
}

const storeKey = Symbol.for('@headwater/core/state-store@2');

/** The store of this process, shared by every installed copy that speaks this version of its interface. */
export function processStateStore(): StateStore {
  const holder = globalThis as { [storeKey]?: StateStore };
  holder[storeKey] ??= createStateStore();
  return holder[storeKey];
}
