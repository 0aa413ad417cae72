import type { CallEvent, CallOptions } from '../contract/call.ts';
import type { SkippedItem } from '../contract/documents.ts';
import { type ErrorDetails, HeadwaterError } from '../errors/headwater-error.ts';
import {
  CancelledError,
  CircuitOpenError,
  InvalidRequestError,
  OverloadedError,
  RateLimitedError,
  ResponseInvalidError,
  TimeoutError,
} from '../errors/kinds.ts';
import { AdmissionRefused, type AdmissionSlot } from '../resilience/admission.ts';
import type { Lane } from '../resilience/lane.ts';
import { isRetryable, maxAttempts, retryDelayMs } from '../resilience/retry.ts';
import type { ServiceDefinition, ServiceSettings } from '../service/definition.ts';
import { type RawAnswer, sendAttempt } from './attempt.ts';
import { formatSeconds } from './failure.ts';
import type { CallResult, Operation, RequestParts } from './operation.ts';
import type { CallScope } from './scope.ts';
import { check, salvageItems } from './validate.ts';

const defaultAttemptTimeoutMs = 10_000;
const defaultAttempts = 4;

/** Everything one call works with, fixed when it starts: `configure` does not reach a call in flight. */
export interface CallContext<Input, Output> {
  definition: ServiceDefinition;
  settings: ServiceSettings;
  operation: Operation<Input, Output>;
  input: Input;
  options: CallOptions;
  scope: CallScope;
  lane: Lane;
  random: () => number;
  /** Read before every attempt: tokens expire. */
  authorize: () => Promise<{ headers: Record<string, string>; secrets: string[] }>;
  /** Strings that must not appear in an error. Grows when a token changes. */
  secrets: Set<string>;
}

interface CallProgress {
  attempts: number;
  bytes: number;
}

/**
 * The pipeline, in its one order:
 * deadline → retry (budgeted) → circuit check → admission → circuit record → attempt timeout → auth → fetch →
 * size limit → soft-error detection → schema validation. Caching and coalescing have their place before the retry.
 */
export async function executeCall<Input, Output>(context: CallContext<Input, Output>): Promise<CallResult<Output>> {
  const { scope, lane } = context;
  const progress: CallProgress = { attempts: 0, bytes: 0 };
  try {
    const parts = await prepare(context);
    lane.retryBudget.recordCall(scope.clock.monotonicNow());
    const result = await withRetry(context, parts, progress);
    emitFinished(context, progress, result);
    return result;
  } catch (thrown) {
    const error = scopeError(context, progress) ?? asHeadwaterError(thrown, context, progress);
    emitFinished(context, progress, undefined, error);
    throw error;
  } finally {
    scope.dispose();
  }
}

async function prepare<Input, Output>(context: CallContext<Input, Output>): Promise<RequestParts> {
  const { operation, input } = context;
  if (operation.input === undefined) return operation.request(input);
  const checked = await check(operation.input, input);
  if (checked.issues !== undefined) {
    throw new InvalidRequestError(checked.issues, {
      ...details(context),
      hint: 'Nothing was sent. Correct the named option.',
    });
  }
  return operation.request(checked.value as Input);
}

async function withRetry<Input, Output>(
  context: CallContext<Input, Output>,
  parts: RequestParts,
  progress: CallProgress,
): Promise<CallResult<Output>> {
  const { operation, scope, lane, settings } = context;
  const retry = settings.resilience?.retry ?? {};
  const limit = Math.max(1, Math.min(maxAttempts, retry.attempts ?? defaultAttempts));
  let previous: HeadwaterError | undefined;
  for (;;) {
    try {
      return await attempt(context, parts, progress, previous);
    } catch (thrown) {
      if (scope.signal.aborted) throw thrown;
      const error = asHeadwaterError(thrown, context, progress);
      if (progress.attempts >= limit || !isRetryable(error, operation.safety)) throw error;
      const delayMs = retryDelayMs(progress.attempts, error.retryAfterMs, context.random, retry);
      // Waiting past the deadline would only turn a clear error into a late one.
      if (delayMs >= scope.remainingMs) throw error;
      if (!lane.retryBudget.tryTake(scope.clock.monotonicNow())) throw error;
      emitWait(context, error.code === 'rate-limited' ? 'rate-limit' : 'retry', scope.clock.now() + delayMs, {
        detail: `${error.code}${error.status === undefined ? '' : ` ${error.status}`}, attempt ${progress.attempts} of ${limit}`,
      });
      previous = error;
      await scope.sleep(delayMs);
    }
  }
}

