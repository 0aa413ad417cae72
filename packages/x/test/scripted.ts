import { readFileSync } from 'node:fs';
import { createScriptedService, type EmulatorReply, type ScriptedService } from '@headwater/testkit';
import { onTestFinished } from 'vitest';
import { createX, type XProvider, type XSettings } from '../src/index.ts';

export const fixture = (name: string): any =>
  JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));

/** A client of a service that answers what it is told to. The clock stands at 2026-01-01. */
export function scripted(
  replies: EmulatorReply | readonly EmulatorReply[],
  settings: XSettings = {},
): { x: XProvider } & ScriptedService {
  const parts = createScriptedService({ baseUrl: 'https://api.x.com', replies });
  onTestFinished(() => parts.clock.dispose());
  return { ...parts, x: createX({ ...parts.settings, ...settings }) };
}

/** The parameters of the request at `index`. */
export function sentQuery({ service }: ScriptedService, index = 0): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(service.requests[index]?.query));
}
export const sentPaths = ({ service }: ScriptedService): string[] => service.requests.map(({ path }) => path);

export async function collect<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

export async function firstPage<Item>(list: { pages(): AsyncIterable<Item> }): Promise<Item> {
  for await (const page of list.pages()) return page;
  throw new Error('the list has no page');
}

/** The error of a call, read as a list or a promise. */
export async function failureOf(call: PromiseLike<unknown> | AsyncIterable<unknown>): Promise<any> {
  try {
    await (Symbol.asyncIterator in call ? collect(call) : call);
  } catch (error) {
    return error;
  }
  throw new Error('the call was expected to fail, and succeeded');
}
