import { createHash, createHmac } from 'node:crypto';
import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../src/errors/headwater-error.ts';
import { canonicalRequest } from '../../src/security/signing/canonical-request.ts';
import { memoryReplayStore } from '../../src/security/signing/replay-store.ts';
import { createRequestSigner } from '../../src/security/signing/request-signer.ts';
import {
  createSignatureVerifier,
  SignatureError,
  type SignatureProblem,
  type SignatureVerifierOptions,
} from '../../src/security/signing/signature-verifier.ts';
import { failure } from '../support/failure.ts';

const secret = 'a-secret-of-at-least-32-characters';
const url = 'https://api.example/v1/items?q=river%20sea&limit=2#part';
const body = '{"text":"Fluß"}';
const parts = { keyId: 'agent-1', timestamp: 1_767_225_600_000, nonce: 'nonce-0123456789' };

function pair(options: Partial<SignatureVerifierOptions> = {}) {
  const clock = createVirtualClock();
  const sign = createRequestSigner({ keyId: 'agent-1', secret, clock });
  const verify = createSignatureVerifier({ keys: { 'agent-1': secret }, clock, ...options });
  return { clock, sign, verify };
}

async function refusal(work: Promise<unknown>): Promise<SignatureProblem> {
  const error = await failure(work);
  expect(error).toBeInstanceOf(SignatureError);
  expect(error).toMatchObject({ code: 'authentication', retryable: false, name: 'SignatureError' });
  expect(error.message).toMatch(/^the signature was refused: ./);
  expect(error.hint).toMatch(/\.$/);
  return (error as SignatureError).reason;
}

describe('the signed text', () => {
  it('is the scheme, key id, timestamp, nonce, method, target and body hash, one a line', async () => {
    const hash = createHash('sha256').update(body).digest('hex');
    expect(await canonicalRequest({ method: 'post', url, body }, parts)).toBe(
      `headwater-hmac-sha256-v1\nagent-1\n1767225600000\nnonce-0123456789\nPOST\n/v1/items?q=river%20sea&limit=2\n${hash}`,
    );
  });

  it('is the same for a client’s absolute URL and the target its server sees', async () => {
    const target = '/v1/items?q=river%20sea&limit=2';
    const seen = await canonicalRequest({ method: 'POST', url: target, body: new TextEncoder().encode(body) }, parts);
    expect(seen).toBe(await canonicalRequest({ method: 'POST', url: new URL(url), body }, parts));
    expect(await canonicalRequest({ method: 'POST', url: `${target}#x`, body }, parts)).toBe(seen);
  });

  it('takes an absent, a null and an empty body as the same', async () => {
    const texts = [undefined, null, '', new Uint8Array(), new ArrayBuffer(0)].map((empty) =>
      canonicalRequest({ method: 'GET', url, body: empty }, parts),
    );
    expect(new Set(await Promise.all(texts)).size).toBe(1);
  });

  it('reads the same bytes from an array buffer and from a view into one', async () => {
    const bytes = new TextEncoder().encode(`__${body}`);
    const view = bytes.subarray(2);
    const whole = Uint8Array.from(view).buffer;
    const expected = await canonicalRequest({ method: 'PUT', url, body }, parts);
    expect(await canonicalRequest({ method: 'PUT', url, body: view }, parts)).toBe(expected);
    expect(await canonicalRequest({ method: 'PUT', url, body: whole }, parts)).toBe(expected);
  });

  it('drops a question mark with nothing behind it, which clients treat differently', async () => {
    const of = (target: string) => canonicalRequest({ method: 'GET', url: target }, parts);
    expect(await of('/a?')).toBe(await of('/a'));
    expect(await of('https://h.example/a?')).toBe(await of('/a'));
    expect(await of('/a??')).not.toBe(await of('/a?'));
    expect(await of('/a?b?')).not.toBe(await of('/a?b'));
    expect(await of('http://h.example/a')).toBe(await of('/a'));
  });

  it.each(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])('upper-cases %s, as fetch does', async (method) => {
    const lower = await canonicalRequest({ method: method.toLowerCase(), url }, parts);
    expect(lower).toBe(await canonicalRequest({ method, url }, parts));
  });

  it('keeps the case of other methods, as fetch does', async () => {
    const lower = await canonicalRequest({ method: 'patch', url }, parts);
    expect(lower).not.toBe(await canonicalRequest({ method: 'PATCH', url }, parts));
  });

  it.each([
    ['/a\r\nx: y', 'control character'],
    ['/a\nb', 'control character'],
    ['/a\0b', 'control character'],
    ['/a\x1fb', 'control character'],
    ['/a\x7fb', 'control character'],
    ['https://h.example/a\tb', 'control character'],
    ['https://h.example/\r\n', 'control character'],
    ['/a b', 'percent-encoded'],
    ['/ä', 'percent-encoded'],
    ['a/b', 'neither an absolute'],
    ['', 'neither an absolute'],
    ['ftp://h.example/a', 'neither an absolute'],
    ['xhttp://h.example/a', 'neither an absolute'],
    ['httpx://h.example/a', 'neither an absolute'],
    ['https://', 'neither an absolute'],
  ])('refuses the URL %j', async (odd, reason) => {
    const error = await failure(canonicalRequest({ method: 'GET', url: odd }, parts));
    expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining(reason) });
    expect(error.hint).toContain('Nothing was sent');
  });

  it.each(['', 'GE T', 'GET\n', 'GET\r\nX', 'G\0', 'GÉT', 'x'.repeat(65), ' GET'])(
    'refuses the method %j',
    async (method) => {
      const error = await failure(canonicalRequest({ method, url }, parts));
      expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('HTTP token') });
    },
  );

  it('accepts a method of 64 characters', async () => {
    expect(await canonicalRequest({ method: 'X'.repeat(64), url }, parts)).toContain(`\n${'X'.repeat(64)}\n`);
  });

  it('refuses a body whose bytes it cannot know', async () => {
    const error = await failure(canonicalRequest({ method: 'POST', url, body: { a: 1 } as never }, parts));
    expect(error).toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('neither text nor bytes'),
    });
  });

  it('is different for different requests', async () => {
    const printable = fc.string({ unit: fc.constantFrom(...'abAB01/?&=.%-\n\r:'), maxLength: 12 });
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PATCH', 'X'),
      url: printable.map((text) => `/${text.replaceAll(/[\r\n]/g, '')}`),
      body: printable,
      keyId: fc.constantFrom('a', 'a1', 'a-1'),
      timestamp: fc.nat({ max: 120 }),
      nonce: printable.map((text) => text.replaceAll(/[\r\n]/g, '')),
    });
    const text = ({ method, url: target, body: sent, ...rest }: Sample) =>
      canonicalRequest({ method, url: target, body: sent }, rest);
    type Sample = { method: string; url: string; body: string; keyId: string; timestamp: number; nonce: string };
    const same = (target: string) => target.replace(/^([^?]*)\?$/, '$1');
    await fc.assert(
      fc.asyncProperty(request, request, async (a, b) => {
        const equal = JSON.stringify({ ...a, url: same(a.url) }) === JSON.stringify({ ...b, url: same(b.url) });
        expect((await text(a)) === (await text(b))).toBe(equal);
      }),
      { numRuns: 200 },
    );
  });
});

