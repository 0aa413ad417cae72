import {
  type AdapterSnapshot,
  AuthenticationError,
  createStateStore,
  type HealthStatus,
  NetworkError,
  RateLimitedError,
  UpstreamError,
} from '@headwater/core';
import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { doctorLine } from '../src/cli/doctor-report.ts';
import type { ProviderEntry } from '../src/shared/api.ts';
import { rateWords } from '../src/shared/format.ts';
import { createLiveSources } from '../src/sources/live.ts';
import type { SourceEntry } from '../src/sources/source-set.ts';
import { run, testIo } from './command-io.ts';
import { fakeSource, sourceSet } from './fake-source.ts';
import { startServer } from './harness.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Told = Partial<HealthStatus> & Partial<AdapterSnapshot> & { freeProbe?: boolean; notice?: string };

/** A source that says of itself what a test wants to see told; `checks` has the modes it was checked in. */
function sourceThat(name: string, told: Told, checks: string[] = []): SourceEntry {
  const {
    key = { state: 'set', variable: 'A_KEY' },
    limits = [],
    lastError,
    lastSuccessAt,
    freeProbe = true,
    notice,
  } = told;
  const provider = fakeSource(name, async () => ({}));
  return {
    provider: {
      ...provider,
      capabilities: { ...provider.capabilities, freeProbe },
      inspect: () => ({
        key,
        limits,
        ...(lastError ? { lastError } : {}),
        ...(lastSuccessAt ? { lastSuccessAt } : {}),
      }),
      async healthCheck({ mode = 'passive' } = {}) {
        if (mode === 'active') checks.push(name);
        const { status = 'healthy', circuit = 'closed', reason, quota } = told;
        const health: HealthStatus = { status, circuit, checkedAt: new Date(0) };
        return { ...health, ...(reason ? { reason } : {}), ...(quota ? { quota } : {}) };
      },
    },
    ...(notice === undefined ? {} : { notice }),
  };
}

const at = new Date('2026-01-02T03:04:05Z');
const failing = (error: AuthenticationError): Told => ({ status: 'unhealthy', lastError: { at, error } });

const cases: Record<string, [Told, string, RegExp | undefined]> = {
  works: [{ lastSuccessAt: at }, 'ok', undefined],
  keyless: [
    { status: 'unconfigured', key: { state: 'not-set', variable: 'B_KEY' }, notice: 'it needs a key' },
    'no key',
    /Set B_KEY, then check it with: headwater doctor keyless/,
  ],
  refused: [failing(new AuthenticationError('no')), 'refused', /A_KEY is set but not accepted \(authentication\)/],
  unreachable: [failing(new NetworkError('no route')), 'unreachable', /no route\. Check the network/],
  limited: [
    { status: 'degraded', lastError: { at, error: new RateLimitedError('slow down') } },
    'limited',
    /slow down\. Try again later/,
  ],
  spent: [
    { status: 'degraded', lastSuccessAt: at, quota: { remaining: 0, limit: 100, resetsAt: at } },
    'limited',
    /Its allowance is used up\. Try again after 2026-01-02/,
  ],
  failing: [
    { ...failing(new UpstreamError('had a failure')), circuit: 'open' },
    'failing',
    /had a failure\. Nothing is wrong here/,
  ],
  recovered: [{ lastSuccessAt: at, lastError: { at, error: new NetworkError('no route') } }, 'ok', undefined],
  absent: [{ notice: 'it could not be reached when the server started' }, 'unreachable', /^It could not be reached/],
  costly: [
    { freeProbe: false },
    'not tried',
    /it would cost a call\. Try it with: headwater search "…" --source costly/,
  ],
};

async function serverOf(names: string[], checks?: string[]) {
  const set = { ...sourceSet(), entries: names.map((name) => sourceThat(name, cases[name]?.[0] ?? {}, checks)) };
  return startServer({ sources: set });
}

