import { readFileSync } from 'node:fs';
import { createScriptedService, type Emulator, type EmulatorReply } from '@headwater/testkit';
import { expect, onTestFinished } from 'vitest';
import { createSemanticScholar, type SemanticScholarProvider, type SemanticScholarSettings } from '../src/index.ts';

export function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));
}

/** A provider on a clock of its own, and a service that gives these answers in order; the last one repeats. */
export function answering(
  replies: EmulatorReply | EmulatorReply[],
  given: SemanticScholarSettings = {},
): { s2: SemanticScholarProvider; service: Emulator; now: () => number } {
  const baseUrl = 'https://api.semanticscholar.org';
  const { service, clock, settings } = createScriptedService({ baseUrl, replies });
  onTestFinished(() => clock.dispose());
  return { s2: createSemanticScholar({ ...settings, ...given }), service, now: () => clock.monotonicNow() };
}

/** The query of the request at this place, as an object. */
export function sentQuery({ requests }: Emulator, index = 0): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(requests[index]?.query));
}

/** The JSON body of the request at this place. */
export function sentBody({ requests }: Emulator, index = 0): any {
  return JSON.parse(requests[index]?.bodyText ?? 'null');
}

export async function collect<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

export async function failureOf(call: PromiseLike<unknown>): Promise<any> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  );
}
