import { type CallOptions, type Clock, waitForJob } from '@headwater/core';
import type { TavilyResearch, TavilyWaitOptions } from './tavily-research-types.ts';

const defaultWaitMs = 900_000;
const defaultPollMs = 3_000;
const defaultMaxPollMs = 20_000;

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
  return waitForJob({
    clock,
    look: async () => {
      const research = await look(id, callOptions);
      onProgress?.({ requestId: id, status: research.status });
      return research;
    },
    hasEnded: ({ status }) => status === 'completed' || status === 'failed',
    deadline: end,
    pollIntervalMs,
    maxPollIntervalMs,
    signal: shared.signal,
    details: {
      provider: 'tavily',
      operation: 'research',
      hint: `The report ${id} goes on being written, and charged for: Tavily cannot cancel it. Read it with getResearch.`,
    },
  });
}
