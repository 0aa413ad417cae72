import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import Keyv from 'keyv';
import { describe, expect, it } from 'vitest';
import { type CacheFailure, type CacheRecord, createMemoryStore, fromKeyv } from '../../src/cache/index.ts';
import { createRig, url } from './support.ts';

const fresh = { 'cache-control': 'max-age=600' };

function recordOf(text: string, body: unknown = text): CacheRecord {
  const variant = {
    status: 200,
    statusText: 'OK',
    headers: [['content-type', 'text/plain']] as const,
    requestedAtMs: 0,
    receivedAtMs: 0,
    vary: [],
    always: '',
    ttl: null,
    body,
    bodyBytes: text.length,
  };
  return { variants: [variant] };
}

describe('memory store', () => {
  it('never passes its bytes or entries, and drops what was unused longest', () => {
    const step = fc.record({
      key: fc.integer({ min: 0, max: 30 }),
      size: fc.integer({ min: 0, max: 900 }),
      read: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const store = createMemoryStore({ maxBytes: 8000, maxEntries: 7 });
        let order: number[] = [];
        for (const { key, size, read } of steps) {
          const touched = order.includes(key);
          if (read) expect(store.get(`${key}`) !== undefined).toBe(touched);
          else store.set(`${key}`, recordOf('x'.repeat(size)), 1);
          if (!read || touched) order = [...order.filter((other) => other !== key), key];
          order = order.slice(order.length - store.entries);
          expect(store.bytes).toBeLessThanOrEqual(8000);
          expect(store.entries).toBeLessThanOrEqual(7);
        }
        for (const key of order) expect(store.get(`${key}`)).toBeDefined();
        for (const key of order) store.delete(`${key}`);
        expect([store.bytes, store.entries]).toEqual([0, 0]);
      }),
    );
  });

  it('stays within its bytes over 10,000 URLs, and weighs keys and fields as well as bodies', async () => {
    const store = createMemoryStore({ maxBytes: 1_000_000 });
    const rig = createRig({ headers: { ...fresh, 'x-long': 'y'.repeat(300) }, body: 'z'.repeat(500) }, { store });
    for (let count = 0; count < 10_000; count += 1) await rig.get({}, {}, `${url}?page=${count}`);
    expect(store.bytes).toBeLessThanOrEqual(1_000_000);
    expect(store.bytes).toBeGreaterThan(990_000);
    expect(store.entries).toBeLessThan(1_000_000 / 900);
    expect((await rig.get({}, {}, `${url}?page=9999`)).outcome).toBe('hit');
    expect((await rig.get({}, {}, `${url}?page=0`)).outcome).toBe('miss');
  });

  it('does not empty itself for a record that can never fit', () => {
    const store = createMemoryStore({ maxBytes: 5000 });
    store.set('a', recordOf('small'), 1);
    store.set('b', recordOf('x'.repeat(10_000)), 1);
    expect([store.get('a') !== undefined, store.get('b')]).toEqual([true, undefined]);
    store.set('a', recordOf('x'.repeat(10_000)), 1);
    expect(store.get('a'), 'the older one must not come back').toBeUndefined();
  });

  it('hands out frozen records', () => {
    const store = createMemoryStore();
    store.set('a', recordOf('text'), 1);
    const variant = store.get('a')?.variants[0];
    expect([variant, variant?.headers, variant?.headers[0], store.get('a')?.variants].every(Object.isFrozen)).toBe(
      true,
    );
  });

  it('refuses bounds that bound nothing', () => {
    for (const maxBytes of [0, -1, Number.NaN]) expect(() => createMemoryStore({ maxBytes })).toThrow('maxBytes');
  });
});

