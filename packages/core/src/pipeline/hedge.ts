import { AdmissionRefused, type AdmissionSlot } from '../resilience/admission.ts';
import { maxAttempts } from '../resilience/retry.ts';
import { type AttemptOptions, noLongerNeeded, runAttempt } from './attempt.ts';
import { Cancellation } from './cancellation.ts';
import type { CallResult, Operation } from './operation.ts';
import type { Work } from './work.ts';

/**
 * One attempt, and beside it a second one when the first is slower than nearly all before it. Only for reads that cost
 * nothing, while the circuit is closed, with a free rate token and out of a bucket of its own: a slow service must not
 * get twice the load.
 */
export async function runHedged<Output>(
  work: Work,
  operation: Operation<any, Output>,
  slot: AdmissionSlot,
  options: AttemptOptions = {},
): Promise<CallResult<Output>> {
  const delayMs = hedgeDelay(work);
  if (delayMs === undefined) return runAttempt(work, operation, slot, options);

  const { scope } = work;
  const first = { cancellation: new Cancellation() };
  const second = { cancellation: new Cancellation() };
  return new Promise((resolve, reject) => {
    let running = 1;
    let firstError: unknown;
    const startedAt = scope.clock.monotonicNow();
    const succeed = (other: { cancellation: Cancellation }) => (result: CallResult<Output>) => {
      timer.cancel();
      // Without the slow ones, what counts as slow would drift down.
      if (other === first) work.lane.latency.record(scope.clock.monotonicNow() - startedAt);
      other.cancellation.cancel(noLongerNeeded);
      resolve(result);
    };
    const fail = (error: unknown) => {
      timer.cancel();
      running -= 1;
      firstError ??= error;
      // The first to fail says why; the other may still succeed.
      if (running === 0) reject(firstError);
    };
    const hedge = () => {
      const free = takeHedge(work);
      if (free === undefined) return;
      running += 1;
      runAttempt(work, operation, free, { ...options, ...second, hedged: true }).then(succeed(first), fail);
    };
    const timer = scope.clock.setTimeout(hedge, delayMs);
    runAttempt(work, operation, slot, { ...options, ...first }).then(succeed(second), fail);
  });
}

/** When to send it, or `undefined` when this call is not to be hedged. */
function hedgeDelay({ settings, operation, lane, progress }: Work): number | undefined {
  if (settings.resilience.hedge !== true || operation.safety !== 'read' || operation.billed) return undefined;
  lane.hedging.recordCall();
  // Hedges count towards the most requests one call may send.
  return progress.attempts + 2 > maxAttempts ? undefined : lane.hedging.delayMs();
}

/** A slot for a hedge, if everything allows one now. */
function takeHedge({ lane, scope }: Work): AdmissionSlot | undefined {
  if (scope.end !== undefined || lane.circuit.state(scope.clock.monotonicNow()) !== 'closed') return undefined;
  if (!lane.hedging.available()) return undefined;
  const slot = lane.admission.tryEnter();
  if (slot === undefined || slot instanceof AdmissionRefused) return undefined;
  lane.hedging.take();
  return slot;
}
