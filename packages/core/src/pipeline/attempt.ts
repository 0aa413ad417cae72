import type { BudgetReservation } from '../contract/call.ts';
import type { HeadwaterError } from '../errors/headwater-error.ts';
import { TimeoutError } from '../errors/kinds.ts';
import type { AdmissionSlot } from '../resilience/admission.ts';
import { parseRateLimitHeaders } from '../resilience/rate-limit-headers.ts';
import { bodyError, notModified, readAnswer, toResult } from './answer.ts';
import { BodyError } from './body.ts';
import { Cancellation } from './cancellation.ts';
import { formatSeconds } from './failure.ts';
import type { CallResult, Operation } from './operation.ts';
import { sendRequest } from './send.ts';
import { callError, errorDetails, type Work } from './work.ts';

const defaultAttemptTimeoutMs = 10_000;

export interface AttemptOptions {
  /** Ends this attempt alone: a hedge that lost. Made by the attempt itself where nobody else needs it. */
  cancellation?: Cancellation;
  /** A second request beside a slow first one. */
  hedged?: true;
  /** Headers that ask whether a stored answer is still good. */
  conditional?: Readonly<Record<string, string>>;
}

/** Thrown into an attempt that is no longer needed. */
export const noLongerNeeded = Symbol('no longer needed');

/** One request and its answer, within one attempt's time. Gives the slot back. Throws a `HeadwaterError`. */
export async function runAttempt<Output>(
  work: Work,
  operation: Operation<any, Output>,
  slot: AdmissionSlot,
  options: AttemptOptions = {},
): Promise<CallResult<Output>> {
  const { scope, lane } = work;
  const cancellation = options.cancellation ?? new Cancellation();
  const timeoutMs = attemptTimeoutMs(work, operation);
  const record = new AttemptRecord(work, options.hedged);
  const leaveScope = scope.cancellation.onCancel((reason) => cancellation.cancel(reason));
  let timedOut = false;
  const exchange = async () => {
    const response = await sendRequest(work, cancellation, () => record.start(), options.conditional);
    learnFromHead(work, response.headers);
    return readAnswer(work, response, cancellation, options.conditional !== undefined);
  };
  try {
    const startedAt = scope.clock.monotonicNow();
    const answer = await scope.bounded(exchange(), {
      now: startedAt,
      until: startedAt + timeoutMs,
      cancellation,
      onBound: () => {
        timedOut = true;
        cancellation.cancel(new DOMException('The attempt took too long.', 'TimeoutError'));
      },
    });
    work.progress.bytes += answer.bytes;
    const answeredAt = scope.clock.monotonicNow();
    slot.permit.record('success', answeredAt);
    lane.admission.succeeded();
    const result = answer.status === 304 ? notModified<Output>(work, answer) : await toResult(work, operation, answer);
    lane.latency.record(answeredAt - record.startedAt);
    record.finish(answer.status, answer.bytes, result.response.costUsd);
    return result;
  } catch (thrown) {
    const error = timedOut && scope.end === undefined ? timeout(work, timeoutMs) : attemptError(thrown, work);
    const unwanted = scope.end !== undefined || (cancellation.cancelled && !timedOut);
    if (!unwanted) learnFrom(error, work, slot);
    record.fail(unwanted ? 'cancelled' : error.code, error.status);
    throw error;
  } finally {
    leaveScope();
    slot.release();
  }
}

function timeout(work: Work, timeoutMs: number): TimeoutError {
  return new TimeoutError(`no complete answer within ${formatSeconds(timeoutMs)}`, {
    ...errorDetails(work),
    scope: 'attempt',
  });
}

/** The error of one attempt that was not out of time. */
export function attemptError(thrown: unknown, work: Work): HeadwaterError {
  if (thrown instanceof BodyError && work.scope.end === undefined) return bodyError(thrown, work);
  return callError(thrown, work.scope, () => errorDetails(work));
}

/** Budget and events of one request: nothing is charged or told before it goes to the wire. */
export class AttemptRecord {
  readonly #work: Work;
  readonly #hedged: true | undefined;
  #number = 0;
  #startedAt = 0;
  #reservation: BudgetReservation | undefined;

  constructor(work: Work, hedged: true | undefined) {
    this.#work = work;
    this.#hedged = hedged;
  }

  get started(): boolean {
    return this.#number > 0;
  }

  /** Monotonic milliseconds at which the request left. */
  get startedAt(): number {
    return this.#startedAt;
  }

  get elapsedMs(): number {
    return this.#work.scope.clock.monotonicNow() - this.#startedAt;
  }

  /**
   * Returns the attempt's number.
   *
   * @throws {BudgetExhaustedError}
   */
  start(): number {
    const { budget, operation, input, definition, progress, scope, report } = this.#work;
    if (budget !== undefined) {
      const estimate = operation.estimatedCostUsd ?? 0;
      this.#reservation = budget.reserveRequest({
        provider: definition.name,
        operation: operation.name,
        costUsd: typeof estimate === 'function' ? estimate(input) : estimate,
      });
    }
    progress.attempts += 1;
    this.#number = progress.attempts;
    this.#startedAt = scope.clock.monotonicNow();
    if (!report.watched) return this.#number;
    const { provider } = report;
    const hedged = this.#hedged;
    report.emit({
      type: 'attempt-started',
      provider,
      operation: operation.name,
      attempt: this.#number,
      ...(hedged && { hedged }),
    });
    return this.#number;
  }

  finish(status: number, bytes: number, costUsd: number | undefined): void {
    this.#reservation?.settle({ bytes, ...(costUsd === undefined ? {} : { costUsd }) });
    this.#emitFinished({ status });
  }

  fail(errorCode: string, status: number | undefined): void {
    if (!this.started) return;
    this.#reservation?.settle({ bytes: 0 });
    this.#emitFinished({ errorCode, ...(status === undefined ? {} : { status }) });
  }

  #emitFinished(extra: { status?: number; errorCode?: string }): void {
    const { report } = this.#work;
    if (!report.watched) return;
    report.emit({
      type: 'attempt-finished',
      provider: report.provider,
      operation: report.operation,
      attempt: this.#number,
      durationMs: this.elapsedMs,
      ...extra,
    });
  }
}

/** What the lane's pace learns from the headers of an answer. */
export function learnFromHead({ definition, lane, scope }: Work, headers: Headers): void {
  const now = scope.clock.now();
  // A provider that reads its service's headers itself knows better; the common dialects serve the others.
  const quota =
    definition.readQuota === undefined ? parseRateLimitHeaders(headers, now) : definition.readQuota(headers);
  if (quota === undefined) return;
  lane.quota = quota;
  lane.admission.learn(quota, now);
}

/** What the lane's circuit and pace learn from a failure. */
export function learnFrom(error: HeadwaterError, { lane }: Work, slot: AdmissionSlot): void {
  if (error.code === 'rate-limited') lane.admission.throttled(error.retryAfterMs);
  const serviceFailed =
    error.code === 'network' ||
    error.code === 'timeout' ||
    error.code === 'upstream' ||
    (error.code === 'response-invalid' && error.retryable);
  slot.permit.record(serviceFailed ? 'failure' : 'neutral');
}

function attemptTimeoutMs({ settings, input }: Work, { attemptTimeoutMs: own }: Operation<any, any>): number {
  const fitted = typeof own === 'function' ? own(input) : own;
  return settings.resilience.attemptTimeoutMs ?? fitted ?? defaultAttemptTimeoutMs;
}
