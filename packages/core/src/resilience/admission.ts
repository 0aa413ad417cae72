import type { Quota } from '../contract/adapter.ts';
import type { Clock, TimerHandle } from '../contract/clock.ts';
import { AdaptiveRate } from './adaptive-rate.ts';
import type { Circuit, CircuitPermit } from './circuit.ts';
import { adaptiveOptions, type RateLimit, sameAdaptive } from './limits.ts';
import { Pacer } from './pacer.ts';
import { QuotaWindow } from './quota-window.ts';

const defaultConcurrency = 16;
const defaultQueueSize = 1000;

/** Timers overflow above this and fire at once; a longer wait is looked at again on the way. Milliseconds. */
const maxTimerMs = 2 ** 31 - 1;

/** Leave to send one request. Give it back exactly once; later calls are ignored. */
export interface AdmissionSlot {
  readonly permit: CircuitPermit;
  release(): void;
}

export type AdmissionRefusal =
  | { reason: 'queue-full'; queued: number }
  | { reason: 'circuit-open' }
  | { reason: 'too-late'; waitMs: number };

export interface AdmissionRequest {
  signal: AbortSignal;
  /** Monotonic milliseconds after which leaving the queue is of no use. */
  deadlineAt: number;
  /** Told once when the call has to wait. */
  onWait?(wait: { reason: 'rate-limit' | 'queue'; untilMs: number }): void;
}

interface Waiter {
  admit(slot: AdmissionSlot): void;
  refuse(refusal: AdmissionRefused): void;
}

/** Thrown as a value, never as an `Error`: the pipeline knows how to word it. */
export class AdmissionRefused {
  readonly refusal: AdmissionRefusal;
  constructor(refusal: AdmissionRefusal) {
    this.refusal = refusal;
  }
}

const circuitOpen = new AdmissionRefused({ reason: 'circuit-open' });

/**
 * One fair, bounded, abortable queue for rate and concurrency. A call leaves it when a slot and a token are both free,
 * and the circuit is asked again at that moment: a breaker outside a separate limiter lets a queue full of calls out
 * after it has opened, and a limiter before a separate bulkhead lets a burst out when the bulkhead frees.
 */
export class Admission {
  readonly #clock: Clock;
  readonly #circuit: Circuit;
  readonly #pacer: Pacer;
  readonly #quota = new QuotaWindow();
  /** Insertion order is queue order; deletion from the middle costs nothing. */
  readonly #waiters = new Set<Waiter>();
  #adaptive: AdaptiveRate | undefined;
  #limit: RateLimit;
  #concurrency: number;
  #inFlight = 0;
  #lastUsedAt: number;
  /** When the first request of all left, until it is answered; `null` afterwards. */
  #firstSentAt: number | undefined | null;
  #timer: TimerHandle | undefined;

  constructor(clock: Clock, circuit: Circuit, limit: RateLimit) {
    this.#clock = clock;
    this.#circuit = circuit;
    this.#limit = limit;
    this.#concurrency = limit.concurrency ?? defaultConcurrency;
    this.#adaptive = adaptiveRate(limit);
    this.#pacer = new Pacer(this.#paced());
    this.#lastUsedAt = clock.monotonicNow();
    circuit.onChange(({ to }) => {
      if (to === 'open') this.rejectAll();
    });
  }

  /** As configured; the rate that an adaptive limit has found is `requestsPerSecond`. */
  get limit(): RateLimit {
    return this.#limit;
  }

  /** The rate in force; `undefined` where calls are not paced. */
  get requestsPerSecond(): number | undefined {
    return this.#paced().requestsPerSecond;
  }

