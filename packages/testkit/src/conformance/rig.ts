import { getEventListeners } from 'node:events';
import { type CallEvent, createStateStore, HeadwaterError, type SourceProvider } from '@headwater/core';
import { afterEach, expect } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../clock/virtual-clock.ts';
import type { Emulator, EmulatorServer, EmulatorSettings } from '../emulator/types.ts';
import { createRandom } from '../random.ts';
import { SANDBOX_API_KEY } from '../sandbox-key.ts';
import type { ConformanceSettings, ProviderConformance } from './options.ts';

/** Real milliseconds after which something that should happen at once counts as hanging. */
const PATIENCE_MS = 5000;

/** One provider talking to one emulator on one virtual clock. */
export interface Rig {
  provider: SourceProvider;
  emulator: Emulator;
  clock: VirtualClock;
  events: CallEvent[];
  /** Options that record events. */
  observed: { observe: { event(event: CallEvent): void } };
}

export interface RigOptions {
  /** Let the clock jump by itself. @default true */
  autoAdvance?: boolean;
  emulator?: EmulatorSettings & { apiKeys?: readonly string[] };
  settings?: ConformanceSettings;
}

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Runs `cleanUp` when the test is over. */
export function later(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp);
}

/** In-process, on a virtual clock, with limits too wide to be felt unless they are given. */
export function openRig(suite: ProviderConformance, options: RigOptions = {}): Rig {
  const clock = createVirtualClock({ autoAdvance: options.autoAdvance ?? true });
  const emulator = suite.createEmulator({ clock, limits: 'unlimited', ...options.emulator });
  const provider = suite.create({
    apiKey: SANDBOX_API_KEY,
    fetch: emulator.fetch,
    clock,
    random: createRandom(1),
    stateStore: createStateStore(),
    resilience: { limits: 'sandbox' },
    ...options.settings,
  });
  later(async () => {
    const disposed = provider.dispose();
    await clock.advance(60_000);
    await disposed;
    clock.dispose();
  });
  const events: CallEvent[] = [];
  return { provider, emulator, clock, events, observed: { observe: { event: (event) => void events.push(event) } } };
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

/** Resolves when `condition` holds; fails after some real seconds, naming what was waited for. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The error a call fails with; fails itself when the call succeeds, hangs, or throws anything but a `HeadwaterError`. */
export async function failureOf(call: Promise<unknown>): Promise<HeadwaterError> {
  let hanging: ReturnType<typeof setTimeout> | undefined;
  const outcome = await Promise.race([
    call.then(
      () => ({ error: new Error('the call was expected to fail, and succeeded') }),
      (error: unknown) => ({ error }),
    ),
    new Promise<{ error: unknown }>((resolve) => {
      const error = new Error('the call was expected to fail, and hangs');
      hanging = setTimeout(() => resolve({ error }), PATIENCE_MS);
    }),
  ]);
  clearTimeout(hanging);
  if (!HeadwaterError.isInstance(outcome.error)) throw outcome.error;
  return outcome.error;
}

/** Keeps a rejection from being reported as unhandled while a test does something else first. */
export function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

export function expectNoListeners(signal: AbortSignal): void {
  expect(getEventListeners(signal, 'abort').length, 'listeners left on the caller’s signal').toBe(0);
}
