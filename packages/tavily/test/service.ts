import { readFileSync } from 'node:fs';
import type { HeadwaterError } from '@headwater/core';
import { createScriptedService, type Emulator, type ScriptedServiceOptions } from '@headwater/testkit';
import { expect, onTestFinished } from 'vitest';
import { createTavily, type TavilyProvider, type TavilySettings } from '../src/index.ts';

export function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));
}

/** A client on a clock of its own, and a service that says what it is told to say. */
export function answering(
  replies: ScriptedServiceOptions['replies'],
  settings: TavilySettings = {},
): { tavily: TavilyProvider; service: Emulator; now: () => number } {
  const scripted = createScriptedService({ baseUrl: 'https://api.tavily.com', replies });
  onTestFinished(() => scripted.clock.dispose());
  const tavily = createTavily({ ...scripted.settings, resilience: { limits: 'sandbox' }, ...settings });
  return { tavily, service: scripted.service, now: () => scripted.clock.monotonicNow() };
}

/** The JSON body of the request at this place. */
export function sentBody({ requests }: Emulator, index = 0): any {
  return JSON.parse(requests[index]?.bodyText || 'null');
}

export async function failureOf(call: PromiseLike<unknown>): Promise<HeadwaterError> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  ) as Promise<HeadwaterError>;
}