describe('a Keyv', () => {
  it('keeps answers, bytes included, across two caches', async () => {
    const held = new Map();
    const keyv = new Keyv({ store: held });
    const bytes = [0, 255, 10, 13, 0xc3];
    const origin = () => ({
      headers: { ...fresh, vary: 'x-a' },
      body: new Blob([new Uint8Array(bytes)]).stream() as any,
    });
    await createRig(origin, { store: fromKeyv(keyv) }).get({ 'x-a': '1' });
    await expect.poll(() => held.size).toBe(1);
    const rig = createRig(origin, { store: fromKeyv(keyv) });
    const response = await rig.fetch(url, { headers: { 'x-a': '1' } });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual(bytes);
    expect((await rig.get({ 'x-a': '2' })).outcome).toBe('miss');
    expect((await rig.get({ 'x-a': '1' })).outcome).toBe('hit');
    expect(rig.requests).toHaveLength(1);
  });

  it('gives back what JSON can hold, unchanged, and refuses the rest', async () => {
    const keyv = new Keyv();
    const store = fromKeyv(keyv);
    const json = fc
      .jsonValue({ noUnicodeString: false } as object)
      .filter((value) => !JSON.stringify(value).includes('__proto__'));
    await fc.assert(
      fc.asyncProperty(json, fc.uint8Array(), async (value, bytes) => {
        const payload = { value, bytes, $bytes: 'no', $$: 1 };
        await store.set('key', recordOf('', payload), 1000);
        expect((await store.get('key'))?.variants[0]?.body).toEqual(
          JSON.parse(JSON.stringify({ ...payload, bytes: 0 }), (name, item) =>
            name === 'bytes' && item === 0 ? bytes : item,
          ),
        );
      }),
      { numRuns: 100 },
    );
    for (const bad of [new Date(), new Map(), 1n, Number.NaN, () => 1, JSON.parse('{"__proto__":{"a":1}}')]) {
      await expect(store.set('key', recordOf('', bad), 1000) as Promise<void>).rejects.toThrow('did not store');
    }
  });

  it('gets the time after which an entry is of no use', async () => {
    const times: number[] = [];
    const keyv = {
      get: () => undefined,
      set: (_key: string, _value: string, ttlMs?: number) => times.push(ttlMs ?? -1),
      delete: () => true,
    };
    const rig = (value: string, headers = {}) =>
      createRig({ headers: { 'cache-control': value, ...headers } }, { store: fromKeyv(keyv) }).get();
    await rig('max-age=60');
    await rig('max-age=60, stale-if-error=30');
    await rig('max-age=60, must-revalidate, stale-if-error=30');
    await rig('max-age=60', { etag: '"a"' });
    await expect.poll(() => times).toEqual([60_000, 90_000, 60_000, 60_000 + 86_400_000]);
  });

  it('writes and forgets in the order it was told', async () => {
    const store = fromKeyv(new Keyv());
    void store.set('a', recordOf('x'.repeat(100_000)), 1000);
    void store.delete('a');
    expect(await store.get('a')).toBeUndefined();
    void store.delete('a');
    void store.set('a', recordOf('last'), 1000);
    expect((await store.get('a'))?.variants[0]?.body).toBe('last');
  });
});