  get queued(): number {
    return this.#waiters.size;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Monotonic milliseconds at which a call last asked to be let in. */
  get lastUsedAt(): number {
    return this.#lastUsedAt;
  }

  configure(limit: RateLimit): void {
    const keepsRate =
      this.#limit.requestsPerSecond === limit.requestsPerSecond &&
      sameAdaptive(adaptiveOptions(this.#limit), adaptiveOptions(limit));
    this.#limit = limit;
    this.#concurrency = limit.concurrency ?? defaultConcurrency;
    if (!keepsRate) this.#adaptive = adaptiveRate(limit);
    this.#pacer.configure(this.#paced(), this.#clock.monotonicNow());
    this.#pump();
  }

  /** The service asked for silence: nothing leaves before then (monotonic milliseconds). An hour counts at most. */
  pauseUntil(until: number): void {
    // A timer that is armed already finds nothing free when it fires, and is armed anew.
    this.#pacer.pauseUntil(until, this.#clock.monotonicNow());
  }

  /** The service answered 429. Nothing leaves before `retryAfterMs` have passed, and an adaptive rate goes down. */
  throttled(retryAfterMs?: number): void {
    const now = this.#clock.monotonicNow();
    if (retryAfterMs !== undefined) this.#pacer.pauseUntil(now + retryAfterMs, now);
    if (this.#adaptive === undefined) return;
    this.#adaptive.throttled(now, this.#inFlight);
    this.#pacer.configure(this.#paced(), now);
  }

  /** The service answered as asked. An adaptive rate goes up if it is what holds calls back. */
  succeeded(): void {
    if (this.#adaptive === undefined) return;
    const now = this.#clock.monotonicNow();
    if (this.#waiters.size === 0 && this.#pacer.nextAt(now) <= now) return;
    this.#adaptive.succeeded();
    this.#pacer.configure(this.#paced(), now);
    this.#pump();
  }

  /** Takes what the vendor's headers say is left. Call it before the slot is released. `wallNow`: epoch milliseconds. */
  learn(quota: Quota, wallNow: number): void {
    this.#quota.learn(quota, Math.max(0, this.#inFlight - 1), this.#clock.monotonicNow(), wallNow);
    if (this.#waiters.size > 0) this.#pump();
  }

  /** An opening circuit empties the queue: none of these calls would be let through. */
  rejectAll(): void {
    for (const waiter of [...this.#waiters]) waiter.refuse(circuitOpen);
    this.#disarm();
  }

  /**
   * The way of a call that need not wait: no promise, no timer. `undefined` means that it has to queue: `enter`.
   *
   * @param now monotonic milliseconds
   */
  tryEnter(now: number = this.#clock.monotonicNow()): AdmissionSlot | AdmissionRefused | undefined {
    this.#lastUsedAt = now;
    if (!this.#circuit.allows(now)) return circuitOpen;
    return this.#waiters.size === 0 ? this.#tryAdmit(now) : undefined;
  }

  /** Resolves when the request may be sent. Rejects with `AdmissionRefused`, or with the signal's reason. */
  enter(request: AdmissionRequest): Promise<AdmissionSlot> {
    if (request.signal.aborted) return Promise.reject(request.signal.reason);
    const now = this.#clock.monotonicNow();
    const slot = this.tryEnter(now);
    if (slot instanceof AdmissionRefused) return Promise.reject(slot);
    if (slot !== undefined) return Promise.resolve(slot);
    const queued = this.#waiters.size;
    if (queued >= (this.#limit.queueSize ?? defaultQueueSize)) {
      return Promise.reject(new AdmissionRefused({ reason: 'queue-full', queued }));
    }
    const startAt = this.#nextAt(now, queued);
    if (startAt > request.deadlineAt) {
      return Promise.reject(new AdmissionRefused({ reason: 'too-late', waitMs: startAt - now }));
    }
    request.onWait?.({ reason: startAt > now ? 'rate-limit' : 'queue', untilMs: this.#clock.now() + (startAt - now) });
    return this.#wait(request.signal);
  }

  /** Whether forgetting this queue would lose nothing: nobody waits, nothing is on the wire or owed. */
  atRest(now: number): boolean {
    return this.#idle && this.#pacer.atRest(now) && this.#quota.atRest(now);
  }

  get #idle(): boolean {
    return this.#inFlight === 0 && this.#waiters.size === 0;
  }

  /** @internal Called by slots. */
  giveBack(): void {
    this.#inFlight -= 1;
    this.#adaptive?.released();
    if (typeof this.#firstSentAt === 'number') {
      // Looking up a name and opening a connection made the first request late at the service; the second will not be.
      this.#pacer.delay(this.#clock.monotonicNow() - this.#firstSentAt);
      this.#firstSentAt = null;
    }
    if (this.#waiters.size > 0) this.#pump();
  }

  #paced(): RateLimit {
    if (this.#adaptive === undefined) return this.#limit;
    return { ...this.#limit, requestsPerSecond: this.#adaptive.requestsPerSecond };
  }

  #nextAt(now: number, ahead = 0): number {
    return Math.max(this.#pacer.nextAt(now, ahead), this.#quota.nextAt(now, ahead));
  }

  #wait(signal: AbortSignal): Promise<AdmissionSlot> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = () => {
        leave();
        if (this.#waiters.size === 0) this.#disarm();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        admit: (slot) => {
          leave();
          resolve(slot);
        },
        refuse: (refusal) => {
          leave();
          reject(refusal);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiters.add(waiter);
      this.#arm();
    });
  }

  #tryAdmit(now: number): AdmissionSlot | undefined {
    if (this.#inFlight >= this.#concurrency || this.#nextAt(now) > now) return undefined;
    const permit = this.#circuit.tryEnter(now);
    if (permit === undefined) return undefined;
    this.#pacer.take(now);
    this.#quota.take(now);
    this.#inFlight += 1;
    if (this.#firstSentAt === undefined) this.#firstSentAt = now;
    return new Slot(this, permit);
  }

  #pump(): void {
    const now = this.#clock.monotonicNow();
    for (const waiter of this.#waiters) {
      if (!this.#circuit.allows(now)) {
        waiter.refuse(circuitOpen);
        continue;
      }
      const slot = this.#tryAdmit(now);
      if (slot === undefined) break;
      waiter.admit(slot);
    }
    this.#arm();
  }

  /** One timer for the whole queue, only while somebody waits for a token. */
  #arm(): void {
    this.#disarm();
    if (this.#waiters.size === 0) return;
    // The next release pumps the queue.
    if (this.#inFlight >= this.#concurrency) return;
    const now = this.#clock.monotonicNow();
    // The clock has gone on since the queue was looked at: a token may be free by now, and nobody else would notice.
    const delayMs = Math.min(maxTimerMs, Math.max(1, Math.ceil(this.#nextAt(now) - now)));
    this.#timer = this.#clock.setTimeout(() => this.#pump(), delayMs);
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

class Slot implements AdmissionSlot {
  readonly permit: CircuitPermit;
  readonly #admission: Admission;
  #released = false;

  constructor(admission: Admission, permit: CircuitPermit) {
    this.permit = permit;
    this.#admission = admission;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    // A slot that is given back without an outcome must still free the circuit's probe.
    this.permit.record('neutral');
    this.#admission.giveBack();
  }
}

function adaptiveRate(limit: RateLimit): AdaptiveRate | undefined {
  const options = adaptiveOptions(limit);
  return options === undefined ? undefined : new AdaptiveRate(options, limit.requestsPerSecond);
}
