import { createVirtualClock } from '@headwater/testkit';
import { type Clock, createServiceClient, createStateStore } from '../../../src/index.ts';
import { definition, key } from './client.ts';

/** A service that answers once with these headers, then well; its clock jumps to every timer by itself. */
export function service(first: { status: number; headers: [string, string][] }, clock: Clock) {
  const at: number[] = [];
  const fetch: typeof globalThis.fetch = async () => {
    at.push(clock.monotonicNow());
    return at.length === 1
      ? new Response('{"error":"later"}', { status: first.status, headers: first.headers })
      : new Response('{"fine":true}', { headers: { 'content-type': 'application/json' } });
  };
  const client = createServiceClient(definition, {
    apiKey: key,
    fetch,
    clock,
    random: () => 0,
    stateStore: createStateStore(),
  });
  return { at, client };
}

export const virtual = () => createVirtualClock({ autoAdvance: true });
