import { type CallOptions, CancelledError, type Clock, HeadwaterError, TimeoutError } from '@headwater/core';
import type { TavilyResearch, TavilyWaitOptions } from './tavily-research-types.ts';

const details = { provider: 'tavily', operation: 'research' };
const defaultWaitMs = 900_000;
const defaultPollMs = 3_000;
const defaultMaxPollMs = 20_000;
const pollGrowth = 1.5;
/** A report goes on being written while its service cannot be asked for a moment. */
const maxFailedPolls = 5;

/** Starts a report and waits until it is written or has failed. All waiting is done on `clock`. */
export async function waitForResearch(
  start: (options: CallOptions) => Promise<string>,
  look: (id: string, options: CallOptions) => Promise<TavilyResearch>,
  clock: Clock,
  options: TavilyWaitOptions,
): Promise<TavilyResearch> {
  const {
    pollIntervalMs = defaultPollMs,
    maxPollIntervalMs = defaultMaxPollMs,
    onProgress,
    timeoutMs,
    deadline,
    ...shared
  } = options;
  const end = Math.min(deadline ?? Number.POSITIVE_INFINITY, clock.now() + (timeoutMs ?? defaultWaitMs));
  const callOptions: CallOptions = { ...shared, deadline: end };
  const id = await start(callOptions);
  const hint = `The report ${id} goes on being written, and charged for: Tavily cannot cancel it. Read it with getResearch.`;
  let waitMs = pollIntervalMs;
  for (let failures = 0; ; ) {
    await pause(clock, Math.min(waitMs, end - clock.now()), shared.signal, hint);
    if (clock.now() >= end) {
      throw new TimeoutError('the report was not written in time', { ...details, scope: 'deadline', hint });
    }
    waitMs = Math.min(waitMs * pollGrowth, maxPollIntervalMs);
    try {
      const research = await look(id, callOptions);
      failures = 0;
      onProgress?.({ requestId: id, status: research.status });
      if (research.status === 'completed' || research.status === 'failed') return research;
    } catch (error) {
      failures += 1;
      if (!HeadwaterError.isInstance(error) || failures >= maxFailedPolls) throw error;
      if (error.code === 'cancelled') throw cancelled(error.cause, hint);
      // One look that took too long says nothing about the report; the bound of the whole wait is checked above.
      if (!error.retryable && error.code !== 'timeout') throw error;
      waitMs = Math.max(waitMs, error.retryAfterMs ?? 0);
    }
  }
}

const cancelled = (cause: unknown, hint: string) =>
  new CancelledError('cancelled by its caller while the report was written', { ...details, hint, cause });

/** Waits on the clock; an aborted signal ends it at once and leaves nothing behind. */
function pause(clock: Clock, milliseconds: number, signal: AbortSignal | undefined, hint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled(signal.reason, hint));
    const timer = clock.setTimeout(done, Math.max(0, milliseconds));
    const leave = () => {
      timer.cancel();
      reject(cancelled(signal?.reason, hint));
    };
    signal?.addEventListener('abort', leave, { once: true });
    function done(): void {
      signal?.removeEventListener('abort', leave);
      resolve();
    }
  });
}
