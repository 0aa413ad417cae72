import { CancelledError } from '@headwater/core';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../emulator/faults.ts';
import type { ProviderConformance } from './options.ts';
import { expectNoListeners, failureOf, openRig, openSocketRig, quietly, type Rig, until } from './rig.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/** A cancelled call ends at once, wherever it is, and nothing is sent afterwards. */
export function cancellationTests(suite: ProviderConformance): void {
  describe('cancellation', () => {
    /** Starts a call, brings it to a stage, aborts, and lets an hour pass. */
    async function abortAt(rig: Rig, expectedRequests: number, settle: () => Promise<void>): Promise<void> {
      const controller = new AbortController();
      const call = quietly(
        rig.provider.searchDocuments(suite.query, { signal: controller.signal, timeoutMs: 600_000 }),
      );
      await settle();
      const at = rig.clock.monotonicNow();
      controller.abort(new Error('the test has seen enough'));
      expect(await failureOf(call)).toBeInstanceOf(CancelledError);
      expect(rig.clock.monotonicNow(), 'time that passed between abort and error').toBe(at);
      expectNoListeners(controller.signal);
      expect(rig.clock.pendingTimers, 'timers left behind').toBe(0);
      await rig.clock.advance(3_600_000);
      expect(rig.emulator.requests.length, 'requests sent').toBe(expectedRequests);
    }

    async function abortDuring(fault: Fault, isFinished: boolean): Promise<Rig> {
      const rig = openRig(suite, { autoAdvance: false });
      rig.emulator.faults.push(fault);
      await abortAt(rig, 1, async () => {
        await until('the request has arrived', () => rig.emulator.requests.length === 1);
        await rig.clock.settle();
      });
      expect(rig.emulator.requests[0]).toMatchObject({ aborted: !isFinished, finished: isFinished });
      return rig;
    }

    it('before the call sends nothing', async () => {
      const { provider, emulator } = openRig(suite);
      const error = await failureOf(provider.searchDocuments(suite.query, { signal: AbortSignal.abort() }));
      expect(error.code).toBe('cancelled');
      expect(emulator.requests).toHaveLength(0);
    });

    it('in the queue', async () => {
      const limits = { default: { requestsPerSecond: 1 } };
      const rig = openRig(suite, { autoAdvance: false, settings: { resilience: { limits } } });
      await rig.provider.searchDocuments(suite.query);
      await abortAt(rig, 1, () => rig.clock.settle());
    });

    it('in back-off', async () => {
      await abortDuring({ kind: 'status', status: 503, times: FOREVER }, true);
    });

    it('before the head of the answer', async () => {
      await abortDuring({ kind: 'hang', times: FOREVER }, false);
    });

    it('during the body', async () => {
      await abortDuring({ kind: 'stalled-body', times: FOREVER }, false);
    });

    it('on the second page', async () => {
      const rig = openRig(suite, { autoAdvance: false });
      const first = await rig.provider.searchDocuments({ ...suite.query, limit: 1 });
      if (first.nextCursor === undefined) {
        // Services without pages must say so: a cursor is then refused before anything is sent.
        const error = await failureOf(rig.provider.searchDocuments({ ...suite.query, cursor: '1' }));
        expect(error.code).toBe('invalid-request');
        expect(rig.emulator.requests).toHaveLength(1);
        return;
      }
      rig.emulator.faults.push({ kind: 'hang' });
      const controller = new AbortController();
      const query = { ...suite.query, limit: 1, cursor: first.nextCursor };
      const call = quietly(rig.provider.searchDocuments(query, { signal: controller.signal }));
      await until('the second page is asked for', () => rig.emulator.requests.length === 2);
      controller.abort();
      expect((await failureOf(call)).code).toBe('cancelled');
      await rig.clock.advance(3_600_000);
      expect(rig.emulator.requests).toHaveLength(2);
      expectNoListeners(controller.signal);
    });

    const { iterate } = suite;
    it.runIf(iterate)('while walking over pages', async () => {
      const rig = openRig(suite, { autoAdvance: false });
      rig.emulator.faults.push({ kind: 'stalled-body', nth: 2 });
      const controller = new AbortController();
      const walk = async (): Promise<void> => {
        for await (const _ of iterate?.(rig.provider as never, { signal: controller.signal }) ?? []);
      };
      const walking = quietly(walk());
      await until('the second page is asked for', () => rig.emulator.requests.length === 2);
      await rig.clock.settle();
      controller.abort();
      expect((await failureOf(walking)).code).toBe('cancelled');
      await rig.clock.advance(3_600_000);
      expect(rig.emulator.requests).toHaveLength(2);
      expectNoListeners(controller.signal);
    });

    it.each(['hang', 'stalled-body'] as const)('closes the connection (%s)', async (kind) => {
      const { provider, emulator, server } = await openSocketRig(suite);
      emulator.faults.push({ kind, times: FOREVER });
      const controller = new AbortController();
      const call = quietly(provider.searchDocuments(suite.query, { signal: controller.signal }));
      await until('the request has arrived', () => emulator.requests.length === 1);
      controller.abort();
      expect((await failureOf(call)).code).toBe('cancelled');
      await until('the connection is closed', () => server.connections === 0);
      expect(emulator.requests).toHaveLength(1);
      expect(emulator.requests[0]?.aborted).toBe(true);
      expectNoListeners(controller.signal);
    });
  });

  describe('deadline', () => {
    it.each(['hang', 'stalled-body'] as const)('bounds the whole call (%s)', async (kind) => {
      const { provider, emulator, clock } = openRig(suite);
      emulator.faults.push({ kind, times: FOREVER });
      const error = await failureOf(provider.searchDocuments(suite.query, { timeoutMs: 700 }));
      expect(error).toMatchObject({ code: 'timeout', scope: 'deadline' });
      expect(clock.monotonicNow()).toBeLessThanOrEqual(701);
      expect(clock.pendingTimers).toBe(0);
    });

    it('takes the earlier of deadline and timeout', async () => {
      const { provider, emulator, clock } = openRig(suite);
      emulator.faults.push({ kind: 'hang', times: FOREVER });
      const bounds = { deadline: clock.now() + 300, timeoutMs: 5000 };
      expect((await failureOf(provider.searchDocuments(suite.query, bounds))).code).toBe('timeout');
      expect(clock.monotonicNow()).toBeLessThanOrEqual(301);
    });

    it('gives a stalled attempt up and tries again', async () => {
      const resilience = { limits: 'sandbox', attemptTimeoutMs: 1000 };
      const { provider, emulator, clock } = openRig(suite, { settings: { resilience } });
      emulator.faults.push({ kind: 'stalled-body' });
      expect((await provider.searchDocuments(suite.query)).outcome).toBe('ok');
      expect(emulator.requests).toHaveLength(2);
      expect(emulator.requests[0]?.aborted).toBe(true);
      expect(clock.pendingTimers).toBe(0);
    });
  });
}
