import { readFileSync } from 'node:fs';
import {
  createScriptedService,
  type Emulator,
  type EmulatorReply,
  type ScriptedServiceOptions,
} from '@headwater/testkit';
import { expect, onTestFinished } from 'vitest';
import { type ArxivSettings, createArxiv } from '../src/index.ts';

export function fixture(name: string): string {
  return readFileSync(new URL(`../src/__fixtures__/${name}.xml`, import.meta.url), 'utf8');
}

/** A client on a clock of its own, and a service that gives these answers. */
export function scripted(replies: ScriptedServiceOptions['replies'], settings: ArxivSettings = {}) {
  const made = createScriptedService({ baseUrl: 'https://export.arxiv.org', replies });
  onTestFinished(() => made.clock.dispose());
  return { ...made, arxiv: createArxiv({ ...made.settings, ...settings }) };
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

interface FeedShape {
  total: number;
  start?: number;
  ids?: readonly string[];
}

/** A feed of entries that hold no more than they must. */
export function feed({ total, start = 0, ids = [] }: FeedShape): EmulatorReply {
  const entries = ids.map(
    (id) =>
      `<entry><id>http://arxiv.org/abs/${id}</id><title>Title of ${id}</title><summary>Text.</summary><published>2024-01-01T00:00:00Z</published></entry>`,
  );
  const count = (name: string, value: number) => `<opensearch:${name}>${value}</opensearch:${name}>`;
  return {
    text: `<feed xmlns:opensearch="o"><title>t</title>${count('totalResults', total)}${count('startIndex', start)}${count('itemsPerPage', ids.length)}${entries.join('')}</feed>`,
  };
}
