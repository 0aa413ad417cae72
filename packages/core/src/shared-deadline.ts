import type { CallOptions } from './contract/call.ts';
import type { Clock } from './contract/clock.ts';

/** Options for all requests of one call: its `timeoutMs` bounds them together, as a deadline, and not each apart. */
export function sharedDeadline(options: CallOptions | undefined, clock: Clock): CallOptions {
  const { timeoutMs, ...rest } = options ?? {};
  if (timeoutMs === undefined) return rest;
  return { ...rest, deadline: Math.min(clock.now() + timeoutMs, rest.deadline ?? Number.POSITIVE_INFINITY) };
}
