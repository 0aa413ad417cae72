import type { HeadwaterError } from '../errors/headwater-error.ts';
import { CircuitOpenError, OverloadedError, RateLimitedError } from '../errors/kinds.ts';
import { AdmissionRefused, type AdmissionSlot } from '../resilience/admission.ts';
import type { Lane } from '../resilience/lane.ts';
import { circuitWaitMs, defaultAttempts, maxAttempts, retryDelayMs } from '../resilience/retry.ts';
import { attemptsAllowed } from '../resilience/retry-rules.ts';
import { formatSeconds } from './failure.ts';
import { callError, errorDetails, type Work } from './work.ts';

/**
 * Retry (budgeted) around circuit check, admission and circuit record. `attempt` is given a slot, and gives it back.
 */
export async function withPolicies<T>(work: Work, attempt: (slot: AdmissionSlot) => Promise<T>): Promise<T> {
  const { scope, lane } = work;
  // Reading a clock is dear beside the rest, and the first attempt follows at once.
  let now: number | undefined = scope.clock.monotonicNow();
  lane.retryBudget.recordCall(now);
  let failures = 0;
  let previous: HeadwaterError | undefined;
  for (;;) {
    try {
      return await attempt(enterNow(lane, now) ?? (await queue(work)));
    } catch (thrown) {
      now = undefined;
      const refused = thrown instanceof AdmissionRefused;
      const error = refused ? refusalError(work, thrown, previous) : failureOf(thrown, work);
      if (scope.end !== undefined) throw error;
      if (refused) {
        // Nothing was sent, so this counts as no attempt and costs no budget.
        const waitMs = circuitWait(work, error);
        if (waitMs === undefined) throw error;
        work.report.waiting('retry', scope.clock.now() + waitMs, 'the circuit is open');
        await scope.sleep(waitMs);
      } else {
        failures += 1;
        const delayMs = retryDelay(work, error, failures);
        if (delayMs === undefined) throw error;
        previous = error;
        await scope.sleep(delayMs);
      }
    }
  }
}

/** How long to wait before the next attempt, or `undefined` when this failure is the call's. */
function retryDelay(work: Work, error: HeadwaterError, failures: number): number | undefined {
  const { scope, lane, settings, operation, report } = work;
  const retry = settings.resilience.retry ?? {};
  const limit = attemptsAllowed(error, operation, Math.min(maxAttempts, retry.attempts ?? defaultAttempts));
  if (failures >= limit) return undefined;
  const delayMs = retryDelayMs(failures, error.retryAfterMs, settings.random, retry);
  // Waiting past the deadline would only turn a clear error into a late one.
  if (delayMs >= scope.remainingMs) return undefined;
  if (!lane.retryBudget.tryTake(scope.clock.monotonicNow())) return undefined;
  const what = `${error.code}${error.status === undefined ? '' : ` ${error.status}`}`;
  const reason = error.code === 'rate-limited' ? 'rate-limit' : 'retry';
  report.waiting(reason, scope.clock.now() + delayMs, `${what}, attempt ${failures} of ${limit}`);
  return delayMs;
}

function circuitWait({ scope, settings }: Work, error: HeadwaterError): number | undefined {
  if (error.code !== 'circuit-open') return undefined;
  return circuitWaitMs(error.retryAfterMs ?? 0, scope.remainingMs, settings.random);
}

/** @throws {AdmissionRefused} */
function enterNow({ admission }: Lane, now: number | undefined): AdmissionSlot | undefined {
  const entered = admission.tryEnter(now);
  if (entered instanceof AdmissionRefused) throw entered;
  return entered;
}

function failureOf(thrown: unknown, work: Work): HeadwaterError {
  return callError(thrown, work.scope, () => errorDetails(work));
}

function queue({ lane, scope, report }: Work): Promise<AdmissionSlot> {
  return scope.bounded(
    lane.admission.enter({
      signal: scope.signal,
      deadlineAt: scope.deadlineAt,
      onWait: ({ reason, untilMs }) => report.waiting(reason, untilMs),
    }),
  );
}

/** Words what the queue refused. */
function refusalError(work: Work, { refusal }: AdmissionRefused, previous: HeadwaterError | undefined): HeadwaterError {
  const known = { ...errorDetails(work), cause: previous };
  if (refusal.reason === 'circuit-open') {
    const { circuit } = work.lane;
    const { retryAfterMs, calls, failures } = circuit.snapshot(work.scope.clock.monotonicNow());
    const left = retryAfterMs > 0 ? `left alone for ${formatSeconds(retryAfterMs)}` : 'being probed';
    return new CircuitOpenError(`the service failed too often (${failures} of ${calls} calls) and is ${left}`, {
      ...known,
      retryAfterMs,
      hint: 'Try again after that time, or use another source.',
    });
  }
  if (refusal.reason === 'queue-full') {
    return new OverloadedError(`${refusal.queued} calls are waiting already`, {
      ...known,
      hint: 'Make fewer calls at a time, or raise queueSize.',
    });
  }
  const waitMs = Math.ceil(refusal.waitMs);
  return new RateLimitedError(
    `the request limit would make this call wait ${formatSeconds(waitMs)}, past its deadline`,
    { ...known, retryAfterMs: waitMs, hint: 'Allow more time, or make fewer calls at a time.' },
  );
}
