import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ConfigFlags, readConfig } from '../src/config.ts';
import { chooseSources } from '../src/sources/choose-sources.ts';

const keys = ['EXA_API_KEY', 'SEMANTIC_SCHOLAR_API_KEY'];

async function choose(flags: ConfigFlags, { reachable = false, set = [] as string[] } = {}) {
  for (const key of keys) vi.stubEnv(key, set.includes(key) ? 'a-key' : '');
  const asked: string[] = [];
  const canReach = async (url: string) => {
    asked.push(url);
    return reachable;
  };
  const sources = await chooseSources(readConfig(flags, {}, '/'), { canReach });
  await sources.close();
  const usable = sources.entries.filter((entry) => !entry.notice).map(({ provider }) => provider.name);
  return { mode: sources.mode, limits: sources.limits, usable, asked, sources };
}

afterEach(() => vi.unstubAllEnvs());

describe('auto', () => {
  test('is the sandbox when no live source can be asked', async () => {
    expect(await choose({})).toMatchObject({ mode: 'sandbox', usable: ['semantic-scholar', 'exa'] });
  });

  test('is live with a source that needs no key and can be reached, and says what the others need', async () => {
    const { mode, usable, sources } = await choose({}, { reachable: true });
    expect([mode, usable]).toEqual(['live', ['semantic-scholar']]);
    expect(sources.entries[1]?.notice).toBe('it needs a key: set EXA_API_KEY, then restart');
  });

  test('is live with a key, and leaves out what cannot be reached', async () => {
    const { mode, usable, sources } = await choose({}, { set: ['EXA_API_KEY'] });
    expect([mode, usable]).toEqual(['live', ['exa']]);
    expect(sources.entries[0]?.notice).toContain('could not be reached');
  });

  test('does not look for a source that has its key', async () => {
    expect(await choose({}, { set: keys })).toMatchObject({
      mode: 'live',
      asked: [],
      usable: ['semantic-scholar', 'exa'],
    });
  });
});

test('live stays live without the network', async () => {
  expect(await choose({ live: true })).toMatchObject({ mode: 'live', limits: 'published', asked: [] });
});

test('sandbox asks nobody, whatever keys are set', async () => {
  const flags = { sandbox: true, limits: 'published' };
  expect(await choose(flags, { reachable: true, set: keys })).toMatchObject({
    mode: 'sandbox',
    limits: 'published',
    asked: [],
  });
});
