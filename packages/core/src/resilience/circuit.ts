import type { CircuitState } from '../contract/adapter.ts';
import type { Clock } from '../contract/clock.ts';
import { ConfigurationError } from '../errors/kinds.ts';
import { type CircuitSample, SampleWindow } from './sample-window.ts';

export interface CircuitOptions {
  /** Oldest outcome that counts, in milliseconds. @default 60000 */
  windowMs?: number;
  /** Newest outcomes that count. @default 40 */
  windowCalls?: number;
  /** Outcomes the window must hold before it can open. @default 20 */
  minimumCalls?: number;
  /** Share of failures that opens it. @default 0.5 */
  failureRatio?: number;
  /** Shortest time it stays open, in milliseconds. @default 500 */
  openMs?: number;
  /** Longest time it stays open, in milliseconds; in between it is a fifth of the outage so far. @default 30000 */
  maxOpenMs?: number;
  /** Probes at a time while half-open, and successes that close it. @default 3 */
  probes?: number;
}

export type CircuitOutcome = 'success' | 'failure' | 'neutral';

/** What one admitted call says at its end. `neutral` (4xx, 429, cancelled) decides nothing. */
export interface CircuitPermit {
  /** Counts once; later records are ignored. `now` is monotonic milliseconds. */
  record(outcome: CircuitOutcome, now?: number): void;
}

/** Everything a circuit knows, as JSON. Times are relative, so that another process can go on from it. */
export interface CircuitSnapshot {
  state: CircuitState;
  /** Milliseconds until probes are let through; 0 unless open. */
  retryAfterMs: number;
  /** Outcomes in the window, and failures among them. */
  calls: number;
  failures: number;
  /** Milliseconds since it first opened; 0 while closed. */
  outageMs: number;
  /** How long it was opened for the last time, in milliseconds; 0 while closed. */
  openMs: number;
  /** Successes of the present half-open state. */
  probeSuccesses: number;
  /** Oldest first. */
  samples: readonly CircuitSample[];
}

/** `at` is monotonic milliseconds. */
export interface CircuitChange {
  from: CircuitState;
  to: CircuitState;
  at: number;
}

/**
 * The next look at a failing service comes after this share of the outage so far: recovery is noticed at most a fifth
 * late, and an outage of any length meets a number of probes that only grows with its logarithm.
 */
const openShare = 0.2;

const defaults: Required<CircuitOptions> = {
  windowMs: 60_000,
  windowCalls: 40,
  minimumCalls: 20,
  failureRatio: 0.5,
  openMs: 500,
  maxOpenMs: 30_000,
  probes: 3,
};

/**
 * A sampling breaker. It has no timer: an open circuit becomes half-open when it is looked at after its time. A breaker
 * that counts consecutive failures is not offered: it was measured to drop good traffic to 60 % under 15 % faults.
 */
export class Circuit {
  readonly #clock: Clock;
  readonly #options: Required<CircuitOptions>;
  readonly #window: SampleWindow;
  readonly #listeners = new Set<(change: CircuitChange) => void>();
  #state: CircuitState = 'closed';
  #outageSince = 0;
  #openUntil = 0;
  #openMs = 0;
  #probesInFlight = 0;
  #probeSuccesses = 0;
  #lastProbeAt = 0;
  /** When the latest probe that succeeded was sent. */
  #provenAt = Number.NEGATIVE_INFINITY;
  /** Raised at each change of state, so that a late answer cannot decide over a later state. */
  #generation = 0;

  constructor(clock: Clock, options: CircuitOptions = {}) {
    this.#clock = clock;
    this.#options = { ...defaults, ...options };
    const { windowCalls, minimumCalls, windowMs } = this.#options;
    this.#window = new SampleWindow(Math.max(windowCalls, minimumCalls), windowMs);
  }

  /**
   * A circuit that goes on where the snapshot was taken. Probes then in flight belong to whoever sent them.
   *
   * @throws {ConfigurationError} when this is no snapshot of a circuit
   */
  static restore(snapshot: CircuitSnapshot, clock: Clock, options: CircuitOptions = {}): Circuit {
    const circuit = new Circuit(clock, options);
    circuit.adopt(snapshot);
    return circuit;
  }

  /**
   * Goes on from a snapshot, taken here or by another process. Listeners are told when it changes the state.
   *
   * @throws {ConfigurationError} when this is no snapshot of a circuit
   */
  adopt(snapshot: CircuitSnapshot): void {
    checkSnapshot(snapshot);
    const now = this.#clock.monotonicNow();
    this.#window.clear();
    for (const { ageMs, failed } of snapshot.samples) this.#window.add(failed, now - ageMs);
    this.#outageSince = now - snapshot.outageMs;
    this.#openMs = Math.min(snapshot.openMs, this.#options.maxOpenMs);
    this.#openUntil = now + Math.min(snapshot.retryAfterMs, this.#options.maxOpenMs);
    this.#become(snapshot.state, now);
    this.#probeSuccesses = snapshot.probeSuccesses;
  }

