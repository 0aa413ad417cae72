/** How fast one cost class of one credential may be used. */
export interface RateLimit {
  /** Sustained rate. Absent: not paced. */
  requestsPerSecond?: number;
  /** Requests that may leave at once after a quiet time. @default 1 */
  burst?: number;
  /** Requests on the wire at the same time. @default 16 */
  concurrency?: number;
  /** Calls that may wait; one more is refused as overloaded. @default 1000 */
  queueSize?: number;
}

/** One rate limit per cost class; `default` serves the classes that are not named. */
export type LimitPlan = Readonly<Record<string, RateLimit>>;

/** The plan of the sandbox: fast enough not to be felt, still a limit, and the same in client and emulator. */
export const sandboxPlan: LimitPlan = { default: { requestsPerSecond: 1000, burst: 50, concurrency: 32 } };

export function limitFor(plan: LimitPlan, costClass: string): RateLimit {
  return plan[costClass] ?? plan.default ?? {};
}
