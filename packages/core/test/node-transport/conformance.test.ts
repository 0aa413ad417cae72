import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asking, closeAll, senders, server, startServers } from './conformance-support.ts';
import { text } from './server.ts';

beforeAll(startServers);
afterAll(closeAll);

describe.each(senders)('%s', (_name, send) => {
  const { get, echo, failure } = asking(send);

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
});
