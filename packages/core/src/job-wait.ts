import type { Clock } from './contract/clock.ts';
import { type ErrorDetails, HeadwaterError } from './errors/headwater-error.ts';
import { CancelledError, TimeoutError } from './errors/kinds.ts';

const growth = 1.5;

/** How a job that runs at a service is waited for. All times are in milliseconds. */
export interface JobWait<State> {
  clock: Clock;
  /** Looks at the job once. */
  look: () => Promise<State>;
  hasEnded: (state: State) => boolean;
  /** Epoch time after which it is not looked at again. */
  deadline: number;
  pollIntervalMs: number;
  /** Every wait is half as long again as the one before, up to this. @default pollIntervalMs */
  maxPollIntervalMs?: number;
  /** Look before the first wait, because the job may have ended long ago. @default false */
  lookFirst?: boolean;
  /** A job goes on while its service cannot be asked for a moment: so many looks in a row may fail. @default 5 */
  maxFailedLooks?: number;
  signal?: AbortSignal | undefined;
  /** Names the provider and the operation in errors; a `hint` tells what becomes of the job. */
  details: ErrorDetails;
}

/**
 * Looks at a job ever less often until it has ended, and gives its last state.
 *
 * @throws {TimeoutError} at the deadline
 * @throws {CancelledError} as soon as `signal` aborts; no timer or listener is left behind
 */
export async function waitForJob<State>(wait: JobWait<State>): Promise<State> {
  const { clock, deadline, pollIntervalMs, maxPollIntervalMs = pollIntervalMs, maxFailedLooks = 5, details } = wait;
  let waitMs = pollIntervalMs;
  let failures = 0;
  for (let isFirst = true; ; isFirst = false) {
    if (!(isFirst && wait.lookFirst)) {
      await pause(wait, Math.min(waitMs, deadline - clock.now()));
      if (clock.now() >= deadline) {
        throw new TimeoutError('the job has not ended in time', { ...details, scope: 'deadline' });
      }
      waitMs = Math.min(waitMs * growth, maxPollIntervalMs);
    }
    try {
      const state = await wait.look();
      failures = 0;
      if (wait.hasEnded(state)) return state;
    } catch (error) {
      failures += 1;
      if (!HeadwaterError.isInstance(error)) throw error;
      if (error.code === 'cancelled') throw cancelled({ ...details, attempts: error.attempts }, error.cause);
      // One look that took too long says nothing about the job; the deadline of the whole wait is checked above.
      if (failures >= maxFailedLooks || (!error.retryable && error.code !== 'timeout')) throw error;
      waitMs = Math.max(waitMs, error.retryAfterMs ?? 0);
    }
  }
}

const cancelled = (details: ErrorDetails, cause: unknown) =>
  new CancelledError('cancelled by its caller while the job ran', { ...details, cause });

function pause(
  { clock, signal, details }: Pick<JobWait<never>, 'clock' | 'signal' | 'details'>,
  ms: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled(details, signal.reason));
    const timer = clock.setTimeout(
      () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      },
      Math.max(0, ms),
    );
    const leave = () => {
      timer.cancel();
      reject(cancelled(details, signal?.reason));
    };
    signal?.addEventListener('abort', leave, { once: true });
  });
}
