import type { CallEvent, CallObserver } from '@headwater/core';
import type { ToolObserve } from '@mastra/core/tools';

/** Writes what a call does (waits, attempts, outcome) to the log of the tool's span. Mastra times the call itself. */
export function observerOf(observe: Pick<ToolObserve, 'log'>): CallObserver {
  return {
    event(event) {
      observe.log(levelOf(event), `${event.provider}.${event.operation}: ${event.type}`, { ...event });
    },
  };
}

function levelOf(event: CallEvent): 'debug' | 'info' | 'warn' {
  if (event.type === 'call-waiting') return 'info';
  const failed = 'errorCode' in event && event.errorCode !== undefined;
  return failed ? 'warn' : 'debug';
}
