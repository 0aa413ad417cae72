import type { CallEvent, CallObserver } from '../contract/call.ts';
import type { CallTelemetry } from '../telemetry/index.ts';

/** Tells observers and telemetry what a call does. Costs nothing when nobody watches. */
export class CallReporter {
  readonly provider: string;
  readonly operation: string;
  readonly telemetry: CallTelemetry | undefined;
  /** Made when somebody watches: most calls are watched by nobody. */
  #observers: Set<CallObserver> | undefined;

  constructor(
    provider: string,
    operation: string,
    observer: CallObserver | undefined,
    telemetry: CallTelemetry | undefined,
  ) {
    this.provider = provider;
    this.operation = operation;
    this.telemetry = telemetry;
    if (observer !== undefined) this.#observers = new Set([observer]);
  }

  /** Whether making an event is worth it. */
  get watched(): boolean {
    return this.telemetry !== undefined || (this.#observers?.size ?? 0) > 0;
  }

  /** Lets another call hear what its shared request waits for. Returns how to stop. */
  addListener(observer: CallObserver): () => void {
    this.#observers ??= new Set();
    const observers = this.#observers.add(observer);
    return () => void observers.delete(observer);
  }

  emit(event: CallEvent): void {
    tellSafely(this.telemetry, event);
    for (const observer of this.#observers ?? []) tellSafely(observer, event);
  }

  waiting(reason: 'rate-limit' | 'retry' | 'queue', untilMs: number, detail?: string): void {
    if (!this.watched) return;
    const { provider, operation } = this;
    this.emit({
      type: 'call-waiting',
      provider,
      operation,
      reason,
      untilMs,
      ...(detail === undefined ? {} : { detail }),
    });
  }
}

/** An observer watches; its faults must not become the call's. */
function tellSafely(observer: CallObserver | undefined, event: CallEvent): void {
  try {
    observer?.event?.(event);
  } catch {
    // Nobody could be told: this is where telling happens.
  }
}
