import type { RateLimit } from './limits.ts';

/**
 * Timers and networks jitter: two requests sent one second apart can arrive 0.97 s apart. The pacer keeps this much
 * distance from the published rate.
 */
const slack = 1.05;

/** Sums of fractions come out a little too high; a burst must not miss its last request for that. Milliseconds. */
const roundingMs = 1e-6;

/** No service is left alone for longer than this without being asked again, whatever it said. Milliseconds. */
export const maxPauseMs = 3_600_000;

/**
 * Generic cell rate algorithm: one number of state, no timer of its own. All times are monotonic milliseconds. Should the
 * clock go back all the same, what is owed is cut to what the limit can owe: nobody waits longer than the limit says.
 */
export class Pacer {
  /** Theoretical arrival time of the next request. */
  #arrivalAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #pauseMs = 0;
  #intervalMs = 0;
  #toleranceMs = 0;

  constructor(limit: RateLimit) {
    this.#adopt(limit.requestsPerSecond, limit.burst);
  }

  /** Takes a new limit. What was used up under the old one counts for as many requests under the new. */
  configure(limit: RateLimit, now: number): void {
    const owed = this.#intervalMs === 0 ? 0 : (this.#arrivalAt - now) / this.#intervalMs;
    this.#adopt(limit.requestsPerSecond, limit.burst);
    if (owed > 0) this.#arrivalAt = now + owed * this.#intervalMs;
  }

  #adopt(requestsPerSecond: number | undefined, burst: number | undefined): void {
    this.#intervalMs = requestsPerSecond ? (1000 * slack) / requestsPerSecond : 0;
    this.#toleranceMs = this.#intervalMs * (Math.max(1, burst ?? 1) - 1);
  }

  /** When the request with `ahead` others before it may leave. */
  nextAt(now: number, ahead = 0): number {
    const owedUntil = Math.min(this.#arrivalAt, now + this.#toleranceMs + this.#intervalMs);
    const paced = this.#intervalMs === 0 ? now : owedUntil - this.#toleranceMs + ahead * this.#intervalMs - roundingMs;
    return Math.max(now, paced, Math.min(this.#pausedUntil, now + this.#pauseMs));
  }

  /** Takes a token if one is free now. */
  tryTake(now: number): boolean {
    if (this.nextAt(now) > now) return false;
    this.take(now);
    return true;
  }

  /** Takes a token that is known to be free. */
  take(now: number): void {
    this.#arrivalAt = Math.max(now, Math.min(this.#arrivalAt, now + this.#toleranceMs)) + this.#intervalMs;
  }

  /** The last request arrives later than it was sent, by so many milliseconds: what follows must as well. */
  delay(milliseconds: number): void {
    this.#arrivalAt += Math.min(milliseconds, this.#intervalMs);
  }

  /** The service asked for silence until then. An hour counts at most. */
  pauseUntil(until: number, now: number): void {
    if (until <= this.#pausedUntil) return;
    this.#pauseMs = Math.min(until - now, maxPauseMs);
    this.#pausedUntil = now + this.#pauseMs;
  }

  /** Whether nothing is owed: forgetting this pacer would let nobody go sooner than it does. */
  atRest(now: number): boolean {
    return this.#arrivalAt <= now && this.#pausedUntil <= now;
  }
}
