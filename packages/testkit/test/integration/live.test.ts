import { type ApiAdapter, createStateStore, ServiceRegistry, type SourceProvider } from '@headwater/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SANDBOX_API_KEY } from '../../src/index.ts';
import { formatPlan, IntegrationTestSuite } from '../../src/integration/index.ts';
import { createToyEmulator, createToySource, toyCapabilities } from './toy-source.ts';

/** The toy service on a real port of this machine, registered as a program would register the real one. */
async function openService(
  change: (source: SourceProvider) => Partial<SourceProvider> = () => ({}),
  apiKey: string | undefined = SANDBOX_API_KEY,
) {
  const emulator = createToyEmulator({ limits: 'unlimited' });
  const server = await emulator.listen();
  // Limits and back-off too short to be felt: these tests are about what is sent, not about when.
  const resilience = { limits: { default: { requestsPerSecond: 500 } }, retry: { baseDelayMs: 1, maxDelayMs: 5 } };
  const source = createToySource({ baseUrl: server.url, apiKey, stateStore: createStateStore(), resilience });
  const registry = new ServiceRegistry();
  registry.register('toy', { ...source, ...change(source) });
  onTestFinished(async () => {
    await registry.dispose();
    await server.close();
  });
  const suite = new IntegrationTestSuite({ registry, queries: { toy: { text: 'river' } } });
  return { emulator, suite };
}

const outcomes = (report: { results: { name: string; outcome: string }[] }) =>
  Object.fromEntries(report.results.map(({ name, outcome }) => [name, outcome]));

const billed = { capabilities: { ...toyCapabilities, costPerSearchUsd: 0.005 } };

