import { createStateStore } from '@headwater/core';
import {
  createScriptedService,
  createVirtualClock,
  type EmulatorReply,
  type EmulatorRequest,
} from '@headwater/testkit';
import { beforeEach, onTestFinished, vi } from 'vitest';
import { createGitHubEmulator, type GitHubEmulatorOptions, SANDBOX_API_KEY } from '../src/emulator/index.ts';
import { createGitHub, type GitHubSettings } from '../src/index.ts';

// A token in the environment of whoever runs the tests is not theirs.
beforeEach(() => {
  vi.stubEnv('GITHUB_TOKEN', '');
  return () => vi.unstubAllEnvs();
});

/** A client of a service that says what the test tells it to say. */
export function openScripted(
  replies: EmulatorReply | EmulatorReply[] | ((request: EmulatorRequest) => EmulatorReply),
  given: GitHubSettings = {},
) {
  const { service, clock, settings } = createScriptedService({
    baseUrl: given.baseUrl ?? 'https://api.github.com',
    replies,
  });
  onTestFinished(() => clock.dispose());
  return { github: createGitHub({ ...settings, ...given }), service, clock };
}

/** A client of the emulator, both on one clock that jumps by itself. */
export function openEmulated(given: GitHubSettings = {}, options: GitHubEmulatorOptions = {}) {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const emulator = createGitHubEmulator({ clock, ...options });
  const github = createGitHub({
    apiKey: SANDBOX_API_KEY,
    fetch: emulator.fetch,
    clock,
    random: () => 0.5,
    stateStore: createStateStore(),
    ...given,
  });
  return { github, emulator, clock };
}

export async function collect<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

export async function thrownBy(call: PromiseLike<unknown>): Promise<any> {
  return Promise.resolve(call).then(
    () => {
      throw new Error('the call was expected to fail, and succeeded');
    },
    (error) => error,
  );
}
