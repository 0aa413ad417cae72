import { readFileSync } from 'node:fs';
import { createScriptedService, type EmulatorReply, type ScriptedService } from '@headwater/testkit';
import { onTestFinished } from 'vitest';
import { createHackerNews, type HackerNewsProvider, type HackerNewsSettings } from '../src/index.ts';

export const fixture = (name: string): any =>
  JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));

/** A client of a service that answers what it is told to, in both of its roles. The clock stands at 2026-01-01. */
export function scripted(
  replies: EmulatorReply | readonly EmulatorReply[],
  settings: HackerNewsSettings = {},
): { hackernews: HackerNewsProvider } & ScriptedService {
  const parts = createScriptedService({ baseUrl: 'https://hn.algolia.com', replies });
  onTestFinished(() => parts.clock.dispose());
  const { apiKey: _, ...rest } = parts.settings;
  return { ...parts, hackernews: createHackerNews({ ...rest, liveBaseUrl: 'https://hn.algolia.com', ...settings }) };
}

export function sentQuery({ service }: ScriptedService, index = 0): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(service.requests[index]?.query));
}
export const sentPaths = ({ service }: ScriptedService): string[] => service.requests.map(({ path }) => path);

export async function collect<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

export async function failureOf(call: PromiseLike<unknown> | AsyncIterable<unknown>): Promise<any> {
  try {
    await (Symbol.asyncIterator in call ? collect(call) : call);
  } catch (error) {
    return error;
  }
  throw new Error('the call was expected to fail, and succeeded');
}
