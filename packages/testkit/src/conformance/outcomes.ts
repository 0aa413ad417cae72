import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../emulator/faults.ts';
import type { ProviderConformance } from './options.ts';
import { failureOf, openRig } from './rig.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const NOTHING_LIKE_IT = 'zzyzxq qwxjkv';

/** Throttled, failed, partial and empty are four different things, and none of them looks like success. */
export function outcomeTests(suite: ProviderConformance): void {
  const failWith = async (fault: Fault): Promise<string> => {
    const { provider, emulator } = openRig(suite);
    emulator.faults.push({ ...fault, times: FOREVER });
    return (await failureOf(provider.searchDocuments(suite.query))).code;
  };

  describe('outcomes', () => {
    it('throttled is an error', async () => {
      expect(await failWith({ kind: 'status', status: 429 })).toBe('rate-limited');
    });

    it('failed is an error', async () => {
      expect(await failWith({ kind: 'status', status: 500 })).toBe('upstream');
      expect(await failWith({ kind: 'reset' })).toBe('network');
      expect(await failWith({ kind: 'truncated-body' })).toBe('network');
    });

    it('empty is an answer', async () => {
      const { provider } = openRig(suite);
      const page = await provider.searchDocuments({ text: NOTHING_LIKE_IT });
      expect(page).toMatchObject({ outcome: 'empty', documents: [], skipped: [] });
      expect(page.nextCursor).toBeUndefined();
    });

    it('partial keeps the good items and names the bad one', async () => {
      const { provider, emulator } = openRig(suite);
      const whole = await provider.searchDocuments(suite.query);
      expect(whole.outcome).toBe('ok');
      expect(whole.documents.length).toBeGreaterThanOrEqual(3);
      emulator.faults.push({ kind: 'mutate', change: (answer) => suite.malformItem(answer, 1) });
      const page = await provider.searchDocuments(suite.query);
      expect(page.outcome).toBe('partial');
      expect(page.skipped).toEqual([{ index: 1, reason: expect.stringMatching(/\S/) }]);
      const kept = whole.documents.filter((_, index) => index !== 1).map((document) => document.id);
      expect(page.documents.map((document) => document.id)).toEqual(kept);
    });

    it('an answer that is not what was promised is an error', async () => {
      expect(await failWith({ kind: 'html' })).toBe('response-invalid');
      expect(await failWith({ kind: 'malformed-json' })).toBe('response-invalid');
      expect(await failWith({ kind: 'mutate', change: () => ['not', 'an', 'answer'] })).toBe('response-invalid');
      expect(await failWith({ kind: 'mutate', change: () => 'text' })).toBe('response-invalid');
    });

    it('a gateway’s page with an error status is told by its status', async () => {
      expect(await failWith({ kind: 'html', status: 502 })).toBe('upstream');
    });
  });

  describe('keys', () => {
    const takesNoKey = (): boolean => openRig(suite).provider.capabilities.keyVariable === undefined;

    it('a wrong key is an authentication error', async ({ skip }) => {
      skip(takesNoKey(), 'the service takes no key');
      const { provider, emulator } = openRig(suite, { settings: { apiKey: 'a-key-nobody-gave-out' } });
      const error = await failureOf(provider.searchDocuments(suite.query));
      expect(error).toMatchObject({ code: 'authentication', retryable: false });
      expect(error.hint).toMatch(/\S/);
      expect(emulator.requests).toHaveLength(1);
      const health = await provider.healthCheck();
      expect(['unhealthy', 'degraded']).toContain(health.status);
      expect(health.reason).toMatch(/\S/);
    });

    it('a missing key is told before anything is sent, or not needed', async () => {
      const probe = openRig(suite).provider.capabilities;
      if (probe.keyVariable) vi.stubEnv(probe.keyVariable, '');
      try {
        const { provider, emulator } = openRig(suite, { settings: { apiKey: undefined } });
        if (!probe.keyRequired) {
          expect((await provider.searchDocuments(suite.query)).outcome).toBe('ok');
          return;
        }
        const error = await failureOf(provider.searchDocuments(suite.query));
        expect(error.code).toBe('configuration');
        expect(`${error.message} ${error.hint}`).toContain(probe.keyVariable);
        expect(`${error.message} ${error.hint}`).toContain('apiKey');
        expect(emulator.requests).toHaveLength(0);
        expect(await provider.healthCheck()).toMatchObject({ status: 'unconfigured' });
      } finally {
        vi.unstubAllEnvs();
      }
    });

    it('reads the key from its variable, and a function for every request', async ({ skip }) => {
      skip(takesNoKey(), 'the service takes no key');
      const { keyVariable } = openRig(suite).provider.capabilities;
      if (keyVariable) {
        vi.stubEnv(keyVariable, 'from-the-environment');
        try {
          const emulator = { apiKeys: ['from-the-environment'] };
          const rig = openRig(suite, { emulator, settings: { apiKey: undefined } });
          expect((await rig.provider.searchDocuments(suite.query)).outcome).toBe('ok');
          expect(JSON.stringify(rig.emulator.requests[0]?.headers)).toContain('from-the-environment');
        } finally {
          vi.unstubAllEnvs();
        }
      }
      let calls = 0;
      const keys = ['first-key', 'second-key'];
      const { provider, emulator } = openRig(suite, {
        emulator: { apiKeys: keys },
        settings: { apiKey: async () => keys[Math.min(1, Math.floor(calls))] as string, credentialId: 'rotating' },
      });
      await provider.searchDocuments(suite.query);
      calls = 1;
      await provider.searchDocuments({ ...suite.query, limit: 1 });
      expect(JSON.stringify(emulator.requests[0]?.headers)).toContain('first-key');
      expect(JSON.stringify(emulator.requests[1]?.headers)).toContain('second-key');
    });
  });
}
