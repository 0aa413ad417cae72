import { readFileSync } from 'node:fs';
import { createStateStore } from '@headwater/core';
import { createEmulator, createVirtualClock, type Emulator, type EmulatorReply } from '@headwater/testkit';
import { onTestFinished } from 'vitest';
import { createExa, type ExaProvider, type ExaSettings } from '../src/index.ts';

export function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));
}

/** A provider on a clock of its own, and a service that gives these answers in order; the last one repeats. */
export function answering(
  replies: EmulatorReply | EmulatorReply[],
  settings: ExaSettings = {},
): { exa: ExaProvider; service: Emulator; now: () => number } {
  const list = [replies].flat();
  const clock = createVirtualClock({ autoAdvance: true });
  let answered = 0;
  const service = createEmulator({
    name: 'exa-answers',
    baseUrl: 'https://api.exa.ai',
    clock,
    routes: [
      {
        method: 'POST',
        path: '/:path*',
        handler: () => list[Math.min(answered++, list.length - 1)] ?? { json: {} },
      },
    ],
  });
  const exa = createExa({
    apiKey: 'test-key',
    fetch: service.fetch,
    clock,
    random: () => 0.5,
    stateStore: createStateStore(),
    ...settings,
  });
  onTestFinished(() => clock.dispose());
  return { exa, service, now: () => clock.monotonicNow() };
}

/** The JSON body of the request at this place. */
export function sentBody({ requests }: Emulator, index = 0): any {
  return JSON.parse(requests[index]?.bodyText ?? 'null');
}
