import { createStateStore, type StateStore } from '@headwater/core';
import { createVirtualClock, type VirtualClock } from '../clock/virtual-clock.ts';
import { createEmulator } from './create-emulator.ts';
import type { Emulator, EmulatorReply, EmulatorRequest } from './types.ts';

export interface ScriptedServiceOptions {
  /** The service's own base URL, which the client under test calls by default. */
  baseUrl: string;
  /** Answers in order, whatever is asked; the last one repeats. A function answers every request itself. */
  replies: EmulatorReply | readonly EmulatorReply[] | ((request: EmulatorRequest) => EmulatorReply);
}

export interface ScriptedService {
  service: Emulator;
  clock: VirtualClock;
  /** For the client under test: it talks to `service` on `clock`, without jitter and without shared state. */
  settings: {
    apiKey: string;
    fetch: typeof globalThis.fetch;
    clock: VirtualClock;
    random: () => number;
    stateStore: StateStore;
  };
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A service that says what a test tells it to say, for tests of how a client asks and reads. Dispose the clock afterwards. */
export function createScriptedService({ baseUrl, replies }: ScriptedServiceOptions): ScriptedService {
  const clock = createVirtualClock({ autoAdvance: true });
  const list = typeof replies === 'function' ? [] : [replies].flat();
  let answered = 0;
  const next = (): EmulatorReply => list[Math.min(answered++, list.length - 1)] ?? { json: {} };
  const handler = typeof replies === 'function' ? replies : next;
  const service = createEmulator({
    name: 'scripted',
    baseUrl,
    clock,
    routes: methods.map((method) => ({ method, path: '/:path*', handler })),
  });
  const settings = {
    apiKey: 'test-key',
    fetch: service.fetch,
    clock,
    random: () => 0.5,
    stateStore: createStateStore(),
  };
  return { service, clock, settings };
}
