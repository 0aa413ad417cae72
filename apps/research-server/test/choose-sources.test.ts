import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ConfigFlags, readConfig } from '../src/config.ts';
import { catalogue } from '../src/sources/catalogue.ts';
import { chooseSources } from '../src/sources/choose-sources.ts';
import { researchSources, type SourceEntry } from '../src/sources/source-set.ts';
import { fakeSource, sourceSet } from './fake-source.ts';

/** The variable of every key there is. */
const keys = [
  'EXA_API_KEY',
  'SEMANTIC_SCHOLAR_API_KEY',
  'OPENALEX_API_KEY',
  'CROSSREF_PLUS_API_TOKEN',
  'WIKIMEDIA_ACCESS_TOKEN',
  'FIRECRAWL_API_KEY',
  'TAVILY_API_KEY',
  'NEWS_API_KEY',
  'GUARDIAN_API_KEY',
  'TWITTER_BEARER_TOKEN',
  'X_BEARER_TOKEN',
  'GITHUB_TOKEN',
];
const keyless = catalogue.filter(({ reachableAt }) => reachableAt !== undefined).map(({ name }) => name);
const all = catalogue.map(({ name }) => name);

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
  const noticeOf = (name: string) => sources.entries.find(({ provider }) => provider.name === name)?.notice;
  return { mode: sources.mode, limits: sources.limits, usable, asked, sources, noticeOf };
}

afterEach(() => vi.unstubAllEnvs());

test('an entry of the catalogue bears its provider’s name, and says where a keyless one is found', async () => {
  const { sources } = await choose({ live: true });
  expect(sources.entries.map(({ provider }) => provider.name)).toEqual(all);
  const needNone = sources.entries.filter(({ provider }) => !provider.capabilities.keyRequired);
  expect(needNone.map(({ provider }) => provider.name)).toEqual(keyless);
});

describe('auto', () => {
  test('is the sandbox when no live source can be asked', async () => {
    expect(await choose({})).toMatchObject({ mode: 'sandbox', usable: all });
  });

  test('is live with the sources that need no key and can be reached, and says what the others need', async () => {
    const { mode, usable, noticeOf } = await choose({}, { reachable: true });
    expect([mode, usable]).toEqual(['live', keyless]);
    expect(noticeOf('exa')).toBe('it needs a key: set EXA_API_KEY, then restart');
    expect(noticeOf('x')).toBe('it needs a key: set TWITTER_BEARER_TOKEN, then restart');
  });

  test('is live with a key, and leaves out what cannot be reached', async () => {
    const { mode, usable, noticeOf } = await choose({}, { set: ['EXA_API_KEY'] });
    expect([mode, usable]).toEqual(['live', ['exa']]);
    expect(noticeOf('arxiv')).toContain('could not be reached');
  });

  test('takes a key under any of its variables', async () => {
    expect((await choose({}, { set: ['X_BEARER_TOKEN'] })).usable).toEqual(['x']);
  });

  test('does not look for a source that has its key', async () => {
    const { mode, usable, asked } = await choose({}, { set: keys, reachable: true });
    expect([mode, usable]).toEqual(['live', all]);
    for (const host of ['semanticscholar', 'openalex', 'crossref']) expect(asked.join()).not.toContain(host);
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

describe('the sources of a run', () => {
  const entry = (name: string, more: Partial<SourceEntry> = {}): SourceEntry => ({
    provider: fakeSource(name, async () => ({})),
    ...more,
  });
  const namesOf = (entries: SourceEntry[], names?: string[]) =>
    researchSources({ ...sourceSet(), entries }, names).map(({ provider }) => provider.name);

  test('are the usual ones, or those that are named', () => {
    const entries = [entry('alpha'), entry('beta', { notice: 'no key' }), entry('gamma', { onRequest: true })];
    expect(namesOf(entries)).toEqual(['alpha', 'beta']);
    expect(namesOf(entries, ['gamma'])).toEqual(['gamma']);
  });

  test('are whatever there is when no usual one can be asked', () => {
    const entries = [entry('beta', { notice: 'no key' }), entry('gamma', { onRequest: true })];
    expect(namesOf(entries)).toEqual(['beta', 'gamma']);
  });
});