describe('headwater doctor', () => {
  test('asks each source for nothing, and tells its state and the next step', async () => {
    const checks: string[] = [];
    const { url } = await serverOf(Object.keys(cases), checks);
    const { code, stdout, stderr } = await run(['doctor', '--server', url]);
    expect([code, stderr]).toEqual([0, '']);
    expect(checks.sort()).toEqual(Object.keys(cases).sort());
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ok +headwater +0\.\d+\.\d+ on Node v\d+/);
    for (const [name, [, state, next]] of Object.entries(cases)) {
      const index = lines.findIndex((line) => line.slice(13).startsWith(`${name} `));
      expect([name, lines[index]?.slice(0, 13).trim()]).toEqual([name, state]);
      if (next !== undefined) expect(lines[index + 1]?.trim()).toMatch(next);
    }
  });

  test('checks only the sources that are named', async () => {
    const checks: string[] = [];
    const { url } = await serverOf(['works', 'refused'], checks);
    const { code, stdout } = await run(['doctor', 'refused', '--server', url]);
    expect([code, checks]).toEqual([5, ['refused']]);
    expect(stdout).not.toContain('works');
    expect((await run(['doctor', 'nobody', '--server', url])).code).toBe(2);
  });

  test.each<[number, string, string[], string[]]>([
    [0, 'when something can be asked', ['works', 'refused'], []],
    [4, 'when everything must be ok and is not', ['works', 'refused'], ['--strict']],
    [0, 'when everything must be ok and is', ['works'], ['--strict']],
    [5, 'when nothing can be asked', ['keyless', 'unreachable'], []],
  ])('exits with %i %s', async (code, _name, names, flags) => {
    const { url } = await serverOf(names);
    expect((await run(['doctor', '--server', url, ...flags])).code).toBe(code);
  });

  test('prints JSON', async () => {
    const { url } = await serverOf(['keyless', 'works']);
    const told = JSON.parse((await run(['doctor', '--server', url, '--json'])).stdout);
    expect(told).toMatchObject({
      mode: 'sandbox',
      sources: [
        { name: 'keyless', state: 'no key', next: expect.stringContaining('B_KEY') },
        { name: 'works', state: 'ok' },
      ],
    });
  });

  test('looks at the whole sandbox without a server', async () => {
    const { code, stdout } = await run(['doctor', '--sandbox'], testIo(await temporaryFolder()));
    expect(code).toBe(0);
    expect(stdout).toMatch(/ok +arxiv +academic/);
    expect(stdout).not.toContain('sandbox-key');
  }, 60_000);

  test('of the live sources without keys and without a network names every key and the network', async () => {
    for (const name of Object.keys(process.env)) if (/_(KEY|TOKEN)$/.test(name)) vi.stubEnv(name, undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const asked: string[] = [];
    const fetch = async (url: string | URL | Request) => {
      asked.push(new URL(String(url)).protocol);
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }) });
    };
    const settings = { fetch, clock, stateStore: createStateStore() };
    const { url } = await startServer({ sources: await createLiveSources({ canReach: async () => false, settings }) });
    const { code, stdout } = await run(['doctor', '--server', url]);
    expect(code).toBe(5);
    for (const variable of ['EXA_API_KEY', 'TAVILY_API_KEY', 'FIRECRAWL_API_KEY', 'TWITTER_BEARER_TOKEN']) {
      expect(stdout).toContain(`Set ${variable}, then check it with: headwater doctor`);
    }
    for (const name of [
      'arxiv',
      'crossref',
      'openalex',
      'semantic-scholar',
      'wikipedia',
      'hackernews',
      'github',
      'news',
    ]) {
      expect(stdout).toMatch(new RegExp(`unreachable +${name} `));
    }
    expect(stdout).toMatch(
      /unreachable +mode +live; 0 of 12 sources can be asked\n +Until that changes, work offline with --sandbox/,
    );
    expect(asked.length).toBeGreaterThan(0);
  }, 30_000);

  test('6 when the server does not answer', async () => {
    expect((await run(['doctor', '--server', 'http://127.0.0.1:9'])).code).toBe(6);
  });
});

describe('what is told of a source', () => {
  const entry: ProviderEntry = {
    name: 'a',
    version: '1',
    kinds: ['academic'],
    mode: 'live',
    key: { state: 'not-needed', variable: 'A_KEY' },
    health: { status: 'healthy', circuit: 'closed', checkedAt: '', quota: { remaining: 1_412, limit: 5_000 } },
    limits: [
      { costClass: 'search', requestsPerSecond: 1 / 3 },
      { costClass: 'other', concurrency: 2 },
    ],
  };
  test('kinds, key, limits and allowance', () => {
    expect(doctorLine(entry).facts).toBe(
      'academic · needs no key (A_KEY not set) · search 1 every 3 s · 1,412 of 5,000 left',
    );
  });
  test.each([
    [1_000, '1,000/s'],
    [2.5, '2.5/s'],
    [0.2, '1 every 5 s'],
    [1 / 900, '1 every 15 min'],
  ])('%f requests a second are %s', (rate, words) => {
    expect(rateWords(rate)).toBe(words);
  });
  test('with a unit they are requests', () => {
    expect([rateWords(1, 'request'), rateWords(10, 'request'), rateWords(1 / 3, 'request')]).toEqual([
      '1 request/s',
      '10 requests/s',
      '1 request every 3 s',
    ]);
  });
  test('of many limits the first three are told', () => {
    const limits = ['a', 'b', 'c', 'd', 'e'].map((costClass) => ({ costClass, requestsPerSecond: 1 }));
    expect(doctorLine({ ...entry, limits }).facts).toContain('a 1/s, b 1/s, c 1/s, 2 more');
  });
});
