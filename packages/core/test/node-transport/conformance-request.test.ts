import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asking,
  bytes,
  closeAll,
  type Echo,
  type Fetch,
  other,
  pieces,
  senders,
  server,
  startServers,
} from './conformance-support.ts';
import { startTestServer, text } from './server.ts';

beforeAll(startServers);
afterAll(closeAll);

describe.each(senders)('%s', (_name, send) => {
  const { get, echo, failure } = asking(send);

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
