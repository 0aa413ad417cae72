import { readFileSync } from 'node:fs';
import { createScriptedService, type Emulator, type EmulatorReply } from '@headwater/testkit';
import { expect, onTestFinished } from 'vitest';
import { createExa, type ExaProvider, type ExaSettings } from '../src/index.ts';

export function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));
}

/** A provider on a clock of its own, and a service that gives these answers in order; the last one repeats. */
export function answering(
  replies: EmulatorReply | EmulatorReply[],
  given: ExaSettings = {},
): { exa: ExaProvider; service: Emulator; now: () => number } {
  const { service, clock, settings } = createScriptedService({ baseUrl: 'https://api.exa.ai', replies });
  onTestFinished(() => clock.dispose());
  return { exa: createExa({ ...settings, ...given }), service, now: () => clock.monotonicNow() };
}

/** A streamed answer of these events, each as one server-sent event. */
export function eventsOf(...events: unknown[]): EmulatorReply {
  const text = (event: unknown) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`;
  return { headers: { 'content-type': 'text/event-stream' }, chunks: events.map(text) };
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
