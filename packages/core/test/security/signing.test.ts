import { createHash, createHmac } from 'node:crypto';
import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalRequest } from '../../src/security/signing/canonical-request.ts';
import { createRequestSigner } from '../../src/security/signing/request-signer.ts';
import { failure } from '../support/failure.ts';
import { body, pair, parts, secret, url } from './signing-support.ts';

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
