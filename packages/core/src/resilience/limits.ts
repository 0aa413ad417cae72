import type { AdaptiveRateOptions } from './adaptive-rate.ts';

/** How fast one cost class of one credential may be used. */
export interface RateLimit {
  /** Sustained rate. Absent: not paced. With `adaptive`, the rate to begin with. */
  requestsPerSecond?: number;
  /** Requests that may leave at once after a quiet time. @default 1 */
  burst?: number;
  /** Requests on the wire at the same time. @default 16 */
  concurrency?: number;
  /** Calls that may wait; one more is refused as overloaded. @default 1000 */
  queueSize?: number;
  /** For services that publish no limit: find the rate from their 429s. @default false */
  adaptive?: boolean | AdaptiveRateOptions;
}

/** One rate limit per cost class; `default` serves the classes that are not named. */
export type LimitPlan = Readonly<Record<string, RateLimit>>;

/** The plan of the sandbox: fast enough not to be felt, still a limit, and the same in client and emulator. */
export const sandboxPlan: LimitPlan = { default: { requestsPerSecond: 1000, burst: 50, concurrency: 32 } };

export function limitFor(plan: LimitPlan, costClass: string): RateLimit {
  return plan[costClass] ?? plan.default ?? {};
}

/** The adaptive part of a limit; `undefined` where the rate is fixed. */
export function adaptiveOptions({ adaptive }: RateLimit): AdaptiveRateOptions | undefined {
  return typeof adaptive === 'object' ? adaptive : adaptive === true ? {} : undefined;
}

export function sameLimit(a: RateLimit, b: RateLimit): boolean {
  return (
    a === b ||
    (a.requestsPerSecond === b.requestsPerSecond &&
      a.burst === b.burst &&
      a.concurrency === b.concurrency &&
      a.queueSize === b.queueSize &&
      sameAdaptive(adaptiveOptions(a), adaptiveOptions(b)))
  );
}

export function sameAdaptive(a: AdaptiveRateOptions | undefined, b: AdaptiveRateOptions | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.minimumRequestsPerSecond === b.minimumRequestsPerSecond &&
    a.maximumRequestsPerSecond === b.maximumRequestsPerSecond &&
    a.decrease === b.decrease &&
    a.increasePerSecond === b.increasePerSecond
  );
}
