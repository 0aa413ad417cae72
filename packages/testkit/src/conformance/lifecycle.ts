import { describe, expect, it } from 'vitest';
import type { ProviderConformance } from './options.ts';
import { expectNoListeners, failureOf, openRig, openSocketRig, quietly, until } from './rig.ts';

/** Making, watching, reconfiguring and disposing of a provider. */
export function lifecycleTests(suite: ProviderConformance): void {
  describe('lifecycle', () => {
    it('sends nothing and needs no key when it is made', () => {
      const { provider, emulator } = openRig(suite, { settings: { apiKey: undefined } });
      expect(provider.name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(provider.version).toMatch(/^\d+\.\d+\.\d+/);
      expect(emulator.requests).toHaveLength(0);
    });

    it('leaves no timer and no listener after success or failure', async () => {
      const { provider, emulator, clock } = openRig(suite);
      const { signal } = new AbortController();
      await provider.searchDocuments(suite.query, { signal });
      emulator.faults.push({ kind: 'status', status: 503, times: 2 }, { kind: 'status', status: 400 });
      await failureOf(provider.searchDocuments(suite.query, { signal }));
      await clock.settle();
      expect(clock.pendingTimers).toBe(0);
      expectNoListeners(signal);
    });

    it('reports its attempts to an observer, and survives one that throws', async () => {
      const { provider, emulator, events, observed } = openRig(suite);
      emulator.faults.push({ kind: 'status', status: 503 });
      await provider.searchDocuments(suite.query, observed);
      const started = events.filter((event) => event.type === 'attempt-started');
      expect(started).toHaveLength(emulator.requests.length);
      expect(events.filter((event) => event.type === 'call-waiting').map((event) => event.reason)).toContain('retry');
      expect(events.at(-1)).toMatchObject({ type: 'call-finished', provider: provider.name, attempts: 2, skipped: 0 });
      const event = (): never => {
        throw new Error('the observer is broken');
      };
      expect((await provider.searchDocuments(suite.query, { observe: { event } })).outcome).toBe('ok');
    });

    it('checks its health passively without sending anything', async () => {
      const { provider, emulator } = openRig(suite);
      expect(await provider.healthCheck()).toMatchObject({ status: 'healthy', circuit: 'closed' });
      await provider.searchDocuments(suite.query);
      expect((await provider.healthCheck({ mode: 'passive' })).status).toBe('healthy');
      expect(emulator.requests).toHaveLength(1);
    });

    it('checks its health actively with its free probe only, and never throws for a sick service', async () => {
      const { provider, emulator } = openRig(suite);
      const probes = provider.capabilities.freeProbe ? 1 : 0;
      expect((await provider.healthCheck({ mode: 'active' })).status).toBe('healthy');
      expect(emulator.requests).toHaveLength(probes);
      if (!probes) return;
      emulator.faults.push({ kind: 'outage' });
      expect(['degraded', 'unhealthy']).toContain((await provider.healthCheck({ mode: 'active' })).status);
    });

    it('takes new settings for the next call', async () => {
      const { provider, emulator } = openRig(suite, { emulator: { apiKeys: ['new-key'] } });
      if (provider.capabilities.keyVariable === undefined) {
        provider.configure({ headers: { 'x-new': 'new-header' } });
        await provider.searchDocuments(suite.query);
        expect(emulator.requests[0]?.headers['x-new']).toBe('new-header');
        return;
      }
      expect((await failureOf(provider.searchDocuments(suite.query))).code).toBe('authentication');
      provider.configure({ apiKey: 'new-key' });
      expect((await provider.searchDocuments(suite.query)).outcome).toBe('ok');
      expect(JSON.stringify(emulator.requests.at(-1)?.headers)).toContain('new-key');
    });

    it('is disposed of once and for all', async () => {
      const { provider, emulator } = openRig(suite);
      await provider.searchDocuments(suite.query);
      await provider.dispose();
      await provider.dispose();
      await provider[Symbol.asyncDispose]();
      expect((await failureOf(provider.searchDocuments(suite.query))).code).toBe('cancelled');
      expect(emulator.requests).toHaveLength(1);
    });

    it('lets calls in flight finish, then cancels them', async () => {
      const { provider, emulator, clock } = openRig(suite, { autoAdvance: false });
      emulator.faults.push({ kind: 'hang' });
      const call = quietly(provider.searchDocuments(suite.query, { timeoutMs: 600_000 }));
      await until('the request has arrived', () => emulator.requests.length === 1);
      const disposed = provider.dispose();
      await clock.advance(60_000);
      await disposed;
      expect((await failureOf(call)).code).toBe('cancelled');
      expect(clock.pendingTimers).toBe(0);
    });

    it('works over real sockets', async () => {
      const { provider, emulator } = await openSocketRig(suite);
      expect((await provider.searchDocuments(suite.query)).outcome).toBe('ok');
      emulator.faults.push({ kind: 'truncated-body' });
      expect((await provider.searchDocuments(suite.query)).outcome).toBe('ok');
      expect(emulator.requests.map((request) => request.transport)).toEqual(Array(3).fill('socket'));
    });
  });
}
