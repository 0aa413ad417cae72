export interface AdaptiveRateOptions {
  /** The rate never falls below this, in requests per second. @default 0.1 */
  minimumRequestsPerSecond?: number;
  /** The rate never rises above this, in requests per second. @default 100 */
  maximumRequestsPerSecond?: number;
  /** Factor applied on a 429, above 0 and below 1. @default 0.7 */
  decrease?: number;
  /** Requests per second gained by each second of full use, but never more than a fiftieth of the rate. @default 0.2 */
  increasePerSecond?: number;
}

const defaultStart = 10;

/** Keeps the 429s that searching for the limit costs to a few in a hundred, also where the limit is low. */
const largestGain = 0.02;

/** Several 429s within this time are one message: the rate was too high. Milliseconds. */
const decreaseIntervalMs = 1000;

/**
 * The rate of a service that publishes no limit: additive increase while it is used, multiplicative decrease on a 429, at
 * most once per interval and per round trip, since the requests then on the wire left at the old rate.
 */
export class AdaptiveRate {
  readonly #minimum: number;
  readonly #maximum: number;
  readonly #decrease: number;
  readonly #increase: number;
  #rate: number;
  #decreasedAt = Number.NEGATIVE_INFINITY;
  /** Answers still to come from requests that left before the last decrease. */
  #oldAnswers = 0;

  constructor(options: AdaptiveRateOptions, start: number = defaultStart) {
    this.#minimum = options.minimumRequestsPerSecond ?? 0.1;
    this.#maximum = Math.max(this.#minimum, options.maximumRequestsPerSecond ?? Math.max(100, start));
    this.#decrease = options.decrease ?? 0.7;
    this.#increase = options.increasePerSecond ?? 0.2;
    this.#rate = this.#bounded(start);
  }

  get requestsPerSecond(): number {
    return this.#rate;
  }

  /** One 429. `inFlight` counts the requests still on the wire, the refused one included. */
  throttled(now: number, inFlight: number): void {
    if (this.#oldAnswers > 0 || Math.abs(now - this.#decreasedAt) < decreaseIntervalMs) return;
    this.#rate = this.#bounded(this.#rate * this.#decrease);
    this.#decreasedAt = now;
    this.#oldAnswers = inFlight;
  }

  /** One success, at a time when the rate was what held calls back. */
  succeeded(): void {
    this.#rate = this.#bounded(this.#rate + Math.min(this.#increase / this.#rate, largestGain));
  }

  /** One request has left the wire, whatever its outcome. */
  released(): void {
    if (this.#oldAnswers > 0) this.#oldAnswers -= 1;
  }

  #bounded(rate: number): number {
    return Math.min(this.#maximum, Math.max(this.#minimum, rate));
  }
}
