import type { Quota } from '../contract/adapter.ts';
import { maxPauseMs } from './pacer.ts';

/** While more than this share of the quota is left, it is spent as fast as the limit allows. */
const spreadBelow = 0.1;

/**
 * What the vendor's headers said last: so many requests until the reset. Plenty left changes nothing; the last tenth is
 * spread over the time to the reset; nothing left stops until then, or for an hour where the reset is further away, so
 * that a header that was misread cannot shut a service off. All times are monotonic milliseconds.
 */
export class QuotaWindow {
  #left = Number.POSITIVE_INFINITY;
  #endsAt = Number.NEGATIVE_INFINITY;
  #lengthMs = 0;
  #spread = false;
  #nextAt = Number.NEGATIVE_INFINITY;

  /**
   * @param others requests on the wire that the quota may not count yet
   * @param wallNow epoch milliseconds
   */
  learn(quota: Quota, others: number, now: number, wallNow: number): void {
    const { remaining, limit, resetsAt } = quota;
    const lengthMs = resetsAt === undefined ? Number.NaN : resetsAt.getTime() - wallNow;
    if (remaining === undefined || !(remaining >= 0) || !(lengthMs > 0)) return;
    this.#left = Math.max(0, Math.floor(remaining) - others);
    this.#lengthMs = Math.min(lengthMs, maxPauseMs);
    this.#endsAt = now + this.#lengthMs;
    this.#spread = limit !== undefined && remaining < limit * spreadBelow;
    // Every answer teaches anew; the distance to the request before it must survive that.
    this.#nextAt = Math.min(this.#nextAt, now + this.#spacing(now));
  }

  /** When the request with `ahead` others before it may leave. */
  nextAt(now: number, ahead = 0): number {
    if (now >= this.#endsAt) return now;
    // Further away than its length: the clock went back.
    const endsAt = Math.min(this.#endsAt, now + this.#lengthMs);
    if (ahead >= this.#left) return endsAt;
    return this.#spread ? Math.min(endsAt, Math.max(now, this.#nextAt) + ahead * this.#spacing(now)) : now;
  }

  take(now: number): void {
    if (now >= this.#endsAt) return;
    this.#left -= 1;
    if (this.#spread) this.#nextAt = now + this.#spacing(now);
  }

  #spacing(now: number): number {
    return (this.#endsAt - now) / Math.max(1, this.#left);
  }

  /** Whether nothing is known that would hold a request back. */
  atRest(now: number): boolean {
    return now >= this.#endsAt || (!this.#spread && this.#left > 0);
  }
}
