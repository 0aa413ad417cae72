import { HeadwaterError } from '../errors/headwater-error.ts';
import type { CallResult } from './operation.ts';
import type { CallReporter } from './report.ts';
import { joinedResponse } from './response-info.ts';
import { CallScope } from './scope.ts';
import type { WorkProgress } from './work.ts';

/** One call that waits for a shared request. */
export interface Subscriber {
  scope: CallScope;
  report: CallReporter;
  /** Told what has been sent for it so far, for its error. */
  onProgress(progress: WorkProgress): void;
}

/** A request that serves every call that asks for the same while it is in flight. */
interface SharedWork {
  scope: CallScope;
  report: CallReporter;
  progress: WorkProgress;
  result: Promise<CallResult<any>>;
  subscribers: number;
  settled: boolean;
}

/** The requests of one client that are in flight, by what they ask. */
export type InFlight = Map<string, SharedWork>;

export interface Coalesced<Output> {
  result: CallResult<Output>;
  /** Whether this call only joined. */
  joined: boolean;
}

/**
 * Runs `start` once for all calls with this key. The shared request lives in a scope of its own: it ends when its last
 * subscriber leaves, and its deadline is the latest of theirs. Each subscriber keeps its own deadline and signal. The
 * one that started it pays: another budget than its own is never charged.
 */
export async function coalesce<Output>(
  inFlight: InFlight,
  key: string,
  subscriber: Subscriber,
  start: (scope: CallScope, progress: WorkProgress) => Promise<CallResult<Output>>,
): Promise<Coalesced<Output>> {
  for (;;) {
    let shared = inFlight.get(key);
    const joined = shared !== undefined;
    if (shared === undefined) {
      shared = begin(inFlight, key, subscriber, start);
    } else {
      shared.scope.deadlineAt = Math.max(shared.scope.deadlineAt, subscriber.scope.deadlineAt);
    }
    try {
      const result = (await subscribe(shared, subscriber, joined)) as CallResult<Output>;
      // What one caller does to its result must not change another's.
      return joined ? { result: copyOf(result), joined } : { result, joined };
    } catch (error) {
      // The starter's budget is not this call's: it asks for itself.
      const othersBudget = joined && HeadwaterError.isInstance(error) && error.code === 'budget-exhausted';
      if (!othersBudget || subscriber.scope.end !== undefined) throw error;
    }
  }
}

function begin<Output>(
  inFlight: InFlight,
  key: string,
  { scope: { clock, deadlineAt }, report }: Subscriber,
  start: (scope: CallScope, progress: WorkProgress) => Promise<CallResult<Output>>,
): SharedWork {
  const scope = new CallScope(clock, deadlineAt);
  const progress: WorkProgress = { attempts: 0, bytes: 0 };
  const result = start(scope, progress);
  const shared: SharedWork = { scope, report, progress, result, subscribers: 0, settled: false };
  inFlight.set(key, shared);
  const forget = () => {
    if (inFlight.get(key) === shared) inFlight.delete(key);
  };
  const settle = () => {
    shared.settled = true;
    forget();
  };
  result.then(settle, settle);
  // An abandoned request is nobody's: a new call must not join it.
  scope.cancellation.onCancel(forget);
  return shared;
}

async function subscribe(shared: SharedWork, { scope, report, onProgress }: Subscriber, joined: boolean) {
  shared.subscribers += 1;
  onProgress(shared.progress);
  // A joined call is told what is waited for; the requests themselves are the starter's.
  const silence = joined
    ? shared.report.addListener({ event: (event) => event.type === 'call-waiting' && report.emit(event) })
    : undefined;
  try {
    return await scope.bounded(shared.result);
  } finally {
    silence?.();
    shared.subscribers -= 1;
    if (shared.subscribers === 0 && !shared.settled) {
      shared.scope.finish({ kind: 'cancelled', reason: scope.cancellation.reason });
    }
  }
}

/** The joined call sent nothing and is charged nothing. */
function copyOf<Output>({ value, skipped, response }: CallResult<Output>): CallResult<Output> {
  return { value: structuredClone(value), skipped: structuredClone(skipped), response: joinedResponse(response) };
}
