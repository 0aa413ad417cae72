import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeTransport } from '../../src/node/index.ts';
import { startTestServer, type TestServer, text } from './server.ts';

type Fetch = typeof globalThis.fetch;
interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

let server: TestServer;
let other: TestServer;
const transport = createNodeTransport();
beforeAll(async () => {
  server = await startTestServer();
  other = await startTestServer();
});
afterAll(async () => {
  await transport.close();
  await server.close();
  await other.close();
});

const bytes = (value: string) => new TextEncoder().encode(value);

async function* pieces(...values: string[]) {
  for (const value of values) yield bytes(value);
}

// One table of expectations, held against Node's own `fetch` and against the transport: what both fulfil is the proof.
describe.each<[string, Fetch]>([
  ['global fetch', globalThis.fetch],
  ['Node transport', transport],
])('%s', (_name, send) => {
  const get = (path: string, init?: RequestInit) => send(server.url + path, init);
  const echo = async (path: string, init?: RequestInit & { duplex?: 'half' }) =>
    (await (await get(path, init)).json()) as Echo;
  const failure = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (error) {
      return error as Error;
    }
    throw new Error('did not fail');
  };

  describe('response', () => {
    it('has the shape of a Response', async () => {
      const response = await get('/text?a=1#part');
      expect(response).toBeInstanceOf(Response);
      expect(Object.prototype.toString.call(response)).toBe('[object Response]');
      expect(response).toMatchObject({ status: 200, statusText: 'OK', ok: true, redirected: false, type: 'basic' });
      expect(response.url).toBe(`${server.url}/text?a=1`);
      expect(response.bodyUsed).toBe(false);
      expect(await response.text()).toBe(text);
      expect(response.bodyUsed).toBe(true);
    });

    it('is not ok for an error status', async () => {
      const response = await get('/503');
      expect(response).toMatchObject({ status: 503, statusText: 'Busy', ok: false });
      expect(response.headers.get('Retry-After')).toBe('2');
      expect(await response.text()).toBe('busy');
    });

    it('takes a status outside the usual range', async () => {
      const response = await get('/999');
      expect([response.status, await response.text()]).toEqual([999, 'denied']);
    });

    it('skips interim answers', async () => {
      const response = await get('/early-hints');
      expect([response.status, await response.text()]).toEqual([200, 'after hints']);
    });

    it.each([
      ['/204', 204],
      ['/304', 304],
    ])('%s has no body', async (path, status) => {
      const response = await get(path);
      expect(response.status).toBe(status);
      expect(response.body).toBeNull();
      expect(await response.text()).toBe('');
      expect(await response.text()).toBe('');
      expect(response.bodyUsed).toBe(false);
    });

    it('to HEAD has headers and no body', async () => {
      const response = await get('/text', { method: 'HEAD' });
      expect(response.headers.get('content-type')).toBe('text/plain');
      expect(response.body).toBeNull();
      expect((await response.arrayBuffer()).byteLength).toBe(0);
    });

    it('tells repeated headers apart as Headers does', async () => {
      const { headers } = await get('/cookies');
      expect(headers).toBeInstanceOf(Headers);
      expect(headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
      expect(headers.get('set-cookie')).toBe('a=1; Path=/, b=2');
      expect(headers.get('X-Twice')).toBe('one, two');
      expect([...headers].filter(([name]) => name === 'set-cookie')).toHaveLength(2);
      expect(headers.has('x-twice')).toBe(true);
      expect(headers.has('x-other')).toBe(false);
      expect(headers.get('x-other')).toBeNull();
      expect(new Headers(headers).get('x-twice')).toBe('one, two');
      expect(() => headers.get('no name')).toThrow(TypeError);
      expect(() => headers.set('a', 'b')).toThrow(TypeError);
      expect(() => headers.append('a', 'b')).toThrow(TypeError);
      expect(() => headers.delete('x-twice')).toThrow(TypeError);
      const seen: string[] = [];
      headers.forEach((value, name, parent) => {
        expect(parent).toBe(headers);
        seen.push(`${name}=${value}`);
      });
      expect(seen).toContain('x-twice=one, two');
      expect([...headers.keys()]).toEqual([...headers.entries()].map(([name]) => name));
      expect([...headers.values()]).toEqual([...headers.entries()].map(([, value]) => value));
    });

    it('reads header values as Latin-1', async () => {
      expect((await get('/latin1')).headers.get('x-name')).toBe('M\xfcller');
    });
  });

  describe('body', () => {
    it.each<[string, (response: Response) => Promise<unknown>, unknown]>([
      ['text', (response) => response.text(), text],
      ['bytes', async (response) => new TextDecoder().decode(await response.bytes()), text],
      ['arrayBuffer', async (response) => new TextDecoder().decode(await response.arrayBuffer()), text],
      ['blob', async (response) => (await response.blob()).text(), text],
      ['blob type', async (response) => (await response.blob()).type, 'text/plain'],
      ['stream', (response) => new Response(response.body).text(), text],
    ])('is read as %s', async (_kind, read, expected) => {
      expect(await read(await get('/text'))).toBe(expected);
    });

    it('gives memory of its own', async () => {
      const buffer = await (await get('/text')).arrayBuffer();
      expect(buffer.byteLength).toBe(text.length);
      const whole = await (await get('/text')).bytes();
      expect([whole.constructor.name, whole.buffer.byteLength]).toEqual(['Uint8Array', text.length]);
    });

    it('is read as JSON, with or without a byte order mark', async () => {
      expect(await (await get('/bom')).json()).toEqual({ a: 1 });
      expect(await (await get('/bom')).text()).toBe('{"a":1}');
      expect(await failure((await get('/not-json')).json())).toBeInstanceOf(SyntaxError);
      expect(await failure((await get('/empty')).json())).toBeInstanceOf(SyntaxError);
    });

    it('has malformed bytes replaced in text', async () => {
      expect(await (await get('/not-utf8')).text()).toBe('a\uFFFDb');
    });

    it('is read as a form', async () => {
      expect([...(await (await get('/form')).formData())]).toEqual([
        ['a', '1'],
        ['b', 'two words'],
      ]);
      expect(await failure((await get('/text')).formData())).toBeInstanceOf(TypeError);
    });

    it('is read once', async () => {
      const response = await get('/text');
      await response.text();
      expect(await failure(response.text())).toBeInstanceOf(TypeError);
      expect(await failure(response.json())).toBeInstanceOf(TypeError);
      expect(await failure(response.blob())).toBeInstanceOf(TypeError);
      expect(() => response.clone()).toThrow(TypeError);
      expect(response.body).not.toBeNull();
    });

    it('that is locked is not read as well', async () => {
      const response = await get('/text');
      const reader = response.body?.getReader();
      expect(response.body?.locked).toBe(true);
      expect(response.bodyUsed).toBe(false);
      expect(await failure(response.text())).toBeInstanceOf(TypeError);
      expect(() => response.clone()).toThrow(TypeError);
      await reader?.cancel();
      expect(response.bodyUsed).toBe(true);
    });

    it('is one stream, the same each time', async () => {
      const response = await get('/text');
      expect(response.body).toBe(response.body);
      expect(await new Response(response.body).text()).toBe(text);
      expect(response.bodyUsed).toBe(true);
    });

    it('is cloned, also twice', async () => {
      const response = await get('/large');
      const copy = response.clone();
      const third = copy.clone();
      expect(copy).toBeInstanceOf(Response);
      expect(copy).toMatchObject({ status: 200, url: response.url, redirected: false, type: 'basic' });
      expect(copy.headers.get('content-length')).toBe(response.headers.get('content-length'));
      const sizes = await Promise.all([response, copy, third].map(async (one) => (await one.arrayBuffer()).byteLength));
      expect(sizes).toEqual([5_000_000, 5_000_000, 5_000_000]);
    });

    it('arrives in pieces', async () => {
      const seen: string[] = [];
      const response = await get('/chunks');
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) seen.push(new TextDecoder().decode(chunk));
      expect(seen.join('')).toBe('one two three');
    });

    it('fills a buffer its reader brings', async () => {
      const response = await get('/text');
      const reader = response.body?.getReader({ mode: 'byob' }) as ReadableStreamBYOBReader;
      let received = 0;
      for (let buffer = new Uint8Array(100); ; ) {
        const { done, value } = await reader.read(buffer);
        received += value?.byteLength ?? 0;
        if (done) break;
        buffer = new Uint8Array(value.buffer);
      }
      expect(received).toBe(text.length);
    });

    it('is large and read slowly', async () => {
      const response = await get('/large');
      let size = 0;
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        size += chunk.byteLength;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(size).toBe(5_000_000);
    });
  });

  describe('content coding', () => {
    it.each(['gzip', 'x-gzip', 'deflate', 'deflate-raw', 'br', 'zstd', 'twice', 'unknown-coding'])(
      '%s',
      async (kind) => {
        const response = await get(`/${kind}`);
        expect(await response.text()).toBe(text);
        expect(response.headers.has('content-encoding')).toBe(true);
      },
    );

    it('of an empty body', async () => {
      expect(await (await get('/gzip-empty')).text()).toBe('');
    });

    it('malformed is an error', async () => {
      expect(await failure((await get('/gzip-malformed')).text())).toBeInstanceOf(TypeError);
    });

    it('piled up is refused', async () => {
      expect(await failure(get('/six-codings').then((response) => response.text()))).toBeInstanceOf(Error);
    });

    it('is asked for, unless the caller does', async () => {
      expect((await echo('/echo')).headers['accept-encoding']).toBe('gzip, deflate');
      const own = await echo('/echo', { headers: { 'Accept-Encoding': 'identity' } });
      expect(own.headers['accept-encoding']).toBe('identity');
    });
  });

  describe('request', () => {
    it('has the usual headers', async () => {
      const { headers, method, url } = await echo('/echo?a=b%20c#part');
      expect([method, url]).toEqual(['GET', '/echo?a=b%20c']);
      expect(headers).toMatchObject({ accept: '*/*', 'user-agent': 'node', host: new URL(server.url).host });
      expect(headers['content-length']).toBeUndefined();
      expect(headers['content-type']).toBeUndefined();
    });

    it.each<[string, RequestInit['headers']]>([
      ['an object', { 'X-One': ' 1 ', 'x-two': 'a' }],
      [
        'pairs',
        [
          ['x-one', '1'],
          ['X-Two', 'a'],
        ],
      ],
      ['Headers', new Headers({ 'x-one': '1', 'x-two': 'a' })],
    ])('takes headers as %s', async (_kind, headers) => {
      expect((await echo('/echo', { headers })).headers).toMatchObject({ 'x-one': '1', 'x-two': 'a' });
    });

    it('joins headers of one name', async () => {
      const pairs: [string, string][] = [
        ['x-one', '1'],
        ['X-One', '2'],
      ];
      expect((await echo('/echo', { headers: pairs })).headers['x-one']).toBe('1, 2');
    });

    it.each([
      ['a line feed', { 'x-a': 'b\nx-injected: 1' }],
      ['a carriage return', { 'x-a': 'b\rc' }],
      ['both', { 'x-a': 'b\r\nx-injected: 1' }],
      ['NUL', { 'x-a': 'b\0c' }],
      ['a character beyond Latin-1', { 'x-a': '日本' }],
      ['a space in a name', { 'x a': 'b' }],
      ['a line break in a name', { 'x\r\na': 'b' }],
      ['an empty name', { '': 'b' }],
    ])('refuses headers with %s', async (_kind, headers) => {
      expect(await failure(get('/echo', { headers }))).toBeInstanceOf(TypeError);
    });

    it.each<[string, unknown, string, string | undefined]>([
      ['a string', 'hällo', 'hällo', 'text/plain;charset=UTF-8'],
      ['an empty string', '', '', 'text/plain;charset=UTF-8'],
      ['bytes', bytes('bytes'), 'bytes', undefined],
      ['part of a buffer', bytes('a part').subarray(2), 'part', undefined],
      ['a DataView', new DataView(bytes('view').buffer), 'view', undefined],
      ['an ArrayBuffer', bytes('buffer').buffer, 'buffer', undefined],
      [
        'URLSearchParams',
        new URLSearchParams({ a: '1 2' }),
        'a=1+2',
        'application/x-www-form-urlencoded;charset=UTF-8',
      ],
      ['a Blob', new Blob(['blob'], { type: 'text/css' }), 'blob', 'text/css'],
      ['a Blob without a type', new Blob(['blob']), 'blob', undefined],
      ['an empty Blob', new Blob([]), '', undefined],
      ['an object', { toString: () => 'spoken' }, 'spoken', 'text/plain;charset=UTF-8'],
      ['a number', 7, '7', 'text/plain;charset=UTF-8'],
    ])('sends %s', async (_kind, body, expected, contentType) => {
      const seen = await echo('/echo', { method: 'POST', body: body as BodyInit });
      expect(Buffer.from(seen.body, 'latin1').toString('utf8')).toBe(expected);
      expect(seen.headers['content-type']).toBe(contentType);
      expect(seen.headers['content-length']).toBe(String(Buffer.byteLength(expected)));
      expect(seen.headers['transfer-encoding']).toBeUndefined();
    });

    it('keeps a content type of its own', async () => {
      const headers = { 'Content-Type': 'application/json' };
      const seen = await echo('/echo', { method: 'POST', headers, body: '{}' });
      expect(seen.headers['content-type']).toBe('application/json');
    });

    it('sends a form', async () => {
      const form = new FormData();
      form.set('field', 'value');
      form.set('file', new File(['inside'], 'name.txt', { type: 'text/plain' }));
      const seen = await echo('/echo', { method: 'POST', body: form });
      expect(seen.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
      const back = await new Response(seen.body, {
        headers: { 'content-type': String(seen.headers['content-type']) },
      }).formData();
      expect(back.get('field')).toBe('value');
      expect(await (back.get('file') as File).text()).toBe('inside');
    });

    it.each<[string, () => unknown]>([
      ['a stream', () => new Response('streamed twice').body],
      ['an async iterable', () => pieces('streamed ', 'twice')],
    ])('sends %s in chunks', async (_kind, body) => {
      const seen = await echo('/echo', { method: 'POST', body: body() as BodyInit, duplex: 'half' });
      expect(seen.body).toBe('streamed twice');
      expect(seen.headers['transfer-encoding']).toBe('chunked');
    });

    it('fails with a stream that fails', async () => {
      const body = new ReadableStream({
        pull() {
          throw new Error('the disk is gone');
        },
      });
      const init = { method: 'POST', body, duplex: 'half' };
      expect(await failure(get('/echo', init as RequestInit))).toBeInstanceOf(Error);
    });

    it('wants duplex for a stream, and a stream that is free', async () => {
      const body = new Response('a').body as ReadableStream;
      expect(await failure(get('/echo', { method: 'POST', body }))).toBeInstanceOf(TypeError);
      body.getReader();
      const init = { method: 'POST', body, duplex: 'half' };
      expect(await failure(get('/echo', init as RequestInit))).toBeInstanceOf(TypeError);
    });

    it.each([
      ['get', 'GET'],
      ['post', 'POST'],
      ['Delete', 'DELETE'],
      ['PATCH', 'PATCH'],
    ])('sends the method %s as %s', async (method, expected) => {
      if (method === 'custom') return;
      expect((await echo('/echo', { method })).method).toBe(expected);
    });

    it('says that an empty POST is empty', async () => {
      expect((await echo('/echo', { method: 'POST' })).headers['content-length']).toBe('0');
      expect((await echo('/echo', { method: 'DELETE' })).headers['content-length']).toBeUndefined();
    });

    it.each<[string, () => Parameters<Fetch>]>([
      ['CONNECT', () => [server.url, { method: 'CONNECT' }]],
      ['TRACE', () => [server.url, { method: 'TRACE' }]],
      ['a method that is none', () => [server.url, { method: 'GET IT' }]],
      ['GET with a body', () => [server.url, { body: 'a' }]],
      ['HEAD with a body', () => [server.url, { method: 'HEAD', body: 'a' }]],
      ['a relative URL', () => ['/path']],
      ['a URL with a password', () => ['http://name:secret@127.0.0.1/']],
      ['a scheme that is not HTTP', () => ['ftp://127.0.0.1/']],
      ['an unknown redirect mode', () => [server.url, { redirect: 'sometimes' as RequestRedirect }]],
      ['a signal that is none', () => [server.url, { signal: {} as AbortSignal }]],
    ])('refuses %s', async (_kind, args) => {
      expect(await failure(send(...args()))).toBeInstanceOf(TypeError);
    });

    it('takes URL and Request objects', async () => {
      expect(((await (await send(new URL('/echo', server.url))).json()) as Echo).url).toBe('/echo');
      const request = new Request(`${server.url}/echo`, { method: 'PUT', headers: { 'x-a': '1' }, body: 'inside' });
      const seen = (await (await send(request)).json()) as Echo;
      expect(seen).toMatchObject({ method: 'PUT', body: 'inside' });
      expect(seen.headers).toMatchObject({ 'x-a': '1', 'content-type': 'text/plain;charset=UTF-8' });
      expect(request.bodyUsed).toBe(true);
      expect(await failure(send(request))).toBeInstanceOf(TypeError);
    });

    it('lets options win over a Request', async () => {
      const request = new Request(`${server.url}/echo`, { headers: { 'x-a': '1', 'x-b': '1' } });
      const init = { method: 'POST', headers: { 'x-a': '2' }, body: 'other' };
      const seen = (await (await send(request, init)).json()) as Echo;
      expect(seen).toMatchObject({ method: 'POST', body: 'other' });
      expect([seen.headers['x-a'], seen.headers['x-b']]).toEqual(['2', undefined]);
    });

    it('fetches data URLs', async () => {
      expect(await (await send('data:text/plain,hello')).text()).toBe('hello');
    });
  });

  describe('redirect', () => {
    it.each([
      [301, 'POST', 'GET'],
      [302, 'POST', 'GET'],
      [303, 'POST', 'GET'],
      [307, 'POST', 'POST'],
      [308, 'POST', 'POST'],
      [301, 'PUT', 'PUT'],
      [302, 'DELETE', 'DELETE'],
      [303, 'PUT', 'GET'],
      [307, 'PUT', 'PUT'],
    ])('%i makes %s a %s', async (status, method, expected) => {
      const headers = { 'content-type': 'application/json', 'content-language': 'en', 'x-kept': '1' };
      const seen = await echo(`/redirect?status=${status}`, { method, headers, body: '{"a":1}' });
      expect(seen.method).toBe(expected);
      expect(seen.body).toBe(expected === 'GET' ? '' : '{"a":1}');
      expect(seen.headers['content-type']).toBe(expected === 'GET' ? undefined : 'application/json');
      expect(seen.headers['content-language']).toBe(expected === 'GET' ? undefined : 'en');
      expect(seen.headers['x-kept']).toBe('1');
    });

    it.each([
      ['a Blob', () => new Blob(['again'])],
      ['bytes', () => bytes('again')],
    ])('sends %s again', async (_kind, body) => {
      expect((await echo('/redirect?status=307', { method: 'POST', body: body() })).body).toBe('again');
    });

    it('keeps HEAD after 303', async () => {
      const response = await get('/redirect?status=303', { method: 'HEAD' });
      expect([response.status, response.body]).toEqual([200, null]);
    });

    it('cannot send a stream again', async () => {
      const init = { method: 'POST', body: pieces('once'), duplex: 'half' };
      const error = await failure(get('/redirect?status=307', init as unknown as RequestInit));
      expect(error).toBeInstanceOf(TypeError);
      const after303 = { method: 'POST', body: pieces('once'), duplex: 'half' };
      expect((await echo('/redirect?status=303', after303 as never)).method).toBe('GET');
    });

    it('is told by the response', async () => {
      const response = await get('/redirect?to=/text%23there#here');
      expect(response).toMatchObject({ redirected: true, url: `${server.url}/text`, status: 200 });
      await response.text();
    });

    it('keeps credentials in their origin', async () => {
      const headers = { authorization: 'Bearer secret', cookie: 'a=1', 'x-api-key': 'kept' };
      const same = await echo('/redirect', { headers });
      expect(same.headers).toMatchObject({ authorization: 'Bearer secret', cookie: 'a=1' });
      const elsewhere = await echo(`/redirect?to=${encodeURIComponent(`${other.url}/echo`)}`, { headers });
      expect(elsewhere.headers.authorization).toBeUndefined();
      expect(elsewhere.headers.cookie).toBeUndefined();
      expect(elsewhere.headers['x-api-key']).toBe('kept');
      expect(elsewhere.headers.host).toBe(new URL(other.url).host);
    });

    it('is followed twenty times', async () => {
      expect(await (await get('/hop/20')).text()).toBe(text);
      expect(await failure(get('/hop/21'))).toBeInstanceOf(TypeError);
    });

    it('by hand gives the answer itself', async () => {
      const response = await get('/redirect?to=/text', { redirect: 'manual' });
      expect(response).toMatchObject({ status: 302, redirected: false, ok: false });
      expect(response.headers.get('location')).toBe('/text');
      expect(await response.text()).toBe('moved');
    });

    it('can be an error', async () => {
      expect(await failure(get('/redirect', { redirect: 'error' }))).toBeInstanceOf(TypeError);
      expect((await get('/text', { redirect: 'error' })).status).toBe(200);
    });

    it('without a location is an answer', async () => {
      const response = await get('/no-location');
      expect([response.status, await response.text()]).toEqual([302, 'nowhere']);
    });

    it.each(['/bad-location', '/to-ftp', '/to-userinfo'])('%s is an error', async (path) => {
      expect(await failure(get(path))).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
    });
  });

  describe('failure', () => {
    it('to connect', async () => {
      const closed = await startTestServer();
      await closed.close();
      const error = await failure(send(closed.url));
      expect(error).toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNREFUSED' } });
    });

    it('before the headers', async () => {
      const error = await failure(get('/reset-before-headers'));
      expect(error).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
      expect(error.cause).toBeInstanceOf(Error);
    });

    it.each<[string, (response: Response) => Promise<unknown>]>([
      ['text', (response) => response.text()],
      ['blob', (response) => response.blob()],
      ['a stream', (response) => new Response(response.body).text()],
    ])('in the body, read as %s', async (_kind, read) => {
      const response = await get('/reset-in-body');
      expect(response.status).toBe(200);
      const error = await failure(read(response));
      expect(error).toMatchObject({ name: 'TypeError', message: 'terminated' });
      expect(error.cause).toBeInstanceOf(Error);
    });
  });
});
