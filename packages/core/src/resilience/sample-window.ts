/** One outcome a circuit has seen. */
export interface CircuitSample {
  /** Milliseconds since it was recorded. */
  ageMs: number;
  failed: boolean;
}

/**
 * The last outcomes, bounded in number and in age, in two typed arrays that are never reallocated. A bound in number makes
 * a busy circuit notice an outage after as many calls as a quiet one; the bound in age keeps yesterday out.
 */
export class SampleWindow {
  readonly #maxAgeMs: number;
  readonly #times: Float64Array;
  readonly #failed: Uint8Array;
  #oldest = 0;
  #calls = 0;
  #failures = 0;

  constructor(capacity: number, maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
    this.#times = new Float64Array(capacity);
    this.#failed = new Uint8Array(capacity);
  }

  get calls(): number {
    return this.#calls;
  }

  get failures(): number {
    return this.#failures;
  }

  add(failed: boolean, now: number): void {
    this.expire(now);
    if (this.#calls === this.#times.length) this.#dropOldest();
    const index = (this.#oldest + this.#calls) % this.#times.length;
    this.#times[index] = now;
    this.#failed[index] = failed ? 1 : 0;
    this.#calls += 1;
    if (failed) this.#failures += 1;
  }

  /** Forgets what is too old. A sample from a clock that has since gone back is kept: the bound in number still holds. */
  expire(now: number): void {
    while (this.#calls > 0 && now - (this.#times[this.#oldest] as number) >= this.#maxAgeMs) this.#dropOldest();
  }

  clear(): void {
    this.#oldest = 0;
    this.#calls = 0;
    this.#failures = 0;
  }

  /** Oldest first. */
  samples(now: number): CircuitSample[] {
    this.expire(now);
    return Array.from({ length: this.#calls }, (_, position) => {
      const index = (this.#oldest + position) % this.#times.length;
      return { ageMs: Math.max(0, now - (this.#times[index] as number)), failed: this.#failed[index] === 1 };
    });
  }

  #dropOldest(): void {
    if (this.#failed[this.#oldest] === 1) this.#failures -= 1;
    this.#oldest = (this.#oldest + 1) % this.#times.length;
    this.#calls -= 1;
  }
}
