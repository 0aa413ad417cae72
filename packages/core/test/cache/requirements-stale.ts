import { expect } from 'vitest';
import { createRig, type OriginAnswer, type Requirement, url } from './support.ts';

const etag = '"a"';

/** An answer of the given kind, and after `seconds` what a second request gets while the service answers `then`. */
async function after(seconds: number, cacheControl: string, then: OriginAnswer, ask = {}, options = {}) {
  const rig = createRig(
    (_request, index) => (index === 0 ? { headers: { 'cache-control': cacheControl, etag } } : then),
    options,
  );
  await rig.get();
  await rig.wait(seconds);
  const result = await rig.get(ask).catch((error: Error) => ({ outcome: 'thrown', status: 0, text: error.message }));
  return { ...result, rig };
}

const failures: OriginAnswer[] = [{ fails: true }, { status: 500 }, { status: 502 }, { status: 503 }, { status: 504 }];

export const stale: Requirement[] = [
  {
    id: 'swr',
    section: '5861 3',
    text: 'Within stale-while-revalidate a stale answer is served at once and validated in the background, once.',
    async check() {
      const { rig, ...seen } = await after(70, 'max-age=60, stale-while-revalidate=30', {
        headers: { 'cache-control': 'max-age=60', etag: '"b"' },
        body: 'new',
      });
      expect(seen).toMatchObject({ outcome: 'stale', text: 'body 0' });
      await rig.clock.settle();
      expect(await rig.get()).toMatchObject({ outcome: 'hit', text: 'new' });
      expect(rig.requests).toHaveLength(2);
      expect(rig.requests[1]?.headers.get('if-none-match')).toBe(etag);
    },
  },
  {
    id: 'swr-window',
    section: '5861 3',
    text: 'After that window, and without the directive or a setting, a stale answer is not served.',
    async check() {
      expect((await after(89, 'max-age=60, stale-while-revalidate=30', {})).outcome).toBe('stale');
      expect((await after(90, 'max-age=60, stale-while-revalidate=30', {})).outcome).toBe('miss');
      expect((await after(61, 'max-age=60, stale-while-revalidate=x', {})).outcome).toBe('miss');
      expect((await after(61, 'max-age=60', {})).outcome).toBe('miss');
      expect((await after(61, 'max-age=60', {}, {}, { staleWhileRevalidateMs: 2000 })).outcome).toBe('stale');
    },
  },
  {
    id: 'swr-shared',
    section: '5861 3',
    text: 'However many callers get the stale answer, one request validates it.',
    async check() {
      const { rig } = await after(70, 'max-age=60, stale-while-revalidate=30', {
        status: 304,
        headers: { etag, 'cache-control': 'max-age=60' },
      });
      await Promise.all([rig.get(), rig.get(), rig.get()]);
      await rig.clock.settle();
      expect(rig.requests).toHaveLength(2);
    },
  },
  {
    id: 'swr-bound',
    section: '5861 3',
    text: 'The background request has a signal of its own: the caller’s abort does not end it, its time limit does, and no timer stays.',
    async check() {
      const signals: AbortSignal[] = [];
      const rig = createRig(
        (request, index) => {
          if (index === 0) return { headers: { 'cache-control': 'max-age=60, stale-while-revalidate=300', etag } };
          signals.push(request.signal);
          return new Promise<OriginAnswer>((_resolve, reject) =>
            request.signal.addEventListener('abort', () => reject(request.signal.reason)),
          );
        },
        { revalidationTimeoutMs: 5000 },
      );
      await rig.get();
      await rig.wait(70);
      const caller = new AbortController();
      const response = await rig.fetch(url, { signal: caller.signal });
      caller.abort();
      expect(await response.text()).toBe('body 0');
      await rig.clock.settle();
      expect(signals[0]?.aborted).toBe(false);
      await rig.wait(5);
      expect(signals[0]?.aborted).toBe(true);
      expect(rig.clock.pendingTimers).toBe(0);
    },
  },
  {
    id: 'sie',
    section: '5861 4',
    text: 'Within stale-if-error a stale answer stands in for a lost connection, 500, 502, 503 or 504; the request may ask for it as well.',
    async check() {
      for (const failure of failures) {
        expect(await after(70, 'max-age=60, stale-if-error=30', failure)).toMatchObject({
          outcome: 'stale',
          status: 200,
          text: 'body 0',
        });
        expect((await after(70, 'max-age=60', failure, { 'cache-control': 'stale-if-error=30' })).outcome).toBe(
          'stale',
        );
        expect((await after(70, 'max-age=60', failure, {}, { staleIfErrorMs: 30_000 })).outcome).toBe('stale');
      }
    },
  },
  {
    id: 'sie-window',
    section: '5861 4',
    text: 'After that window, without permission, or for other statuses, the failure itself is what the caller gets.',
    async check() {
      const lost = { fails: true };
      expect((await after(90, 'max-age=60, stale-if-error=30', lost)).outcome).toBe('stale');
      expect((await after(91, 'max-age=60, stale-if-error=30', lost)).text).toBe('fetch failed');
      expect((await after(61, 'max-age=60', lost)).text).toBe('fetch failed');
      expect((await after(61, 'max-age=60', { status: 503 })).status).toBe(503);
      for (const status of [400, 403, 404, 429, 501]) {
        expect((await after(70, 'max-age=60, stale-if-error=30', { status })).status, `${status}`).toBe(status);
      }
    },
  },
  {
    id: 'must-revalidate',
    section: '9111 5.2.2.2',
    text: 'must-revalidate: fresh use is free, stale use never, whatever stale-while-revalidate, stale-if-error or the request say.',
    async check() {
      const value = 'max-age=60, must-revalidate, stale-while-revalidate=600, stale-if-error=600';
      expect((await after(59, value, {})).outcome).toBe('hit');
      expect((await after(61, value, {})).outcome).toBe('miss');
      for (const failure of failures) {
        const seen = await after(61, value, failure, { 'cache-control': 'max-stale, stale-if-error=600' });
        expect(['thrown', 'miss']).toContain(seen.outcome);
      }
    },
  },
  {
    id: 'stale-no-cache',
    section: '9111 4.2.4',
    text: 'no-cache, in the answer or in the request, forbids standing in for a failing service.',
    async check() {
      const seen = await after(1, 'no-cache, max-age=60, stale-if-error=600', { fails: true });
      expect(seen.text).toBe('fetch failed');
      const asked = await after(70, 'max-age=60, stale-if-error=600', { fails: true }, { 'cache-control': 'no-cache' });
      expect(asked.text).toBe('fetch failed');
    },
  },
  {
    id: 'stale-request-limits',
    section: '9111 5.2.1.1',
    text: 'A request that limits age or freshness is not given a stale answer while it is revalidated.',
    async check() {
      const value = 'max-age=60, stale-while-revalidate=600';
      expect((await after(70, value, {}, { 'cache-control': 'max-age=600' })).outcome).toBe('miss');
      expect((await after(70, value, {}, { 'cache-control': 'min-fresh=1' })).outcome).toBe('miss');
    },
  },
];
