import { getEventListeners } from 'node:events';
import { createStateStore, type SourceProvider } from '@headwater/core';
import { afterEach, expect } from 'vitest';
import type { Emulator, EmulatorServer } from '../emulator/types.ts';
import { createRig, type Rig, type RigOptions } from '../rig.ts';
import { SANDBOX_API_KEY } from '../sandbox-key.ts';
import type { ConformanceSettings, ProviderConformance } from './options.ts';

export { failureOf, quietly, type Rig, type RigOptions, until } from '../rig.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Runs `cleanUp` when the test is over. */
export function later(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp);
}

/** A rig that is closed when the test is over. */
export function openRig(suite: ProviderConformance, options: RigOptions = {}): Rig {
  const rig = createRig(suite, options);
  later(rig.close);
  return rig;
}

export interface SocketRig {
  provider: SourceProvider;
  emulator: Emulator;
  server: EmulatorServer;
}

/** Over real sockets, on the machine's clock and the machine's `fetch`. */
export async function openSocketRig(
  suite: ProviderConformance,
  settings: ConformanceSettings = {},
): Promise<SocketRig> {
  const emulator = suite.createEmulator({ limits: 'unlimited' });
  const server = await emulator.listen();
  const provider = suite.create({
    apiKey: SANDBOX_API_KEY,
    baseUrl: server.url,
    stateStore: createStateStore(),
    resilience: { limits: 'sandbox' },
    ...settings,
  });
  later(async () => {
    await server.close();
    await provider.dispose();
  });
  return { provider, emulator, server };
}

export function expectNoListeners(signal: AbortSignal): void {
  expect(getEventListeners(signal, 'abort').length, 'listeners left on the caller’s signal').toBe(0);
}
