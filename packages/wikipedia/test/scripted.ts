import { readFileSync } from 'node:fs';
import { createScriptedService, type Emulator, type ScriptedServiceOptions } from '@headwater/testkit';
import { expect, onTestFinished } from 'vitest';
import { createWikipedia, type WikipediaSettings } from '../src/index.ts';

export function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));
}

/** A client on a clock of its own, and a service that gives these answers. */
export function scripted(replies: ScriptedServiceOptions['replies'], settings: WikipediaSettings = {}) {
  const made = createScriptedService({ baseUrl: 'https://en.wikipedia.org', replies });
  onTestFinished(() => made.clock.dispose());
  return { ...made, wikipedia: createWikipedia({ contact: 'tests@headwater.example', ...made.settings, ...settings }) };
}

/** The query of the request at this place, as an object. */
export function sent({ requests }: Emulator, index = 0): Record<string, string> {
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
