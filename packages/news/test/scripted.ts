import { readFileSync } from 'node:fs';
import { HeadwaterError } from '@headwater/core';
import { createScriptedService, type EmulatorReply, type ScriptedServiceOptions } from '@headwater/testkit';
import { expect, onTestFinished } from 'vitest';
import { createGdelt, type GdeltSettings } from '../src/gdelt/index.ts';
import { createGuardian, type GuardianSettings } from '../src/guardian/index.ts';
import { createNewsApi, type NewsApiSettings } from '../src/newsapi/index.ts';

export function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));
}

function scripted(baseUrl: string, replies: ScriptedServiceOptions['replies']) {
  const made = createScriptedService({ baseUrl, replies });
  onTestFinished(() => made.clock.dispose());
  /** Names and values of the query at this place. */
  const sent = (index = 0) => Object.fromEntries(new URLSearchParams(made.service.requests[index]?.query ?? ''));
  return { ...made, sent };
}

export function scriptedNewsApi(replies: ScriptedServiceOptions['replies'], settings: NewsApiSettings = {}) {
  const made = scripted('https://newsapi.org/v2', replies);
  return { ...made, newsApi: createNewsApi({ ...made.settings, ...settings }) };
}

export function scriptedGuardian(replies: ScriptedServiceOptions['replies'], settings: GuardianSettings = {}) {
  const made = scripted('https://content.guardianapis.com', replies);
  return { ...made, guardian: createGuardian({ ...made.settings, ...settings }) };
}

export function scriptedGdelt(replies: ScriptedServiceOptions['replies'], settings: GdeltSettings = {}) {
  const made = scripted('https://api.gdeltproject.org/api/v2/doc', replies);
  return { ...made, gdelt: createGdelt({ ...made.settings, ...settings }) };
}

export async function failureOf(call: PromiseLike<unknown>): Promise<HeadwaterError> {
  const error = await call.then(
    () => expect.unreachable('the call succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!HeadwaterError.isInstance(error)) throw error;
  return error;
}

export async function all<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

export type { EmulatorReply };
