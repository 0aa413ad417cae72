import type { CallEvent } from '../contract/call.ts';
import type { Instruments } from './metrics.ts';
import type { Attributes, OtelContextManager, OtelTracer } from './otel-api.ts';
import { type CallStart, type EventOf, startSpans } from './spans.ts';

/** Follows one call. */
export interface CallTelemetry {
  event(event: CallEvent): void;
  /** Runs `send` inside the attempt's span, so that spans of a traced `fetch` nest below it. */
  inAttempt<Result>(attempt: number, send: () => Result): Result;
}

/** What calls are reported to. Each part may be missing. */
export interface TelemetryParts {
  tracer: OtelTracer | undefined;
  instruments: Instruments | undefined;
  contextManager: () => OtelContextManager | undefined;
}

export function startCall(parts: TelemetryParts, call: CallStart): CallTelemetry {
  const { instruments } = parts;
  const place = { 'headwater.provider': call.provider, 'headwater.operation': call.operation };
  const spans = startSafely(parts, call, place);
  const now = call.monotonicNow ?? (() => performance.now());
  let wait: { reason: string; since: number } | undefined;
  let lastError: string | undefined;

  const endWait = () => {
    if (wait === undefined) return;
    const seconds = (now() - wait.since) / 1000;
    instruments?.waitDuration.record(seconds, { ...place, 'headwater.wait.reason': wait.reason });
    spans?.waited(wait.reason, seconds);
    wait = undefined;
  };

  function attemptStarted({ attempt, hedged }: EventOf<'attempt-started'>): void {
    endWait();
    if (attempt > 1 && !hedged) {
      instruments?.retries.add(1, { ...place, 'error.type': lastError ?? 'unknown' });
    }
    spans?.attemptStarted(attempt, hedged === true);
  }

  function attemptFinished(event: EventOf<'attempt-finished'>): void {
    const { errorCode, status, durationMs } = event;
    lastError = errorCode;
    if (instruments !== undefined) {
      const outcome = errorCode === undefined ? place : { ...place, 'error.type': errorCode };
      instruments.attemptDuration.record(durationMs / 1000, outcome);
      instruments.attempts.add(1, status === undefined ? outcome : { ...outcome, 'http.response.status_code': status });
    }
    spans?.attemptFinished(event);
  }

  function callFinished(event: EventOf<'call-finished'>): void {
    endWait();
    if (instruments !== undefined) measureCall(instruments, place, event);
    spans?.callFinished(event);
  }

  const tell = (event: CallEvent) => {
    if (event.type === 'attempt-started') attemptStarted(event);
    else if (event.type === 'attempt-finished') attemptFinished(event);
    else if (event.type === 'call-finished') callFinished(event);
    else if (event.type === 'call-waiting') {
      endWait();
      wait = { reason: event.reason, since: now() };
    }
  };

  return {
    event(event) {
      try {
        tell(event);
      } catch {
        // A span processor or a view that throws is the SDK's fault; it must not become the call's.
      }
    },
    inAttempt: (attempt, send) => (spans === undefined ? send() : spans.inAttempt(attempt, send)),
  };
}

/** No span is better than no call: a sampler or a span processor may throw. */
function startSafely({ tracer, contextManager }: TelemetryParts, call: CallStart, place: Attributes) {
  try {
    return tracer && startSpans(tracer, contextManager, call, place);
  } catch {
    return undefined;
  }
}

function measureCall(instruments: Instruments, place: Attributes, event: EventOf<'call-finished'>): void {
  const { errorCode, cache, coalesced, skipped, bytes, costUsd } = event;
  const outcome = errorCode === undefined ? place : { ...place, 'error.type': errorCode };
  instruments.callDuration.record(event.durationMs / 1000, outcome);
  if (cache !== undefined) instruments.cache.add(1, { ...place, 'headwater.cache': cache });
  if (coalesced) instruments.coalesced.add(1, place);
  if (skipped > 0) instruments.skippedItems.add(skipped, place);
  if (bytes > 0) instruments.receivedBytes.add(bytes, place);
  if (costUsd !== undefined && costUsd > 0) instruments.costUsd.add(costUsd, place);
}
