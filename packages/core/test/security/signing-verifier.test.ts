import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../src/errors/headwater-error.ts';
import { memoryReplayStore } from '../../src/security/signing/replay-store.ts';
import { createRequestSigner } from '../../src/security/signing/request-signer.ts';
import { createSignatureVerifier } from '../../src/security/signing/signature-verifier.ts';
import { failure } from '../support/failure.ts';
import { body, pair, refusal, secret, url } from './signing-support.ts';

describe('createSignatureVerifier', () => {
  it('accepts what the signer signed, telling who and when', async () => {
    const { clock, sign, verify } = pair();
    const headers = await sign({ method: 'POST', url, body });
    const verified = await verify({ method: 'POST', url: '/v1/items?q=river%20sea&limit=2', body, headers });
    expect(verified).toEqual({ keyId: 'agent-1', timestamp: clock.now(), nonce: headers['x-headwater-nonce'] });
  });

  it('reads headers of any case, of Headers, and of lists', async () => {
    const { sign, verify } = pair();
    const upper = Object.fromEntries(
      Object.entries(await sign({ method: 'GET', url })).map(([name, value]) => [name.toUpperCase(), [value]]),
    );
    await verify({ method: 'GET', url, headers: { ...upper, accept: undefined, 'X-HEADWATER-nonce': undefined } });
    await verify({ method: 'GET', url, headers: new Headers(await sign({ method: 'GET', url })) });
  });

  it.each([
    ['the method', { method: 'PUT' }],
    ['the path', { url: 'https://api.example/v1/item?q=river%20sea&limit=2' }],
    ['the query', { url: 'https://api.example/v1/items?q=river%20sea&limit=3' }],
    ['the body', { body: `${body} ` }],
    ['the body, taken away', { body: null }],
  ])('refuses a request after a change of %s', async (_what, change) => {
    const { sign, verify } = pair();
    const headers = await sign({ method: 'POST', url, body });
    expect(await refusal(verify({ method: 'POST', url, body, headers, ...change }))).toBe('signature-mismatch');
  });

  it.each([
    ['x-headwater-timestamp', '1767225600001'],
    ['x-headwater-nonce', '0123456789abcdef0123456789abcdef'],
    ['x-headwater-signature', `v1=${'0'.repeat(64)}`],
    ['x-headwater-key-id', 'agent-2'],
  ])('refuses a request after a change of %s', async (name, value) => {
    const { sign, verify } = pair({ keys: { 'agent-1': secret, 'agent-2': secret } });
    const headers = { ...(await sign({ method: 'GET', url })), [name]: value };
    expect(await refusal(verify({ method: 'GET', url, headers }))).toBe('signature-mismatch');
  });

  it('refuses any single flipped bit of the signature', async () => {
    const { sign, verify } = pair();
    const headers = await sign({ method: 'GET', url });
    const signature = headers['x-headwater-signature'] as string;
    for (let index = 3; index < signature.length; index += 1) {
      const flipped = (Number.parseInt(signature[index] as string, 16) ^ 1).toString(16);
      const wrong = signature.slice(0, index) + flipped + signature.slice(index + 1);
      const request = { method: 'GET', url, headers: { ...headers, 'x-headwater-signature': wrong } };
      expect(await refusal(verify(request))).toBe('signature-mismatch');
    }
    await verify({ method: 'GET', url, headers });
  });

  it.each(['x-headwater-key-id', 'x-headwater-timestamp', 'x-headwater-nonce', 'x-headwater-signature'])(
    'names %s when it is missing, empty or repeated',
    async (name) => {
      const { sign, verify } = pair();
      const headers: Record<string, string | string[]> = await sign({ method: 'GET', url });
      const value = headers[name] as string;
      const { [name]: _gone, ...others } = headers;
      const missing = await failure(verify({ method: 'GET', url, headers: others }));
      expect(missing).toMatchObject({ reason: 'missing-header', message: expect.stringContaining(name) });
      expect(
        await refusal(verify({ method: 'GET', url, headers: new Headers(others as Record<string, string>) })),
      ).toBe('missing-header');
      const repeated = await failure(verify({ method: 'GET', url, headers: { ...others, [name]: [value, value] } }));
      expect(repeated).toMatchObject({ reason: 'malformed-header', message: expect.stringContaining(name) });
      expect(await refusal(verify({ method: 'GET', url, headers: { ...others, [name]: '' } }))).toBe(
        'malformed-header',
      );
    },
  );

  it.each([
    ['x-headwater-timestamp', ['01', '-1', '1e3', '1.5', ' 1', '12345678901234567', 'NaN']],
    [
      'x-headwater-signature',
      ['v1=abc', `v2=${'0'.repeat(64)}`, `v1=${'A'.repeat(64)}`, `v1=${'0'.repeat(65)}`, '0'.repeat(64)],
    ],
    ['x-headwater-nonce', ['short', 'x'.repeat(129), 'has space 0123456789']],
    ['x-headwater-key-id', ['a b', 'x'.repeat(129)]],
  ])('refuses a malformed %s', async (name, values) => {
    const { sign, verify } = pair();
    for (const value of values) {
      const headers = { ...(await sign({ method: 'GET', url })), [name]: value };
      expect(await refusal(verify({ method: 'GET', url, headers })), value).toBe('malformed-header');
    }
  });

  it('accepts up to the last millisecond of maxAgeMs, and not beyond', async () => {
    const { clock, sign, verify } = pair({ maxAgeMs: 1000 });
    const [early, late] = [await sign({ method: 'GET', url }), await sign({ method: 'GET', url })];
    await clock.advance(1000);
    await verify({ method: 'GET', url, headers: early });
    await clock.advance(1);
    expect(await refusal(verify({ method: 'GET', url, headers: late }))).toBe('too-old');
  });

  it('has five minutes and thirty seconds as defaults', async () => {
    const { clock, sign, verify } = pair();
    const headers = await sign({ method: 'GET', url });
    const ahead = async (ms: number) =>
      createRequestSigner({ keyId: 'agent-1', secret, clock: { ...clock, now: () => clock.now() + ms } })({
        method: 'GET',
        url,
      });
    await verify({ method: 'GET', url, headers: await ahead(30_000) });
    expect(await refusal(verify({ method: 'GET', url, headers: await ahead(30_001) }))).toBe('from-the-future');
    await clock.advance(300_000);
    await verify({ method: 'GET', url, headers });
    const old = await ahead(-300_001);
    expect(await refusal(verify({ method: 'GET', url, headers: old }))).toBe('too-old');
  });

  it('refuses an unknown key, also one that names a property of every object', async () => {
    const clock = createVirtualClock();
    for (const keyId of ['agent-2', 'constructor', 'toString', '__proto__']) {
      const headers = await createRequestSigner({ keyId, secret, clock })({ method: 'GET', url });
      const verify = createSignatureVerifier({ keys: { 'agent-1': secret }, clock });
      expect(await refusal(verify({ method: 'GET', url, headers }))).toBe('unknown-key');
    }
  });

  it('accepts each of several secrets of a key, and no other', async () => {
    const clock = createVirtualClock();
    const bytes = new Uint8Array([1, 2, 3, 255]);
    const verify = createSignatureVerifier({ keys: { k: ['old secret', bytes] }, clock });
    const request = { method: 'GET', url };
    for (const known of ['old secret', bytes]) {
      await verify({ ...request, headers: await createRequestSigner({ keyId: 'k', secret: known, clock })(request) });
    }
    const other = await createRequestSigner({ keyId: 'k', secret: 'third', clock })(request);
    expect(await refusal(verify({ ...request, headers: other }))).toBe('signature-mismatch');
  });

  it('refuses a second use of a nonce, per key', async () => {
    const clock = createVirtualClock();
    const verify = createSignatureVerifier({ keys: { a: secret, b: secret }, clock });
    const request = { method: 'GET', url };
    const nonce = () => 'nonce-0123456789';
    const ofA = await createRequestSigner({ keyId: 'a', secret, clock, nonce })(request);
    const ofB = await createRequestSigner({ keyId: 'b', secret, clock, nonce })(request);
    await verify({ ...request, headers: ofA });
    await verify({ ...request, headers: ofB });
    expect(await refusal(verify({ ...request, headers: ofA }))).toBe('replayed');
  });

  it('refuses a replay for as long as its timestamp is acceptable, however far ahead it was', async () => {
    const { clock, verify } = pair({ maxAgeMs: 1000, clockSkewMs: 500 });
    const ahead = { ...clock, now: () => clock.now() + 500 };
    const headers = await createRequestSigner({ keyId: 'agent-1', secret, clock: ahead })({ method: 'GET', url });
    await verify({ method: 'GET', url, headers });
    await clock.advance(1499);
    expect(await refusal(verify({ method: 'GET', url, headers }))).toBe('replayed');
    await clock.advance(2);
    expect(await refusal(verify({ method: 'GET', url, headers }))).toBe('too-old');
  });

  it('lets one of two simultaneous copies through', async () => {
    const { sign, verify } = pair();
    const headers = await sign({ method: 'GET', url });
    const settled = await Promise.allSettled([1, 2].map(() => verify({ method: 'GET', url, headers })));
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('remembers only what was signed with a known secret', async () => {
    const clock = createVirtualClock();
    const replayStore = memoryReplayStore({ clock });
    const verify = createSignatureVerifier({ keys: { k: secret }, clock, replayStore });
    const headers = await createRequestSigner({ keyId: 'k', secret: 'wrong', clock })({ method: 'GET', url });
    await refusal(verify({ method: 'GET', url, headers }));
    expect(replayStore.size).toBe(0);
  });

  it('hands a store of one’s own the id and its lifetime', async () => {
    const seen: [string, number][] = [];
    const replayStore = {
      remember: async (id: string, lifetimeMs: number) => {
        seen.push([id, lifetimeMs]);
        return false;
      },
    };
    const { sign, verify } = pair({ replayStore, maxAgeMs: 7, clockSkewMs: 4 });
    const headers = await sign({ method: 'GET', url });
    expect(await refusal(verify({ method: 'GET', url, headers }))).toBe('replayed');
    expect(seen).toEqual([[`agent-1\n${headers['x-headwater-nonce']}`, 11]]);
  });

  it('shows neither secret nor signature in a refusal', async () => {
    const { sign, verify } = pair();
    const headers = await sign({ method: 'GET', url });
    const error = await failure(verify({ method: 'POST', url, headers }));
    const shown = JSON.stringify(error) + error.stack;
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(headers['x-headwater-signature']);
  });

  it.each([
    [{}, /option keys is empty/],
    [{ k: '' }, /key "k" has no secret/],
    [{ k: [] }, /key "k" has no secret/],
    [{ k: ['x', ''] }, /key "k" has no secret/],
    [{ k: new Uint8Array() }, /key "k" has no secret/],
  ])('refuses keys that cannot verify anything (%#)', (keys, message) => {
    expect(() => createSignatureVerifier({ keys })).toThrow(message);
    expect(() => createSignatureVerifier({ keys })).toThrow(HeadwaterError);
  });
});

describe('memoryReplayStore', () => {
  it('forgets at the end of the lifetime, not before', async () => {
    const clock = createVirtualClock();
    const store = memoryReplayStore({ clock });
    expect(store.remember('a', 100)).toBe(true);
    await clock.advance(99);
    expect(store.remember('a', 100)).toBe(false);
    await clock.advance(1);
    expect(store.remember('a', 100)).toBe(true);
    expect(store.size).toBe(1);
  });

  it('drops what has expired as new ones come, and keeps what has not', async () => {
    const clock = createVirtualClock();
    const store = memoryReplayStore({ clock });
    for (let index = 0; index < 10; index += 1) {
      store.remember(`old ${index}`, 50);
      await clock.advance(1);
    }
    store.remember('young', 1000);
    await clock.advance(42);
    store.remember('new', 1000);
    // Those of the first three milliseconds are over.
    expect(store.size).toBe(10 - 3 + 2);
    await clock.advance(100);
    store.remember('newest', 1000);
    expect(store.size).toBe(3);
  });

  it('refuses rather than forgets when it is full of live nonces', async () => {
    const clock = createVirtualClock();
    const store = memoryReplayStore({ clock, maxEntries: 2 });
    store.remember('a', 100);
    store.remember('b', 100);
    expect(() => store.remember('c', 100)).toThrow(/replay store is full \(2 nonces\)/);
    expect(store.remember('a', 100)).toBe(false);
    await clock.advance(100);
    expect(store.remember('c', 100)).toBe(true);
  });

  it('is not fooled by a wall clock that jumps forward and back', async () => {
    const clock = createVirtualClock();
    let jump = 0;
    const jumping = { ...clock, now: () => clock.now() + jump, monotonicNow: () => clock.monotonicNow() };
    const store = memoryReplayStore({ clock: jumping });
    const verify = createSignatureVerifier({ keys: { k: secret }, clock: jumping, replayStore: store });
    const headers = await createRequestSigner({ keyId: 'k', secret, clock: jumping })({ method: 'GET', url });
    await verify({ method: 'GET', url, headers });
    jump = 86_400_000;
    const later = await createRequestSigner({ keyId: 'k', secret, clock: jumping })({ method: 'GET', url });
    await verify({ method: 'GET', url, headers: later });
    jump = 0;
    expect(await refusal(verify({ method: 'GET', url, headers }))).toBe('replayed');
  });
});
