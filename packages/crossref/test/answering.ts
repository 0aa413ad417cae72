import { readFileSync } from 'node:fs';
import { HeadwaterError } from '@headwater/core';
import { createScriptedService, type Emulator, type ScriptedServiceOptions } from '@headwater/testkit';
import { onTestFinished } from 'vitest';
import { type CrossrefProvider, type CrossrefSettings, createCrossref } from '../src/index.ts';

const baseUrl = 'https://api.crossref.org';

export function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));
}

/** A provider on a clock of its own, and a service that gives these answers in order; the last one repeats. */
export function answering(
  replies: ScriptedServiceOptions['replies'],
  more: CrossrefSettings = {},
): { crossref: CrossrefProvider; service: Emulator } {
  const { service, clock, settings } = createScriptedService({ baseUrl, replies });
  onTestFinished(() => clock.dispose());
  return { crossref: createCrossref({ ...settings, ...more }), service };
}

/** The parameters of the request at this place. */
export function sentQuery({ requests }: Emulator, index = 0): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(requests[index]?.query ?? ''));
}

export const sentPaths = ({ requests }: Emulator): string[] => requests.map(({ path }) => path);

export async function failureOf(call: PromiseLike<unknown> | (() => unknown)): Promise<HeadwaterError> {
  try {
    await (typeof call === 'function' ? call() : call);
  } catch (error) {
    if (HeadwaterError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('the call was expected to fail');
}

export async function all<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

export const page = (items: unknown[], more: object = {}) => ({
  json: { status: 'ok', 'message-type': 'work-list', message: { 'total-results': items.length, items, ...more } },
});

export const single = (message: unknown) => ({ json: { status: 'ok', message } });
