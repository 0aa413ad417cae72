import { type Clock, isIsoDate } from '@headwater/core';
import { dayMs, instantOf, isoSeconds } from '../dates.ts';
import type { NewsApiPlan } from './newsapi-service.ts';

/** Dates as the plan can see them, and what was changed about them. */
export function withinPlan<Options extends { from?: string | undefined }>(
  options: Options,
  { historyDays, delayHours }: NewsApiPlan,
  clock: Clock,
): { options: Options; notices: string[] } {
  // A date that is none is left to the check that names it.
  const from = options.from !== undefined && isIsoDate(options.from) ? instantOf(options.from, 'start') : Number.NaN;
  const now = clock.now();
  const notices: string[] = [];
  let visible = options;
  if (historyDays !== undefined && from < now - historyDays * dayMs) {
    const oldest = isoSeconds(now - historyDays * dayMs);
    visible = { ...options, from: oldest };
    notices.push(`from was moved from ${options.from} to ${oldest}: the plan reaches ${historyDays} days back`);
  }
  if (delayHours !== undefined && from > now - delayHours * 3_600_000) {
    notices.push(`the plan shows articles only ${delayHours} hours after their publication`);
  }
  return { options: visible, notices };
}
