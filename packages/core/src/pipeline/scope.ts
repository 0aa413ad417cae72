import type { CallOptions } from '../contract/call.ts';
import type { Clock, TimerHandle } from '../contract/clock.ts';
import { Cancellation } from './cancellation.ts';

/** Why a scope ended before its call did. */
export type ScopeEnd = { kind: 'cancelled'; reason: unknown } | { kind: 'deadline' } | { kind: 'disposed' };

/** A bound inside a scope: that of one attempt. */
export interface ScopeBound {
  /** Monotonic milliseconds. */
  until: number;
  /** The present, where it has just been looked up. Monotonic milliseconds. */
  now?: number;
  onBound(): void;
  /** Ends with the scope as well. */
  cancellation: Cancellation;
}

/** The longest delay timers take: beyond it they fire at once. A bound of 24 days is as good as none. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * The life of one call: its deadline, its caller's signal and the adapter's disposal end it everywhere (queue, back-off,
 * connect, body). Holds a timer only while somebody waits, and leaves no listener behind.
 */
export class CallScope {
  readonly clock: Clock;
  readonly startedAt: number;
  readonly cancellation: Cancellation = new Cancellation();
  /** Monotonic milliseconds. Grows when a shared call gets a subscriber with more time. */
  deadlineAt: number;
  #end: ScopeEnd | undefined;
  #unfollow: (() => void) | undefined;

  constructor(clock: Clock, deadlineAt: number, startedAt: number = clock.monotonicNow()) {
    this.clock = clock;
    this.startedAt = startedAt;
    this.deadlineAt = deadlineAt;
    if (!(deadlineAt > this.startedAt)) this.finish({ kind: 'deadline' });
  }

  /** The scope of a caller: the earlier of `timeoutMs` and `deadline` bounds it, and its signal cancels it. */
  static forCall(clock: Clock, options: CallOptions, defaultTimeoutMs: number): CallScope {
    const untilDeadline = options.deadline === undefined ? Number.POSITIVE_INFINITY : options.deadline - clock.now();
    const boundMs = Math.min(options.timeoutMs ?? defaultTimeoutMs, untilDeadline);
    const startedAt = clock.monotonicNow();
    const scope = new CallScope(clock, startedAt + boundMs, startedAt);
    if (options.signal !== undefined) scope.#follow(options.signal);
    return scope;
  }

  get signal(): AbortSignal {
    return this.cancellation.signal;
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

  /** Ends it. Only the first end counts. */
  finish(end: ScopeEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.dispose();
    this.cancellation.cancel(new DOMException('The call has ended.', 'AbortError'));
  }

  /** Stops listening to the caller. The scope itself holds nothing else. */
  dispose(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  /**
   * Waits for `work`, but not past the end of the scope, nor past `bound`: there `onBound` is called, which has to cancel
   * what it bounds.
   */
  bounded<T>(work: Promise<T>, bound?: ScopeBound): Promise<T> {
    const until = bound?.until ?? Number.POSITIVE_INFINITY;
    return new Promise<T>((resolve, reject) => {
      let timer: TimerHandle | undefined;
      const ignore = (bound?.cancellation ?? this.cancellation).onCancel((reason) => {
        timer?.cancel();
        reject(reason);
      });
      const arm = (now = this.clock.monotonicNow()) => {
        const leftMs = Math.min(until, this.deadlineAt) - now;
        // A timer may fire early by a fraction of a millisecond, and the deadline may have grown in the meantime.
        if (leftMs > 0) timer = leftMs > maxTimerMs ? undefined : this.clock.setTimeout(() => arm(), Math.ceil(leftMs));
        else if (this.deadlineAt <= until) this.finish({ kind: 'deadline' });
        else bound?.onBound();
      };
      if (this.#end === undefined) arm(bound?.now);
      const settle = () => {
        ignore();
        timer?.cancel();
      };
      work.then(
        (value) => {
          settle();
          resolve(value);
        },
        (error) => {
          settle();
          reject(error);
        },
      );
    });
  }

  /** Waits; rejects at once when the scope ends. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: TimerHandle | undefined;
      const ignore = this.cancellation.onCancel((reason) => {
        timer?.cancel();
        reject(reason);
      });
      if (this.#end !== undefined) return;
      timer = this.clock.setTimeout(() => {
        ignore();
        resolve();
      }, delayMs);
    });
  }

  #follow(signal: AbortSignal): void {
    const onAbort = () => this.finish({ kind: 'cancelled', reason: signal.reason });
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    this.#unfollow = () => signal.removeEventListener('abort', onAbort);
  }
}
