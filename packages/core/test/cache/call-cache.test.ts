import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import Keyv from 'keyv';
import { describe, expect, it } from 'vitest';
import {
  type CallCacheRequest,
  type CallCacheSettings,
  type CallLookup,
  createCallCache,
  fromKeyv,
} from '../../src/cache/index.ts';

const base: CallCacheRequest = {
  scope: 'toy https://api.toy.example',
  credential: 'toy-key-1',
  operation: 'search',
  method: 'GET',
  url: 'https://api.toy.example/items?q=a',
};
const post: CallCacheRequest = {
  ...base,
  method: 'POST',
  url: 'https://api.toy.example/search',
  body: { q: 'a', n: 1 },
  ttlMs: 60_000,
};

function createRig(settings: CallCacheSettings = {}) {
  const clock = createVirtualClock();
  const cache = createCallCache({ clock, ...settings });
  return {
    clock,
    cache,
    store: <T>(request: CallCacheRequest, payload: T, headers: Record<string, string> = {}) =>
      cache.store(
        request,
        { status: 200, headers: new Headers(headers), requestedAtMs: clock.now(), receivedAtMs: clock.now() },
        payload,
      ),
    /** Fails the test when a memory store makes the caller wait. */
    lookup<T = unknown>(request: CallCacheRequest): CallLookup<T> {
      const found = cache.lookup<T>(request);
      if (found instanceof Promise) throw new Error('the lookup must be synchronous');
      return found;
    },
  };
}

const payloadOf = (found: CallLookup<unknown>) => (found.state === 'fresh' ? found.cached.payload : found.state);

