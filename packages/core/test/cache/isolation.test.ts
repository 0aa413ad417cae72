import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CacheStore,
  createCachedFetch,
  createCallCache,
  createMemoryStore,
  fromKeyv,
} from '../../src/cache/index.ts';
import { createRig, url } from './support.ts';

const credential = fc.stringMatching(/^[\x21-\x7e]{8,40}$/);
const secretHeader = fc.constantFrom(
  'authorization',
  'x-api-key',
  'cookie',
  'x-auth-token',
  'api-key',
  'x-client-secret',
  'x-signature',
);

/** Remembers all that a store was given, as text. */
function spyOn(store: CacheStore): { store: CacheStore; seen: string[] } {
  const seen: string[] = [];
  const note = (value: unknown) =>
    seen.push(
      JSON.stringify(value, (_name, item) => (item instanceof Uint8Array ? new TextDecoder().decode(item) : item)),
    );
  return {
    seen,
    store: {
      get(key) {
        note(key);
        return store.get(key);
      },
      set(key, record, ttlMs) {
        note([key, record]);
        return store.set(key, record, ttlMs);
      },
      delete(key) {
        note(key);
        return store.delete(key);
      },
    },
  };
}

describe('credentials', () => {
  it('never share an entry, whatever they are, wherever they stand, also in one store', async () => {
    const call = fc.record({
      name: secretHeader,
      value: credential,
      inQuery: fc.boolean(),
      path: fc.constantFrom('a', 'b'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 2, maxLength: 12 }), async (calls) => {
        const store = createMemoryStore();
        const owner = ({ name, value, inQuery }: (typeof calls)[0]) => (inQuery ? `?${value}` : `${name}:${value}`);
        for (const one of [...calls, ...calls]) {
          const fetch = createCachedFetch({
            store,
            fetch: async () =>
              new Response(owner(one), { headers: { 'cache-control': 'public, max-age=600', vary: one.name } }),
          });
          const query = one.inQuery ? `?api_key=${encodeURIComponent(one.value)}` : '';
          const response = await fetch(`https://api.example.com/${one.path}${query}`, {
            headers: one.inQuery ? {} : { [one.name]: one.value },
          });
          expect(await response.text()).toBe(owner(one));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never share an entry of the call cache', async () => {
    await fc.assert(
      fc.property(fc.array(fc.option(credential, { nil: undefined }), { minLength: 2, maxLength: 20 }), (owners) => {
        const cache = createCallCache();
        for (const owner of [...owners, ...owners]) {
          const request = { scope: 's', credential: owner, operation: 'o', method: 'GET', url, ttlMs: 1000 };
          const found = cache.lookup<string>(request);
          if (found instanceof Promise) throw new Error('a memory store answers at once');
          if (found.state === 'fresh') expect(found.cached.payload).toBe(`${owner}`);
          const now = Date.now();
          cache.store(
            request,
            { status: 200, headers: new Headers(), requestedAtMs: now, receivedAtMs: now },
            `${owner}`,
          );
        }
      }),
    );
  });

  it('are in no key and in nothing stored, even if the answer repeats them in its fields', async () => {
    await fc.assert(
      fc.asyncProperty(secretHeader, fc.stringMatching(/^[a-zA-Z0-9_-]{12,40}$/), async (name, secret) => {
        const { store, seen } = spyOn(createMemoryStore());
        const fetch = createCachedFetch({
          store,
          fetch: async () =>
            new Response('fine', {
              headers: {
                'cache-control': 'max-age=600',
                vary: `${name}, accept`,
                'set-cookie': `session=${secret}`,
                'x-echo': `you sent ${secret}`,
                etag: '"a"',
              },
            }),
        });
        const header = name === 'authorization' ? `Bearer ${secret}` : name === 'cookie' ? `a=1; b=${secret}` : secret;
        for (let count = 0; count < 2; count += 1) {
          await (await fetch(`${url}?api_key=${secret}&q=a`, { headers: { [name]: header } })).text();
        }
        await fetch(`${url}?api_key=${secret}`, { method: 'POST', headers: { [name]: header } });
        expect(seen.length).toBeGreaterThan(3);
        expect(seen.join('\n')).not.toContain(secret);
      }),
      { numRuns: 100 },
    );
  });

  it('have a partition of their own process unless a secret is given', async () => {
    const keys: string[] = [];
    const shared = new Map<string, string>();
    const keyv = {
      get(key: string) {
        keys.push(key);
        return shared.get(key);
      },
      set: (key: string, value: string) => void shared.set(key, value),
      delete: (key: string) => shared.delete(key),
    };
    const hits = async (first?: string, other?: string) => {
      shared.clear();
      let outcome = '';
      for (const partitionSecret of [first, other]) {
        const rig = createRig(
          { headers: { 'cache-control': 'max-age=600' } },
          { store: fromKeyv(keyv), ...(partitionSecret === undefined ? {} : { partitionSecret }) },
        );
        await rig.get({ authorization: 'Bearer abcdefgh' });
        outcome =
          (await rig.get({ authorization: 'Bearer abcdefgh' })).outcome === 'hit' ? `${rig.requests.length}` : 'none';
      }
      return outcome;
    };
    expect(await hits('one secret', 'one secret'), 'the second process asks nobody').toBe('0');
    expect(await hits('one secret', 'another'), 'the second process asks for itself').toBe('1');
    expect(keys.every((key) => /^headwater:[0-9a-f]{64}$/.test(key))).toBe(true);
  });
});
