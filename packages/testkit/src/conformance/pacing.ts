import { createStateStore } from '@headwater/core';
import { describe, expect, it } from 'vitest';
import { SANDBOX_API_KEY } from '../sandbox-key.ts';
import type { ProviderConformance } from './options.ts';
import { failureOf, openRig, type Rig } from './rig.ts';

const ONE_PER_SECOND = { default: { requestsPerSecond: 1 } };
const EMULATED = { limits: { requests: 1, perMs: 1000 } };

/** The client keeps to limits by itself, and to what the service says about waiting. */
export function pacingTests(suite: ProviderConformance): void {
  const search = (rig: Rig, times: number, from = 0): Promise<unknown>[] =>
    Array.from({ length: times }, (_, index) =>
      rig.provider.searchDocuments({ ...suite.query, limit: 1 + ((from + index) % 3) }, { timeoutMs: 120_000 }),
    );

  describe('limits', () => {
    it('paces 20 calls at once under one request per second, without a single 429', async () => {
      const rig = openRig(suite, { emulator: EMULATED, settings: { resilience: { limits: ONE_PER_SECOND } } });
      await Promise.all(search(rig, 20));
      expect(rig.clock.monotonicNow(), 'milliseconds for 20 calls').toBeLessThanOrEqual(22_000);
      expect(rig.emulator.requests.length).toBeLessThanOrEqual(21);
      expect(rig.emulator.requests.filter((request) => request.status === 429)).toEqual([]);
    });

    it('paces two clients with one key together', async () => {
      const stateStore = createStateStore();
      const rig = openRig(suite, {
        emulator: EMULATED,
        settings: { stateStore, resilience: { limits: ONE_PER_SECOND } },
      });
      const twin = suite.create({
        apiKey: SANDBOX_API_KEY,
        fetch: rig.emulator.fetch,
        clock: rig.clock,
        stateStore,
        resilience: { limits: ONE_PER_SECOND },
      });
      await Promise.all([...search(rig, 3), ...search({ ...rig, provider: twin }, 3, 3)]);
      expect(rig.emulator.requests.map((request) => request.status)).toEqual(Array(6).fill(200));
      await twin.dispose();
    });

    it('keeps to its published plan against the published limits', async () => {
      const rig = openRig(suite, { emulator: { limits: 'published' }, settings: { resilience: {} } });
      await Promise.all(search(rig, 25));
      expect(rig.emulator.requests.filter((request) => request.status === 429)).toEqual([]);
    });

    it('fails at once when the queue alone would outlast the deadline', async () => {
      const rig = openRig(suite, { settings: { resilience: { limits: { default: { requestsPerSecond: 0.01 } } } } });
      await rig.provider.searchDocuments(suite.query);
      const error = await failureOf(rig.provider.searchDocuments(suite.query, { timeoutMs: 5000 }));
      expect(error.code).toBe('rate-limited');
      expect(error.retryAfterMs).toBeGreaterThan(5000);
      expect(rig.clock.monotonicNow()).toBeLessThan(100);
      expect(rig.emulator.requests).toHaveLength(1);
    });
  });

  describe('Retry-After', () => {
    it.each([
      ['seconds', () => 7],
      ['an HTTP date', (now: number) => new Date(Math.ceil(now / 1000) * 1000 + 7000)],
    ])('is honoured as %s', async (_form, make) => {
      const { provider, emulator, clock } = openRig(suite);
      emulator.faults.push({ kind: 'status', status: 429, retryAfter: make(clock.now()) });
      expect((await provider.searchDocuments(suite.query, { timeoutMs: 60_000 })).outcome).toBe('ok');
      const [first, second] = emulator.requests.map((request) => request.at);
      const waited = (second as number) - (first as number);
      expect(waited).toBeGreaterThanOrEqual(7000);
      expect(waited).toBeLessThan(15_000);
      expect(emulator.requests).toHaveLength(2);
    });

    it('beyond the deadline fails at once and says how long to wait', async () => {
      const { provider, emulator, clock } = openRig(suite);
      emulator.faults.push({ kind: 'status', status: 429, retryAfter: 120, times: Number.POSITIVE_INFINITY });
      const error = await failureOf(provider.searchDocuments(suite.query, { timeoutMs: 10_000 }));
      expect(error.code).toBe('rate-limited');
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(119_000);
      expect(error.retryAfterMs).toBeLessThanOrEqual(130_000);
      expect(clock.monotonicNow()).toBeLessThan(100);
      expect(emulator.requests).toHaveLength(1);
    });
  });

  describe('retries', () => {
    it.each([
      { kind: 'status', status: 500 },
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429 },
      { kind: 'reset' },
      { kind: 'truncated-body' },
    ] as const)('a single %j', async (fault) => {
      const { provider, emulator } = openRig(suite);
      emulator.faults.push(fault);
      expect((await provider.searchDocuments(suite.query)).outcome).toBe('ok');
      expect(emulator.requests).toHaveLength(2);
    });

    it('never a refused request', async () => {
      for (const status of [400, 401, 403]) {
        const { provider, emulator } = openRig(suite);
        emulator.faults.push({ kind: 'status', status, times: Number.POSITIVE_INFINITY });
        expect((await failureOf(provider.searchDocuments(suite.query))).retryable).toBe(false);
        expect(emulator.requests, `requests after ${status}`).toHaveLength(1);
      }
    });

    it('does not multiply an outage', async () => {
      const { provider, emulator } = openRig(suite);
      emulator.faults.push({ kind: 'outage', status: 503 });
      const codes = new Set<string>();
      for (let call = 0; call < 60; call++) {
        codes.add((await failureOf(provider.searchDocuments(suite.query))).code);
      }
      // One request per call and some retries at the start; an open circuit then sends next to nothing.
      expect(emulator.requests.length).toBeLessThan(60);
      expect([...codes].sort()).toEqual(['circuit-open', 'upstream']);
    });
  });
}