async function attempt<Input, Output>(
  context: CallContext<Input, Output>,
  parts: RequestParts,
  progress: CallProgress,
  previous: HeadwaterError | undefined,
): Promise<CallResult<Output>> {
  const { operation, scope, lane, options, definition } = context;
  const slot = await admit(context, progress, previous);
  try {
    const authorization = await context.authorize();
    for (const secret of authorization.secrets) context.secrets.add(secret);
    const estimate = operation.estimatedCostUsd ?? 0;
    const reservation = options.budget?.reserveRequest({
      provider: definition.name,
      operation: operation.name,
      costUsd: typeof estimate === 'function' ? estimate(context.input) : estimate,
    });
    progress.attempts += 1;
    const number = progress.attempts;
    const startedAt = scope.clock.monotonicNow();
    emit(context, { type: 'attempt-started', ...place(context), attempt: number });
    const finished = (extra: { status?: number; errorCode?: string }) =>
      emit(context, {
        type: 'attempt-finished',
        ...place(context),
        attempt: number,
        durationMs: scope.clock.monotonicNow() - startedAt,
        ...extra,
      });
    try {
      const answer = await sendAttempt(
        {
          ...context,
          parts,
          authorization: authorization.headers,
          timeoutMs: attemptTimeoutMs(context),
          details: details(context, progress),
        },
        scope,
      );
      progress.bytes += answer.bytes;
      lane.quota = definition.readQuota?.(answer.headers) ?? lane.quota;
      slot.permit.record('success');
      const result = await validate(context, answer, progress);
      reservation?.settle({
        bytes: answer.bytes,
        ...(result.response.costUsd === undefined ? {} : { costUsd: result.response.costUsd }),
      });
      finished({ status: answer.status });
      return result;
    } catch (thrown) {
      const error = asHeadwaterError(thrown, context, progress);
      reservation?.settle({ bytes: 0 });
      if (!scope.signal.aborted) learn(lane, scope, error, slot);
      finished({ errorCode: scope.signal.aborted ? 'cancelled' : error.code, ...status(error) });
      throw error;
    }
  } finally {
    slot.release();
  }
}

/** What the lane's circuit and pace learn from a failure. */
function learn(lane: Lane, scope: CallScope, error: HeadwaterError, slot: AdmissionSlot): void {
  if (error.code === 'rate-limited' && error.retryAfterMs !== undefined) {
    lane.admission.pauseUntil(scope.clock.monotonicNow() + error.retryAfterMs);
  }
  const serviceFailed =
    error.code === 'network' ||
    error.code === 'timeout' ||
    error.code === 'upstream' ||
    (error.code === 'response-invalid' && error.retryable);
  slot.permit.record(serviceFailed ? 'failure' : 'neutral');
}

async function admit<Input, Output>(
  context: CallContext<Input, Output>,
  progress: CallProgress,
  previous: HeadwaterError | undefined,
): Promise<AdmissionSlot> {
  const { lane, scope } = context;
  try {
    return await lane.admission.enter({
      signal: scope.signal,
      deadlineAt: scope.deadlineAt,
      onWait: ({ reason, untilMs }) => emitWait(context, reason, untilMs),
    });
  } catch (thrown) {
    if (!(thrown instanceof AdmissionRefused)) throw thrown;
    const { refusal } = thrown;
    const known = { ...details(context, progress), cause: previous };
    if (refusal.reason === 'circuit-open') {
      const { retryAfterMs, calls, failures } = lane.circuit.snapshot(scope.clock.monotonicNow());
      const left = retryAfterMs > 0 ? `left alone for ${formatSeconds(retryAfterMs)}` : 'being probed';
      throw new CircuitOpenError(`the service failed too often (${failures} of ${calls} calls) and is ${left}`, {
        ...known,
        retryAfterMs,
        hint: 'Try again after that time, or use another source.',
      });
    }
    if (refusal.reason === 'queue-full') {
      throw new OverloadedError(`${refusal.queued} calls are waiting already`, {
        ...known,
        hint: 'Make fewer calls at a time, or raise queueSize.',
      });
    }
    const waitMs = Math.ceil(refusal.waitMs);
    throw new RateLimitedError(
      `the request limit would make this call wait ${formatSeconds(waitMs)}, past its deadline`,
      { ...known, retryAfterMs: waitMs, hint: 'Allow more time, or make fewer calls at a time.' },
    );
  }
}

