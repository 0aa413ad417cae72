import type { Clock, TimerHandle } from '../contract/clock.ts';
import type { Circuit, CircuitPermit } from './circuit.ts';
import type { RateLimit } from './limits.ts';
import { Pacer } from './pacer.ts';

const defaultConcurrency = 16;
const defaultQueueSize = 1000;

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
  refuse(refusal: AdmissionRefusal): void;
}

/** Thrown as a value, never as an `Error`: the pipeline knows how to word it. */
export class AdmissionRefused {
  readonly refusal: AdmissionRefusal;
  constructor(refusal: AdmissionRefusal) {
    this.refusal = refusal;
  }
}

/**
 * One fair, bounded, abortable queue for rate and concurrency. A call leaves it when a slot and a token are both free,
 * and the circuit is asked again at that moment: a breaker outside a separate limiter lets a queue full of calls out
 * after it has opened, and a limiter before a separate bulkhead lets a burst out when the bulkhead frees.
 */
export class Admission {
  readonly #clock: Clock;
  readonly #circuit: Circuit;
  readonly #pacer: Pacer;
  /** Insertion order is queue order; deletion from the middle costs nothing. */
  readonly #waiters = new Set<Waiter>();
  #limit: RateLimit;
  #inFlight = 0;
  #timer: TimerHandle | undefined;

  constructor(clock: Clock, circuit: Circuit, limit: RateLimit) {
    this.#clock = clock;
    this.#circuit = circuit;
    this.#limit = limit;
    this.#pacer = new Pacer(limit);
  }

  get limit(): RateLimit {
    return this.#limit;
  }

  get queued(): number {
    return this.#waiters.size;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  configure(limit: RateLimit): void {
    this.#limit = limit;
    this.#pacer.configure(limit, this.#clock.monotonicNow());
    this.#pump();
  }

  /** The service asked for silence: nothing leaves before then (monotonic milliseconds). */
  pauseUntil(until: number): void {
    this.#pacer.pauseUntil(until);
    this.#arm();
  }

  /** An opening circuit empties the queue: none of these calls would be let through. */
  rejectAll(): void {
    for (const waiter of [...this.#waiters]) waiter.refuse({ reason: 'circuit-open' });
  }

  /** Resolves when the request may be sent. Rejects with `AdmissionRefused`, or with the signal's reason. */
  enter(request: AdmissionRequest): Promise<AdmissionSlot> {
    if (request.signal.aborted) return Promise.reject(request.signal.reason);
    if (this.#waiters.size === 0) {
      const slot = this.#tryAdmit();
      if (slot !== undefined) return Promise.resolve(slot);
    }
    const now = this.#clock.monotonicNow();
    const refusal = this.#refusal(now, request.deadlineAt);
    if (refusal !== undefined) return Promise.reject(new AdmissionRefused(refusal));
    const startAt = this.#pacer.nextAt(now, this.#waiters.size);
    request.onWait?.({ reason: startAt > now ? 'rate-limit' : 'queue', untilMs: this.#clock.now() + (startAt - now) });
    return this.#wait(request.signal);
  }

  #refusal(now: number, deadlineAt: number): AdmissionRefusal | undefined {
    if (!this.#circuit.allows(now)) return { reason: 'circuit-open' };
    if (this.#waiters.size >= (this.#limit.queueSize ?? defaultQueueSize)) {
      return { reason: 'queue-full', queued: this.#waiters.size };
    }
    const startAt = this.#pacer.nextAt(now, this.#waiters.size);
    return startAt > deadlineAt ? { reason: 'too-late', waitMs: startAt - now } : undefined;
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
          reject(new AdmissionRefused(refusal));
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiters.add(waiter);
      this.#arm();
    });
  }

  #tryAdmit(): AdmissionSlot | undefined {
    const now = this.#clock.monotonicNow();
    if (this.#inFlight >= (this.#limit.concurrency ?? defaultConcurrency)) return undefined;
    if (this.#pacer.nextAt(now) > now) return undefined;
    const permit = this.#circuit.tryEnter(() => this.#clock.monotonicNow());
    if (permit === undefined) return undefined;
    this.#pacer.tryTake(now);
    this.#inFlight += 1;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      // A slot that is given back without an outcome must still free the circuit's probe.
      permit.record('neutral');
      this.#inFlight -= 1;
      this.#pump();
    };
    return { permit, release };
  }

  #pump(): void {
    for (const waiter of this.#waiters) {
      if (!this.#circuit.allows(this.#clock.monotonicNow())) {
        waiter.refuse({ reason: 'circuit-open' });
        continue;
      }
      const slot = this.#tryAdmit();
      if (slot === undefined) break;
      waiter.admit(slot);
    }
    this.#arm();
  }

  /** One timer for the whole queue, only while somebody waits for a token. */
  #arm(): void {
    this.#disarm();
    if (this.#waiters.size === 0) return;
    const now = this.#clock.monotonicNow();
    const nextAt = this.#pacer.nextAt(now);
    // Without a token to wait for, the next release pumps the queue.
    if (nextAt <= now) return;
    this.#timer = this.#clock.setTimeout(() => this.#pump(), Math.ceil(nextAt - now));
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
