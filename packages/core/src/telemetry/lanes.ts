import type { CircuitState } from '../contract/adapter.ts';

/** What gauges show of one lane: the calls of one provider, origin, credential and cost class. Names no credential. */
export interface LaneState {
  provider: string;
  costClass: string;
  circuit: CircuitState;
  /** Calls that wait for their turn. */
  queued: number;
  /** Requests on the wire. */
  inFlight: number;
  /** Whole retries left in the budget. */
  retryBudget: number;
  /** Requests per second allowed now; absent when nothing paces the lane. */
  requestsPerSecond?: number;
}

/** Something that holds lanes, such as a state store. */
export interface LaneSource {
  listLanes(): Iterable<LaneState>;
}

/** Lanes of one provider and cost class together: credentials and origins are no labels, there may be any number. */
export interface LaneSummary {
  provider: string;
  costClass: string;
  circuits: Record<CircuitState, number>;
  queued: number;
  inFlight: number;
  /** Of the lane that has the fewest left; absent when there is no lane any more. */
  retryBudget?: number;
  /** Of the slowest paced lane. */
  requestsPerSecond?: number;
}

const sources = new Set<WeakRef<LaneSource>>();

/** Lets gauges show the lanes of `source` for as long as somebody else holds it. */
export function trackLanes(source: LaneSource): void {
  // Gone stores are dropped here as well as on reading: a program without metrics never reads.
  for (const reference of sources) if (reference.deref() === undefined) sources.delete(reference);
  sources.add(new WeakRef(source));
}

/** Every tracked lane. */
export function* trackedLanes(): Iterable<LaneState> {
  for (const reference of sources) {
    const source = reference.deref();
    if (source === undefined) sources.delete(reference);
    else yield* source.listLanes();
  }
}

/**
 * A function that adds up lanes, and goes on naming those that are gone, with nothing in them: an SDK shows the last value
 * of a gauge for ever, so that a circuit which was open when its client was dropped would never close.
 */
export function createLaneSummary(lanes: () => Iterable<LaneState>): () => LaneSummary[] {
  const seen = new Map<string, Pick<LaneSummary, 'provider' | 'costClass'>>();
  return () => {
    const summaries = new Map<string, LaneSummary>();
    for (const [key, place] of seen) summaries.set(key, emptySummary(place));
    for (const lane of lanes()) {
      const key = `${lane.provider}|${lane.costClass}`;
      let summary = summaries.get(key);
      if (summary === undefined) {
        summary = emptySummary(lane);
        summaries.set(key, summary);
        seen.set(key, { provider: lane.provider, costClass: lane.costClass });
      }
      addLane(summary, lane);
    }
    return [...summaries.values()];
  };
}

function emptySummary({ provider, costClass }: Pick<LaneSummary, 'provider' | 'costClass'>): LaneSummary {
  return { provider, costClass, circuits: { closed: 0, open: 0, 'half-open': 0 }, queued: 0, inFlight: 0 };
}

function addLane(summary: LaneSummary, lane: LaneState): void {
  const { circuit, queued, inFlight, retryBudget, requestsPerSecond = Number.POSITIVE_INFINITY } = lane;
  summary.circuits[circuit] += 1;
  summary.queued += queued;
  summary.inFlight += inFlight;
  summary.retryBudget = Math.min(summary.retryBudget ?? retryBudget, retryBudget);
  const slowest = Math.min(summary.requestsPerSecond ?? requestsPerSecond, requestsPerSecond);
  if (slowest < Number.POSITIVE_INFINITY) summary.requestsPerSecond = slowest;
}