describe('a poisoned or failing store', () => {
  async function poisonedWith(change: (text: string) => unknown, options: { secret?: string } = {}) {
    const held = new Map<string, unknown>();
    const keyv = {
      get: (key: string) => held.get(key),
      set: (key: string, value: unknown) => held.set(key, value),
      delete: (key: string) => held.delete(key),
    };
    const failures: CacheFailure[] = [];
    const store = fromKeyv(keyv, options);
    const rig = createRig(
      { headers: { ...fresh, etag: '"a"' } },
      { store, onError: (failure) => failures.push(failure) },
    );
    await rig.get();
    await rig.get();
    expect(rig.requests, 'stored before it is poisoned').toHaveLength(1);
    const [key, text] = [...held.entries()][0] as [string, string];
    const poison = change(text);
    held.set(key, poison);
    const seen = await rig.get();
    await rig.get();
    return { outcome: seen.outcome, failures, removed: held.get(key) !== poison };
  }

  it.each<[string, (text: string) => unknown]>([
    ['half an entry', (text) => text.slice(0, text.length / 2)],
    ['no JSON', () => '\u0000'],
    ['no text', () => ({ variants: [] })],
    ['a number', () => 7],
    ['another version', (text) => text.replace('"headwaterCache":1', '"headwaterCache":2')],
    ['another key’s entry', (text) => text.replace(/"name":"headwater:../, '"name":"headwater:zz')],
    ['an impossible status', (text) => text.replace('"status":200', '"status":99')],
    ['an informational status', (text) => text.replace('"status":200', '"status":101')],
    ['a line break in a field', (text) => text.replace('max-age=600', 'a\\r\\nset-cookie: b')],
    ['a field name with a colon', (text) => text.replace('"cache-control"', '"cache:control"')],
    ['no time', (text) => text.replace(/"receivedAtMs":\d+/, '"receivedAtMs":null')],
    ['a prototype', (text) => text.replace('{"$bytes"', '{"__proto__":{},"$bytes"')],
    ['fields that are no list', (text) => text.replace(/"headers":\[.*?\]\]/, '"headers":{}')],
  ])('%s counts as a miss, is removed and reported', async (_title, change) => {
    const { outcome, failures, removed } = await poisonedWith(change);
    expect(outcome).toBe('miss');
    expect(removed).toBe(true);
    expect(failures.map(({ action, error }) => [action, error.code])).toEqual([['get', 'response-invalid']]);
  });

  it('an entry forged by someone without the secret is not believed', async () => {
    const forge = (text: string) => text.replace('max-age=600', 'max-age=601');
    expect((await poisonedWith(forge)).outcome, 'without a seal nobody can tell').toBe('hit');
    const sealed = await poisonedWith(forge, { secret: 'a secret of the operators' });
    expect([sealed.outcome, sealed.removed, sealed.failures.length]).toEqual(['miss', true, 1]);
    const unsealed = await poisonedWith((text) => text.slice(65), { secret: 'a secret of the operators' });
    expect(unsealed.outcome).toBe('miss');
  });

  it('an entry from the future is not served', async () => {
    expect((await poisonedWith((text) => text.replace(/"receivedAtMs":\d+/, '"receivedAtMs":9e15'))).outcome).toBe(
      'miss',
    );
  });

  it('a store that throws, rejects or lies never fails a call', async () => {
    const boom = () => {
      throw new Error('redis://user:hunter22secret@host refused');
    };
    const reject = async () => boom();
    const lie = () => 'surprise' as any;
    for (const broken of [boom, reject, lie]) {
      const failures: CacheFailure[] = [];
      const store = { get: broken, set: broken, delete: broken };
      const rig = createRig({ headers: fresh }, { store, onError: (failure) => failures.push(failure) });
      expect(await rig.get()).toMatchObject({ outcome: 'miss', status: 200 });
      expect((await rig.get({}, { method: 'POST' })).status).toBe(200);
      await rig.clock.settle();
      expect(failures.length).toBeGreaterThan(0);
      expect(JSON.stringify(failures.map(({ error }) => [error.toJSON(), String(error.cause)]))).not.toContain(
        'hunter22secret',
      );
    }
    const rig = createRig({ headers: fresh }, { store: { get: boom, set: boom, delete: boom }, onError: boom });
    expect((await rig.get()).status).toBe(200);
  });

  it('a store that never answers costs a bounded wait, and an abort ends that too', async () => {
    const never = () => new Promise<never>(() => {});
    const rig = createRig(
      { headers: fresh },
      { store: { get: never, set: never, delete: never }, storeTimeoutMs: 300 },
    );
    const pending = rig.get();
    await rig.clock.advance(299);
    expect(rig.requests).toHaveLength(0);
    await rig.clock.advance(1);
    expect((await pending).status).toBe(200);
    const controller = new AbortController();
    const aborted = rig.get({}, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    await rig.clock.advance(1000);
    expect(rig.clock.pendingTimers).toBe(0);
    expect(createVirtualClock().pendingTimers).toBe(0);
  });
});
