import type { Clock } from '../contract/clock.ts';
import type { LatencyWindow } from './latency-window.ts';
import { hedgeBudgetDefaults, RequestBudget } from './request-budget.ts';

/** Successes that must have been timed before anything is called slow. */
const minimumSamples = 100;

/**
 * When a second request beside a slow first one is worth its cost: after max(p98, 1.5 × p50) of recent successes, for 2 %
 * of the calls at most. Whether one may be sent at all (read, not billed, circuit closed, free rate token) is asked by
 * the pipeline.
 */
export class HedgePolicy {
  readonly #clock: Clock;
  readonly #latency: LatencyWindow;
  readonly #budget: RequestBudget;

  constructor(clock: Clock, latency: LatencyWindow) {
    this.#clock = clock;
    this.#latency = latency;
    this.#budget = new RequestBudget(clock.monotonicNow(), hedgeBudgetDefaults);
  }

  /** A call that may be hedged has begun. */
  recordCall(): void {
    this.#budget.recordCall(this.#clock.monotonicNow());
  }

  /**
   * Milliseconds after which an answer counts as slow; `undefined` before 100 successes. The median's term keeps a service
   * whose answers all take the same time from being asked twice for its slowest 2 %.
   */
  delayMs(): number | undefined {
    const { p50, p98, samples } = this.#latency;
    if (samples < minimumSamples || p50 === undefined || p98 === undefined) return undefined;
    return Math.max(p98, 1.5 * p50);
  }

  /** Whether the hedges' own budget has one left. */
  available(): boolean {
    return this.#budget.remaining(this.#clock.monotonicNow()) >= 1;
  }

  /** Takes one hedge out of the budget; `false` when there is none. */
  take(): boolean {
    return this.#budget.tryTake(this.#clock.monotonicNow());
  }
}
