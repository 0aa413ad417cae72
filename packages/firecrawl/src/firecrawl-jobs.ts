import {
  type CallOptions,
  CancelledError,
  type Clock,
  HeadwaterError,
  TimeoutError,
  waitForJob,
} from '@headwater/core';
import type { FirecrawlWaitOptions } from './firecrawl-job-types.ts';

const provider = 'firecrawl';
const defaultWaitMs = 600_000;
const defaultPollMs = 2_000;
const defaultMaxPollMs = 15_000;
/** How long telling Firecrawl to cancel may hold up the error of the call that was given up. */
const cancelMs = 5_000;

/** One kind of job: how to start it, look at it, and call it off. */
export interface JobRule<State extends { id: string; status: string; completed?: number; total?: number }> {
  operation: string;
  start: (options: CallOptions) => Promise<string>;
  look: (id: string, options: CallOptions) => Promise<State>;
  /** What is left to do when it has ended. */
  finish?: (state: State, options: CallOptions) => Promise<State>;
  /** Absent for jobs that cannot be called off. */
  cancel?: (id: string, options: CallOptions) => Promise<unknown>;
}

const ended = new Set(['completed', 'failed', 'cancelled']);

/**
 * Starts a job and waits for its end, whatever that is. Looks at it ever less often; all waiting is done on `clock`.
 * When the wait is given up, the job is called off at the service too, because it costs as long as it runs.
 */
export async function runJob<State extends { id: string; status: string; completed?: number; total?: number }>(
  rule: JobRule<State>,
  clock: Clock,
  options: FirecrawlWaitOptions,
): Promise<State> {
  const { pollIntervalMs, maxPollIntervalMs, keepRunning, onProgress, timeoutMs, deadline, ...shared } = options;
  const end = Math.min(deadline ?? Number.POSITIVE_INFINITY, clock.now() + (timeoutMs ?? defaultWaitMs));
  const callOptions: CallOptions = { ...shared, deadline: end };
  const id = await rule.start(callOptions);
  try {
    const state = await untilEnded(rule, id, clock, end, options, callOptions);
    return (await rule.finish?.(state, callOptions)) ?? state;
  } catch (error) {
    throw await givenUp(rule, id, error, keepRunning ?? false);
  }
}

function untilEnded<State extends { id: string; status: string; completed?: number; total?: number }>(
  rule: JobRule<State>,
  id: string,
  clock: Clock,
  end: number,
  { pollIntervalMs = defaultPollMs, maxPollIntervalMs = defaultMaxPollMs, onProgress }: FirecrawlWaitOptions,
  callOptions: CallOptions,
): Promise<State> {
  return waitForJob({
    clock,
    look: async () => {
      const state = await rule.look(id, callOptions);
      const { status, completed, total } = state;
      onProgress?.({
        id,
        status,
        ...(completed === undefined ? {} : { completed }),
        ...(total === undefined ? {} : { total }),
      });
      return state;
    },
    hasEnded: ({ status }) => ended.has(status),
    deadline: end,
    pollIntervalMs,
    maxPollIntervalMs,
    signal: callOptions.signal,
    details: { provider, operation: rule.operation },
  });
}

/** The error of a wait that was given up, telling what becomes of the job. Other errors stay as they are. */
async function givenUp(
  { operation, cancel }: Pick<JobRule<any>, 'operation' | 'cancel'>,
  id: string,
  error: unknown,
  keepRunning: boolean,
): Promise<unknown> {
  if (!HeadwaterError.isInstance(error) || (error.code !== 'cancelled' && error.code !== 'timeout')) return error;
  const details = { provider, operation, attempts: error.attempts, cause: error };
  const fate = keepRunning
    ? `The job ${id} goes on at Firecrawl, as keepRunning asks for.`
    : cancel === undefined
      ? `The job ${id} goes on at Firecrawl: jobs of this kind cannot be cancelled.`
      : await cancel(id, { timeoutMs: cancelMs }).then(
          () => `Firecrawl was told to cancel the job ${id}; its pages so far can still be read.`,
          (failure: Error) =>
            `The job ${id} may go on at Firecrawl, and cost: cancelling it failed (${failure.message}).`,
        );
  return error.code === 'cancelled'
    ? new CancelledError('cancelled by its caller while the job ran', { ...details, hint: fate })
    : new TimeoutError(`the job ${id} has not ended in time`, { ...details, scope: 'deadline', hint: fate });
}