async function validate<Input, Output>(
  context: CallContext<Input, Output>,
  answer: RawAnswer,
  progress: CallProgress,
): Promise<CallResult<Output>> {
  const { operation, scope } = context;
  let { body } = answer;
  let skipped: SkippedItem[] = [];
  if (operation.items !== undefined) {
    const salvaged = await salvageItems(body, operation.items);
    body = salvaged.json;
    skipped = salvaged.skipped;
  }
  const checked = await check(operation.output, body);
  if (checked.issues !== undefined) {
    throw new ResponseInvalidError(`the answer has an unexpected shape: ${checked.issues}`, {
      ...details(context, progress),
      status: answer.status,
      requestId: answer.requestId,
      hint: 'The service may have changed; look for a newer version of this package.',
    });
  }
  const value = checked.value as Output;
  const costUsd = operation.cost?.(value);
  return {
    value,
    skipped,
    response: {
      status: answer.status,
      headers: answer.headers,
      attempts: progress.attempts,
      bytes: answer.bytes,
      durationMs: scope.elapsedMs,
      retrievedAt: new Date(scope.clock.now()).toISOString(),
      ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
      ...(costUsd === undefined ? {} : { costUsd }),
    },
  };
}

function attemptTimeoutMs<Input, Output>({ operation, settings, input }: CallContext<Input, Output>): number {
  const own = operation.attemptTimeoutMs;
  const fitted = typeof own === 'function' ? own(input) : own;
  return settings.resilience?.attemptTimeoutMs ?? fitted ?? defaultAttemptTimeoutMs;
}

/** When the scope has ended, that is the error, whatever it looked like where it was noticed. */
function scopeError<Input, Output>(
  context: CallContext<Input, Output>,
  progress: CallProgress,
): HeadwaterError | undefined {
  const { end } = context.scope;
  if (end === undefined) return undefined;
  const known = details(context, progress);
  if (end.kind === 'deadline') {
    return new TimeoutError(`not finished after ${formatSeconds(context.scope.elapsedMs)}`, {
      ...known,
      scope: 'deadline',
      hint: 'Raise timeoutMs or deadline.',
    });
  }
  return end.kind === 'cancelled'
    ? new CancelledError('cancelled by its caller', { ...known, cause: end.reason })
    : new CancelledError('the provider was disposed', known);
}

function asHeadwaterError<Input, Output>(
  thrown: unknown,
  context: CallContext<Input, Output>,
  progress: CallProgress,
): HeadwaterError {
  if (HeadwaterError.isInstance(thrown)) return thrown;
  // What a setting or an operation threw (a key function, a broken schema): told, not swallowed.
  return new HeadwaterError('configuration', `a setting or operation threw: ${String((thrown as Error)?.message)}`, {
    ...details(context, progress),
    cause: thrown,
  });
}

function details<Input, Output>(context: CallContext<Input, Output>, progress?: CallProgress): ErrorDetails {
  return { ...place(context), attempts: progress?.attempts ?? 0, secrets: [...context.secrets] };
}

function place<Input, Output>({ definition, operation }: CallContext<Input, Output>) {
  return { provider: definition.name, operation: operation.name };
}

function status(error: HeadwaterError): { status?: number } {
  return error.status === undefined ? {} : { status: error.status };
}

function emit<Input, Output>(context: CallContext<Input, Output>, event: CallEvent): void {
  try {
    context.scope.observer?.event?.(event);
  } catch {
    // An observer watches; its faults must not become the call's.
  }
}

function emitWait<Input, Output>(
  context: CallContext<Input, Output>,
  reason: 'rate-limit' | 'retry' | 'queue',
  untilMs: number,
  extra: { detail?: string } = {},
): void {
  emit(context, { type: 'call-waiting', ...place(context), reason, untilMs, ...extra });
}

function emitFinished<Input, Output>(
  context: CallContext<Input, Output>,
  progress: CallProgress,
  result: CallResult<Output> | undefined,
  error?: HeadwaterError,
): void {
  const { costUsd, requestId } = result?.response ?? { requestId: error?.requestId };
  emit(context, {
    type: 'call-finished',
    ...place(context),
    attempts: progress.attempts,
    durationMs: context.scope.elapsedMs,
    bytes: progress.bytes,
    skipped: result?.skipped.length ?? 0,
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(error === undefined ? {} : { errorCode: error.code }),
  });
}