describe('call cache', () => {
  it('answers a GET by the service’s header fields', async () => {
    const { cache, clock, store, lookup } = createRig();
    store(base, { a: 1 }, { 'cache-control': 'max-age=60', etag: '"a"', 'x-request-id': 'r1' });
    await clock.advance(10_000);
    const found = lookup(base);
    if (found.state !== 'fresh') throw new Error(found.state);
    expect(found.cached).toMatchObject({ payload: { a: 1 }, status: 200, ageMs: 10_000 });
    expect(found.cached.headers().get('x-request-id')).toBe('r1');
    await clock.advance(50_000);
    const stale = lookup(base);
    if (stale.state !== 'stale') throw new Error(stale.state);
    expect([stale.usable, stale.conditions, stale.usableOnError()]).toEqual(['no', { 'if-none-match': '"a"' }, false]);
    const now = clock.now();
    const refreshed = cache.refresh(base, stale.stored, {
      status: 304,
      headers: new Headers({ etag: '"a"', 'cache-control': 'max-age=60' }),
      requestedAtMs: now,
      receivedAtMs: now,
    });
    expect(refreshed).toMatchObject({ payload: { a: 1 }, status: 200, ageMs: 0 });
    expect(payloadOf(lookup(base))).toEqual({ a: 1 });
    const other = { status: 304, headers: new Headers({ etag: '"b"' }), requestedAtMs: now, receivedAtMs: now };
    expect(cache.refresh(base, stale.stored, other)).toBeUndefined();
    await cache.delete(base);
    expect(lookup(base).state).toBe('miss');
  });

  it('uses an operation’s time to live where the service is silent, and obeys it where it is not', async () => {
    const { clock, store, lookup } = createRig();
    const request = { ...base, ttlMs: 60_000 };
    for (const [headers, expected] of [
      [{}, 'fresh'],
      [{ 'cache-control': 'private, must-revalidate' }, 'fresh'],
      [{ 'cache-control': 'max-age=10' }, 'miss'],
      [{ 'cache-control': 'no-store' }, 'miss'],
      [{ 'cache-control': 'no-cache', etag: '"a"' }, 'stale'],
      [{ expires: '0', etag: '"a"' }, 'stale'],
    ] as [Record<string, string>, string][]) {
      const own = { ...request, url: `${request.url}&n=${JSON.stringify(headers)}` };
      store(own, 1, headers);
      await clock.advance(30_000);
      const { state } = lookup(own);
      expect(state === 'stale' && expected === 'miss' ? 'miss' : state, JSON.stringify(headers)).toBe(expected);
    }
    store(base, 1);
    expect(lookup(base).state, 'without a time to live').toBe('miss');
  });

  it('finds a POST by the content of its body, whatever the order of its properties', async () => {
    const { clock, store, lookup } = createRig();
    store(post, 'found', { 'cache-control': 'private, max-age=0' });
    expect(payloadOf(lookup({ ...post, body: { n: 1, q: 'a' } }))).toBe('found');
    expect(payloadOf(lookup({ ...post, body: { n: 1, q: 'a', x: undefined } }))).toBe('found');
    for (const body of [{ q: 'a', n: 2 }, { q: 'a', n: '1' }, { q: ['a'], n: 1 }, [], undefined, null, '']) {
      expect(lookup({ ...post, body }).state, JSON.stringify(body)).toBe('miss');
    }
    expect(lookup({ ...post, operation: 'other' }).state).toBe('miss');
    expect(lookup({ ...post, scope: 'toy https://staging.example' }).state).toBe('miss');
    expect(lookup({ ...post, credential: 'toy-key-2' }).state).toBe('miss');
    expect(lookup({ ...post, credential: undefined }).state).toBe('miss');
    await clock.advance(60_000);
    expect(lookup(post).state).toBe('stale');
    const never = { ...post, ttlMs: undefined };
    store(never, 1);
    expect(lookup(never).state).toBe('miss');
    store({ ...post, url: `${post.url}/x` }, 1, { 'cache-control': 'no-store' });
    expect(lookup({ ...post, url: `${post.url}/x` }).state, 'no-store is always obeyed').toBe('miss');
  });

  it('takes two bodies for the same exactly when they are equal as JSON', () => {
    const sorted = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(sorted)
        : typeof value === 'object' && value !== null
          ? Object.entries(value)
              .map(([name, item]) => [name, sorted(item)])
              .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1))
              .concat([['\u0000', 'object']])
          : value;
    const body = fc.jsonValue();
    const { cache } = createRig();
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([name, item]) => [name, reversed(item)]),
            )
          : value;
    fc.assert(
      fc.property(body, body, (one, other) => {
        expect(cache.keyOf({ ...post, body: reversed(one) })).toBe(cache.keyOf({ ...post, body: one }));
        const equal = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(cache.keyOf({ ...post, body: one }) === cache.keyOf({ ...post, body: other })).toBe(equal);
      }),
    );
  });

  it('shares one frozen value, or gives each caller a copy', () => {
    const value = { items: [{ id: 'a' }] };
    const shared = createRig();
    shared.store(post, value);
    expect(payloadOf(shared.lookup(post))).toBe(value);
    expect(() => Object.assign(value.items[0] as object, { id: 'b' })).toThrow(TypeError);

    const own = { items: [{ id: 'a' }] };
    const separate = createRig({ copy: 'private' });
    separate.store(post, own);
    (own.items[0] as { id: string }).id = 'changed';
    const copy = payloadOf(separate.lookup(post)) as typeof own;
    expect(copy).toEqual({ items: [{ id: 'a' }] });
    (copy.items[0] as { id: string }).id = 'changed too';
    expect(payloadOf(separate.lookup(post))).toEqual({ items: [{ id: 'a' }] });
  });

  it('never shares what cannot be frozen', () => {
    const { store, lookup } = createRig();
    const payload = { bytes: new Uint8Array([1, 2]), when: new Date(0), map: new Map([['a', 1]]) };
    store(post, payload);
    payload.bytes[0] = 9;
    const first = payloadOf(lookup(post)) as typeof payload;
    expect([...first.bytes]).toEqual([1, 2]);
    first.bytes[1] = 9;
    first.map.clear();
    first.when.setFullYear(1999);
    const next = payloadOf(lookup(post)) as typeof payload;
    expect([[...next.bytes], next.map.size, next.when.getTime()]).toEqual([[1, 2], 1, 0]);
  });

  it('may serve stale values by header field or setting', async () => {
    const { clock, store, lookup } = createRig({ staleWhileRevalidateMs: 5000, staleIfErrorMs: 20_000 });
    store(post, 1);
    await clock.advance(60_000);
    const found = lookup(post);
    if (found.state !== 'stale') throw new Error(found.state);
    expect([found.usable, found.conditions, found.take().payload]).toEqual(['revalidate', {}, 1]);
    await clock.advance(5000);
    const later = lookup(post);
    expect(later.state === 'stale' && later.usable).toBe('no');
    expect(later.state === 'stale' && later.usableOnError()).toBe(true);
    await clock.advance(15_001);
    expect(later.state === 'stale' && later.usableOnError(), 'asked when it fails, not when it was found').toBe(false);
  });

  it('heeds a request that wants no cached answer', () => {
    const { store, lookup } = createRig();
    const reload = { ...post, headers: { 'Cache-Control': 'no-cache' } };
    store(post, 1);
    expect(lookup(reload).state).toBe('stale');
    store({ ...base, headers: { 'cache-control': 'no-store' } }, 1, { 'cache-control': 'max-age=60' });
    expect(lookup(base).state).toBe('miss');
  });

  it('keeps apart what Vary and Accept tell apart, and credentials that are among the header fields', () => {
    const { store, lookup } = createRig();
    const as = (headers: Record<string, string>) => ({ ...base, headers });
    store(as({ 'x-form': 'a', accept: 'text/plain' }), 1, { 'cache-control': 'max-age=60', vary: 'x-form' });
    expect(lookup(as({ 'X-Form': 'a', Accept: 'text/plain' })).state).toBe('fresh');
    expect(lookup(as({ 'x-form': 'b', accept: 'text/plain' })).state).toBe('miss');
    expect(lookup(as({ 'x-form': 'a', accept: 'text/html' })).state).toBe('miss');
    expect(lookup(as({ 'x-form': 'a', accept: 'text/plain', 'x-api-key': 'abcdefgh' })).state).toBe('miss');
  });

  it('stores nothing larger than the bound', () => {
    const { store, lookup } = createRig({ maxEntryBytes: 1000 });
    store(post, 'x'.repeat(2000));
    expect(lookup(post).state).toBe('miss');
    store(post, 'x'.repeat(100));
    expect(lookup(post).state).toBe('fresh');
  });

  it('works with an external store, whose values are frozen as well', async () => {
    const held = new Map();
    const keyv = new Keyv({ store: held });
    const settings = { store: fromKeyv(keyv), partitionSecret: 'a secret of the operators' };
    const first = createRig(settings);
    first.store(post, { items: [1, 2] });
    await expect.poll(() => held.size).toBe(1);
    const found = await createRig(settings).cache.lookup<{ items: number[] }>(post);
    if (found.state !== 'fresh') throw new Error(found.state);
    expect(found.cached.payload).toEqual({ items: [1, 2] });
    expect(Object.isFrozen(found.cached.payload.items)).toBe(true);
    expect([...held.keys()].join()).not.toContain('toy');
  });
});
