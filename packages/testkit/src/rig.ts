import { type CallEvent, createStateStore, HeadwaterError, type SourceProvider } from '@headwater/core';
import { eventLoopTurn } from './clock/event-loop.ts';
import { createVirtualClock, type VirtualClock } from './clock/virtual-clock.ts';
import type { ConformanceSettings, ProviderConformance } from './conformance/options.ts';
import type { Emulator, EmulatorSettings } from './emulator/types.ts';
import { createRandom } from './random.ts';
import { SANDBOX_API_KEY } from './sandbox-key.ts';

/** Real milliseconds after which something that should happen at once counts as hanging. */
export const PATIENCE_MS = 5000;

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

/** In-process, on a virtual clock, with limits too wide to be felt unless they are given. */
export function createRig(
  suite: Pick<ProviderConformance, 'create' | 'createEmulator'>,
  options: RigOptions = {},
): Rig & { close(): Promise<void> } {
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
  const events: CallEvent[] = [];
  return {
    provider,
    emulator,
    clock,
    events,
    observed: { observe: { event: (event) => void events.push(event) } },
    async close() {
      const disposed = provider.dispose();
      await clock.advance(60_000);
      await disposed;
      clock.dispose();
    },
  };
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

/** Resolves when `condition` holds; fails after some real seconds, naming what was waited for. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
    await eventLoopTurn();
  }
}
