import type { RateLimit } from './limits.ts';

/**
 * Timers and networks jitter: two requests sent one second apart can arrive 0.97 s apart. The pacer keeps this much
 * distance from the published rate.
 */
const slack = 1.05;

/**
 * Generic cell rate algorithm: one number of state, no timer of its own. All times are monotonic milliseconds.
 */
export class Pacer {
  /** Theoretical arrival time of the next request. */
  #arrivalAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #intervalMs = 0;
  #toleranceMs = 0;

  constructor(limit: RateLimit) {
    this.#adopt(limit);
  }

  /** Takes a new limit. What was used up under the old one counts for as many requests under the new. */
  configure(limit: RateLimit, now: number): void {
    const owed = this.#intervalMs === 0 ? 0 : Math.max(0, this.#arrivalAt - now) / this.#intervalMs;
    this.#adopt(limit);
    this.#arrivalAt = now + owed * this.#intervalMs;
  }

  #adopt(limit: RateLimit): void {
    this.#intervalMs = limit.requestsPerSecond ? (1000 * slack) / limit.requestsPerSecond : 0;
    this.#toleranceMs = this.#intervalMs * (Math.max(1, limit.burst ?? 1) - 1);
  }

  /** When the request with `ahead` others before it may leave. */
  nextAt(now: number, ahead = 0): number {
    const paced = this.#intervalMs === 0 ? now : this.#arrivalAt - this.#toleranceMs + ahead * this.#intervalMs;
    return Math.max(now, paced, this.#pausedUntil);
  }

  /** Takes a token if one is free now. */
  tryTake(now: number): boolean {
    if (this.nextAt(now) > now) return false;
    this.#arrivalAt = Math.max(now, this.#arrivalAt) + this.#intervalMs;
    return true;
  }

  /** The service asked for silence until then. */
  pauseUntil(until: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }
}