describe('a live run', () => {
  it('passes for a service that works, and keeps to the requests it announced', async () => {
    const { emulator, suite } = await openService();
    const plan = suite.plan({ live: true });
    expect(plan).toMatchObject({ mode: 'live', requests: { toy: 13 }, costUsd: 0 });
    expect(emulator.requests).toHaveLength(0);
    const report = await suite.run({ live: true });
    expect(outcomes(report)).toEqual({
      'a passive health check sends nothing': 'passed',
      'its free probe is answered': 'passed',
      'answers a query': 'passed',
      '3 calls at once are paced by the plan': 'passed',
      'opens in an outage, and recovers': 'skipped',
      'a query that cannot be right is refused before anything is sent': 'passed',
      'a call whose deadline has passed sends nothing': 'passed',
      'documents are whole: id, address, title, text, kind, provenance': 'passed',
    });
    // One probe, one search that two cases share, a burst of three.
    expect(emulator.requests.map(({ path }) => path)).toEqual(['/status', '/items', '/items', '/items', '/items']);
    expect(report.searchRequests).toEqual({ toy: 4 });
  });

  it('never sends more than it announced, even when everything is tried again', async () => {
    const { emulator, suite } = await openService();
    emulator.faults.push({ kind: 'outage', status: 503 });
    const { requests } = suite.plan({ live: true });
    const report = await suite.run({ live: true });
    expect(outcomes(report)).toMatchObject({
      'its free probe is answered': 'failed',
      'answers a query': 'failed',
      '3 calls at once are paced by the plan': 'failed',
      'documents are whole: id, address, title, text, kind, provenance': 'failed',
    });
    expect(emulator.requests.length).toBeGreaterThan(4);
    expect(emulator.requests.length).toBeLessThanOrEqual(requests.toy as number);
  });

  it('spends nothing unless that is allowed', async () => {
    const { emulator, suite } = await openService(() => billed);
    expect(suite.plan({ live: true })).toMatchObject({ requests: { toy: 5 }, costUsd: 0 });
    const report = await suite.run({ live: true });
    expect(report.failed).toBe(0);
    expect(emulator.requests.map(({ path }) => path)).toEqual(['/status']);
    const skipped = report.results.find(({ name }) => name === 'answers a query');
    expect(skipped?.skip).toBe('a search costs about $0.005; allow it with allowBilled');
  });

  it('says what it would cost before it spends it', async () => {
    const { emulator, suite } = await openService(() => billed);
    const plan = suite.plan({ live: true, allowBilled: true });
    expect(plan.costUsd).toBeCloseTo(8 * 0.005);
    expect(formatPlan(plan)).toBe('7 cases, live: at most 13 to toy requests, retries included, about $0.040.');
    expect((await suite.run({ live: true, allowBilled: true })).failed).toBe(0);
    expect(emulator.requests.filter(({ path }) => path === '/items')).toHaveLength(4);
  });

  it('finds out a service that refuses a burst, or hands out bad documents', async () => {
    const refused = await openService();
    refused.emulator.faults.push({ kind: 'status', status: 429, retryAfter: 0, path: '/items', nth: 2 });
    expect(outcomes(await refused.suite.run({ live: true }))['3 calls at once are paced by the plan']).toBe('failed');

    const bad = await openService((source) => ({
      async searchDocuments(query, options) {
        const page = await source.searchDocuments(query, options);
        return { ...page, documents: page.documents.map((document) => ({ ...document, title: '' })) };
      },
    }));
    const report = await bad.suite.run({ live: true });
    expect(report.results.find(({ outcome }) => outcome === 'failed')?.problem).toContain('it has no title');
  });

  it('finds out a service that sends what it must not', async () => {
    const { suite } = await openService((source) => ({
      searchDocuments: (_query, { deadline: _, ...options } = {}) => source.searchDocuments({ text: 'river' }, options),
    }));
    expect(outcomes(await suite.run({ live: true, groups: ['error handling'] }))).toEqual({
      'a query that cannot be right is refused before anything is sent': 'failed',
      'a call whose deadline has passed sends nothing': 'failed',
    });
  });

  it('skips a service that is not set up, and says what is missing', async () => {
    const { emulator, suite } = await openService(undefined, '');
    const report = await suite.run({ live: true });
    expect(report).toMatchObject({ passed: 0, failed: 0 });
    expect(report.results[0]?.skip).toContain('the option apiKey is empty');
    expect(emulator.requests).toHaveLength(0);
  });

  it('asks of a service that is no source only how it is', async () => {
    const registry = new ServiceRegistry();
    const adapter = (status: 'healthy' | 'unhealthy'): ApiAdapter => ({
      name: 'model',
      version: '1.0.0',
      configure() {},
      healthCheck: async () => ({ status, checkedAt: new Date(), circuit: 'closed', reason: 'it fell ill' }),
      dispose: async () => {},
      [Symbol.asyncDispose]: async () => {},
    });
    registry.register('well', adapter('healthy'));
    registry.register('ill', adapter('unhealthy'));
    const report = await new IntegrationTestSuite({ registry }).run({ live: true });
    expect(report).toMatchObject({ passed: 1, failed: 1, skipped: 14 });
    expect(report.results.find(({ outcome }) => outcome === 'failed')).toMatchObject({
      service: 'ill',
      problem: 'it is unhealthy: it fell ill',
    });
  });

  it('is declared as tests too', async () => {
    const { suite, emulator } = await openService();
    const bodies: [name: string, body: (context: unknown) => Promise<void>][] = [];
    const skipped: string[] = [];
    const it = Object.assign((name: string, body: (context: unknown) => Promise<void>) => bodies.push([name, body]), {
      skip: (name: string) => skipped.push(name),
    });
    suite.register({ describe: (_name, body) => body(), it }, { live: true });
    expect(skipped).toEqual([
      'opens in an outage, and recovers (it needs faults, and none are injected into a live service)',
    ]);
    emulator.faults.push({ kind: 'status', status: 404, path: '/items', times: 9 });
    const results = await Promise.allSettled(bodies.map(([, body]) => body({})));
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    expect(failed).toHaveLength(3);
    expect(failed[0]).toMatch(/not-found[\s\S]*did: searched for "river"[\s\S]*what to do: Check the network/);
  });
});
