import type { CallObserver, CallOptions } from '../contract/call.ts';
import type { Clock, TimerHandle } from '../contract/clock.ts';

/** Why a scope ended before its call did. */
export type ScopeEnd = { kind: 'cancelled'; reason: unknown } | { kind: 'deadline' } | { kind: 'disposed' };

/**
 * The life of one call: one signal that ends it everywhere (queue, back-off, connect, body), fed by the caller's signal,
 * the deadline and the adapter's disposal. Leaves no timer and no listener behind.
 */
export class CallScope {
  readonly clock: Clock;
  readonly startedAt: number;
  /** Monotonic milliseconds. */
  readonly deadlineAt: number;
  readonly observer: CallObserver | undefined;
  readonly #controller = new AbortController();
  readonly #timer: TimerHandle | undefined;
  readonly #unlink: (() => void)[] = [];
  #end: ScopeEnd | undefined;

  constructor(clock: Clock, options: CallOptions, defaultTimeoutMs: number, disposal: AbortSignal) {
    this.clock = clock;
    this.observer = options.observe;
    this.startedAt = clock.monotonicNow();
    const untilDeadline = options.deadline === undefined ? Number.POSITIVE_INFINITY : options.deadline - clock.now();
    const boundMs = Math.min(options.timeoutMs ?? defaultTimeoutMs, untilDeadline);
    this.deadlineAt = this.startedAt + boundMs;
    this.#follow(options.signal, (signal) => ({ kind: 'cancelled', reason: signal.reason }));
    this.#follow(disposal, () => ({ kind: 'disposed' }));
    if (boundMs <= 0) this.#finish({ kind: 'deadline' });
    else if (this.#end === undefined && boundMs <= maxTimerMs) {
      this.#timer = clock.setTimeout(() => this.#finish({ kind: 'deadline' }), boundMs);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get end(): ScopeEnd | undefined {
    return this.#end;
  }

  get remainingMs(): number {
    return this.deadlineAt - this.clock.monotonicNow();
  }

  get elapsedMs(): number {
    return this.clock.monotonicNow() - this.startedAt;
  }

  /** Waits; rejects at once when the scope ends. */
  sleep(delayMs: number): Promise<void> {
    const { signal } = this;
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        timer.cancel();
        reject(signal.reason);
      };
      const timer = this.clock.setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      }, delayMs);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  dispose(): void {
    this.#timer?.cancel();
    for (const unlink of this.#unlink) unlink();
    this.#unlink.length = 0;
  }

  #follow(signal: AbortSignal | undefined, end: (signal: AbortSignal) => ScopeEnd): void {
    if (signal === undefined) return;
    if (signal.aborted) {
      this.#finish(end(signal));
      return;
    }
    const onAbort = () => this.#finish(end(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    this.#unlink.push(() => signal.removeEventListener('abort', onAbort));
  }

  #finish(end: ScopeEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.dispose();
    this.#controller.abort(new DOMException('The call has ended.', 'AbortError'));
  }
}

/** The longest delay timers take: beyond it they fire at once. A bound of 24 days is as good as none. */
const maxTimerMs = 2 ** 31 - 1;