describe('createRequestSigner', () => {
  it('returns four headers that anybody can recompute', async () => {
    const { clock, sign } = pair();
    const headers = await sign({ method: 'POST', url, body });
    expect(Object.keys(headers)).toEqual([
      'x-headwater-key-id',
      'x-headwater-timestamp',
      'x-headwater-nonce',
      'x-headwater-signature',
    ]);
    expect(headers).toMatchObject({ 'x-headwater-key-id': 'agent-1', 'x-headwater-timestamp': String(clock.now()) });
    const nonce = headers['x-headwater-nonce'] as string;
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    const bodyHash = createHash('sha256').update(body).digest('hex');
    const text = `headwater-hmac-sha256-v1\nagent-1\n${clock.now()}\n${nonce}\nPOST\n/v1/items?q=river%20sea&limit=2\n${bodyHash}`;
    const expected = createHmac('sha256', secret).update(text).digest('hex');
    expect(headers['x-headwater-signature']).toBe(`v1=${expected}`);
  });

  it('uses a new nonce every time', async () => {
    const { sign } = pair();
    const nonces = new Set<string | undefined>();
    for (let index = 0; index < 100; index += 1) {
      nonces.add((await sign({ method: 'GET', url }))['x-headwater-nonce']);
    }
    expect(nonces.size).toBe(100);
  });

  it('works with the system clock', async () => {
    const before = Date.now();
    const headers = await createRequestSigner({ keyId: 'k', secret })({ method: 'GET', url });
    const stamped = Number(headers['x-headwater-timestamp']);
    expect(stamped).toBeGreaterThanOrEqual(before);
    expect(stamped).toBeLessThanOrEqual(Date.now());
  });

  it('cuts a clock’s fractions of a millisecond off', async () => {
    const clock = { ...createVirtualClock(), now: () => 1234.9 };
    const headers = await createRequestSigner({ keyId: 'k', secret, clock })({ method: 'GET', url });
    expect(headers['x-headwater-timestamp']).toBe('1234');
  });

  it.each(['', 'a b', 'a\nb', 'a,b', 'ä', 'x'.repeat(129)])('refuses the key id %j', (keyId) => {
    expect(() => createRequestSigner({ keyId, secret })).toThrow(/option keyId is empty or holds/);
  });

  it('accepts a key id of 128 characters', () => {
    expect(createRequestSigner({ keyId: 'x'.repeat(128), secret })).toBeTypeOf('function');
  });

  it.each(['', new Uint8Array(), undefined as never])('refuses an empty secret (%#)', (empty) => {
    const create = () => createRequestSigner({ keyId: 'a', secret: empty });
    expect(create).toThrow(/option secret is empty/);
    expect(create).toThrow(expect.objectContaining({ hint: 'Use at least 32 random bytes.' }));
  });

  it.each(['short', 'x'.repeat(15), 'x'.repeat(129), 'has space 0123456789', 'line\nbreak-0123456789', ''])(
    'refuses the nonce %j of an option',
    async (nonce) => {
      const sign = createRequestSigner({ keyId: 'a', secret, nonce: () => nonce });
      const error = await failure(sign({ method: 'GET', url }));
      expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining('option nonce') });
    },
  );

  it.each(['x'.repeat(16), 'x'.repeat(128)])('takes the nonce %j of an option', async (nonce) => {
    const headers = await createRequestSigner({ keyId: 'a', secret, nonce: () => nonce })({ method: 'GET', url });
    expect(headers['x-headwater-nonce']).toBe(nonce);
  });
});

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
