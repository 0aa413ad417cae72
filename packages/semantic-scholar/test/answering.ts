import { readFileSync } from 'node:fs';
import { createStateStore } from '@headwater/core';
import { createEmulator, createVirtualClock, type Emulator, type EmulatorReply } from '@headwater/testkit';
import { expect, onTestFinished } from 'vitest';
import { createSemanticScholar, type SemanticScholarProvider, type SemanticScholarSettings } from '../src/index.ts';

export function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));
}

/** A provider on a clock of its own, and a service that gives these answers in order; the last one repeats. */
export function answering(
  replies: EmulatorReply | EmulatorReply[],
  settings: SemanticScholarSettings = {},
): { s2: SemanticScholarProvider; service: Emulator; now: () => number } {
  const list = [replies].flat();
  const clock = createVirtualClock({ autoAdvance: true });
  let answered = 0;
  const handler = () => list[Math.min(answered++, list.length - 1)] ?? { json: {} };
  const service = createEmulator({
    name: 'semantic-scholar-answers',
    baseUrl: 'https://api.semanticscholar.org',
    clock,
    routes: ['GET', 'POST'].map((method) => ({ method, path: '/:path*', handler })),
  });
  const s2 = createSemanticScholar({
    apiKey: 'test-key',
    fetch: service.fetch,
    clock,
    random: () => 0.5,
    stateStore: createStateStore(),
    ...settings,
  });
  onTestFinished(() => clock.dispose());
  return { s2, service, now: () => clock.monotonicNow() };
}

/** The query of the request at this place, as an object. */
export function sentQuery({ requests }: Emulator, index = 0): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(requests[index]?.query));
}

export async function collect<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

export async function failureOf(call: Promise<unknown>): Promise<any> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  );
}