  /** Tells of every change of state, at the moment it is noticed. Returns the function that ends it. */
  onChange(listener: (change: CircuitChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether a call would be let through now. */
  allows(now: number): boolean {
    if (this.#state === 'closed') return true;
    return this.state(now) === 'half-open' && this.#probePlaceFree(now);
  }

  /** Lets one call through, or not. The permit must be recorded once. */
  tryEnter(now: number): CircuitPermit | undefined {
    if (!this.allows(now)) return undefined;
    const probing = this.#state === 'half-open';
    if (probing) {
      this.#probesInFlight += 1;
      this.#lastProbeAt = now;
    }
    return new Permit(this, this.#clock, this.#generation, probing, now);
  }

  state(now: number): CircuitState {
    if (this.#state === 'open' && now >= this.#reopensAt(now)) this.#become('half-open', now);
    return this.#state;
  }

  snapshot(now: number): CircuitSnapshot {
    const state = this.state(now);
    const samples = this.#window.samples(now);
    return {
      state,
      retryAfterMs: state === 'open' ? this.#reopensAt(now) - now : 0,
      calls: this.#window.calls,
      failures: this.#window.failures,
      outageMs: state === 'closed' ? 0 : Math.max(0, now - this.#outageSince),
      openMs: state === 'closed' ? 0 : this.#openMs,
      probeSuccesses: this.#probeSuccesses,
      samples,
    };
  }

  /** @internal Called by permits. */
  settle(generation: number, probing: boolean, enteredAt: number, outcome: CircuitOutcome, now: number): void {
    if (generation !== this.#generation) return;
    if (probing) this.#recordProbe(enteredAt, outcome, now);
    else if (outcome !== 'neutral') this.#recordSample(outcome === 'failure', now);
  }

  /** A probe that hangs must not keep the others out: one more is let through each open time. */
  #probePlaceFree(now: number): boolean {
    return this.#probesInFlight < this.#options.probes || now - this.#lastProbeAt >= this.#openMs;
  }

  /** A clock that went back must not make the circuit wait longer than it said. */
  #reopensAt(now: number): number {
    this.#openUntil = Math.min(this.#openUntil, now + this.#options.maxOpenMs);
    return this.#openUntil;
  }

  #recordProbe(enteredAt: number, outcome: CircuitOutcome, now: number): void {
    this.#probesInFlight -= 1;
    if (outcome === 'failure') {
      // What a later probe has shown, an earlier one that failed slowly does not disprove.
      if (enteredAt >= this.#provenAt) this.#open(now, enteredAt);
    } else if (outcome === 'success') {
      this.#provenAt = Math.max(this.#provenAt, enteredAt);
      this.#probeSuccesses += 1;
      if (this.#probeSuccesses < this.#options.probes) return;
      this.#window.clear();
      this.#become('closed', now);
    }
  }

  #recordSample(failed: boolean, now: number): void {
    this.#window.add(failed, now);
    if (!failed) return;
    const { calls, failures } = this.#window;
    if (calls < this.#options.minimumCalls || failures / calls < this.#options.failureRatio) return;
    this.#outageSince = now;
    this.#open(now, now);
  }

  /** A failure tells of the time its request was sent at: one that took long to fail has been waited for already. */
  #open(now: number, sentAt: number): void {
    this.#openMs = this.#nextOpenMs(now);
    this.#openUntil = Math.max(now, sentAt + this.#openMs);
    this.#become('open', now);
  }

  #nextOpenMs(now: number): number {
    const { openMs, maxOpenMs } = this.#options;
    return Math.min(maxOpenMs, Math.max(openMs, (now - this.#outageSince) * openShare));
  }

  #become(state: CircuitState, now: number): void {
    const from = this.#state;
    this.#state = state;
    this.#generation += 1;
    this.#probesInFlight = 0;
    this.#probeSuccesses = 0;
    this.#provenAt = Number.NEGATIVE_INFINITY;
    if (from === state) return;
    for (const listener of this.#listeners) {
      try {
        listener({ from, to: state, at: now });
      } catch {
        // A listener watches; its faults must not become a call's.
      }
    }
  }
}

class Permit implements CircuitPermit {
  readonly #circuit: Circuit;
  readonly #clock: Clock;
  readonly #generation: number;
  readonly #probing: boolean;
  readonly #enteredAt: number;
  #recorded = false;

  constructor(circuit: Circuit, clock: Clock, generation: number, probing: boolean, enteredAt: number) {
    this.#circuit = circuit;
    this.#clock = clock;
    this.#generation = generation;
    this.#probing = probing;
    this.#enteredAt = enteredAt;
  }

  record(outcome: CircuitOutcome, now?: number): void {
    if (this.#recorded) return;
    this.#recorded = true;
    const at = now ?? this.#clock.monotonicNow();
    this.#circuit.settle(this.#generation, this.#probing, this.#enteredAt, outcome, at);
  }
}

const states: readonly CircuitState[] = ['closed', 'open', 'half-open'];

function checkSnapshot(snapshot: CircuitSnapshot): void {
  const { state, retryAfterMs, outageMs, openMs, probeSuccesses, samples } = snapshot;
  const numbers = [retryAfterMs, outageMs, openMs, probeSuccesses, ...samples.map((sample) => sample.ageMs)];
  if (states.includes(state) && numbers.every((value) => Number.isFinite(value) && value >= 0)) return;
  throw new ConfigurationError('the snapshot is not one of a circuit', {
    hint: 'Pass what Circuit.snapshot() gave, unchanged.',
  });
}
