import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createVirtualClock } from '@headwater/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HeadwaterError } from '../../src/errors/headwater-error.ts';
import { createGuardedFetch, guardedFetch } from '../../src/node/guarded-fetch.ts';
import { guardedFetch as rootGuardedFetch } from '../../src/security/guarded-fetch.ts';
import type { GuardedFetchOptions } from '../../src/security/guarded-fetch-types.ts';
import { guardedFetch as missingGuardedFetch } from '../../src/security/no-guarded-fetch.ts';
import { failure } from '../support/failure.ts';
import { makeCertificate } from './certificate.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  address: string | undefined;
}

async function serve(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

/** A server that notes what it receives. */
async function listen(listener: RequestListener, host?: string) {
  const seen: Seen[] = [];
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({
      method: request.method as string,
      url: request.url as string,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      address: request.socket.localAddress,
    });
    listener(request, response);
  });
  const port = await serve(server, host);
  return { seen, port, server, url: `http://127.0.0.1:${port}` };
}

const redirect =
  (status: number, location: string | undefined): RequestListener =>
  (_request, response) => {
    response.writeHead(status, location === undefined ? {} : { location }).end('moved');
  };

/** Trusts this machine, and says that every name leads to it. */
const local: GuardedFetchOptions = { allow: ['127.0.0.0/8', '::1'], resolve: () => ['127.0.0.1'] };
const localFetch = createGuardedFetch(local);

describe('a fetch that is allowed', () => {
  it('answers with a real Response', async () => {
    const { url, seen } = await listen((_request, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.writeHead(201, 'Made', { 'content-type': 'application/json' }).end('{"ok":true}');
    });
    const response = await localFetch(`${url}/path?q=1#part`);
    expect(response).toBeInstanceOf(Response);
    expect(response).toMatchObject({
      status: 201,
      statusText: 'Made',
      ok: true,
      redirected: false,
      url: `${url}/path?q=1`,
    });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.clone().json()).toEqual({ ok: true });
    expect(await response.text()).toBe('{"ok":true}');
    expect(seen).toMatchObject([{ method: 'GET', url: '/path?q=1', body: '' }]);
    expect(seen[0]?.headers).toEqual({
      'accept-encoding': 'gzip, deflate, br, zstd',
      accept: '*/*',
      'user-agent': 'headwater',
      host: new URL(url).host,
      connection: 'close',
    });
  });

  it('sends method, headers and body, from an init or a Request', async () => {
    const { url, seen } = await listen((_request, response) => response.end());
    const init = { method: 'post', headers: { 'x-a': 'b', accept: 'text/html' }, body: 'höhe' };
    await (await localFetch(url, init)).text();
    await (await localFetch(new Request(url, init))).text();
    await (await localFetch(new URL(url), { ...init, body: new TextEncoder().encode('höhe') })).text();
    await (await localFetch(new Request(url, init), { method: 'PUT', body: 'other' })).text();
    expect(seen.map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'höhe'],
      ['POST', 'höhe'],
      ['POST', 'höhe'],
      ['PUT', 'other'],
    ]);
    for (const { headers } of seen.slice(0, 3))
      expect(headers).toMatchObject({ 'x-a': 'b', accept: 'text/html', 'content-length': '5' });
    expect(seen[0]?.headers['content-type']).toBe('text/plain;charset=UTF-8');
  });

  it('keeps to its own Host and connection headers, whatever it is given', async () => {
    const { url, seen } = await listen((_request, response) => response.end());
    const headers = {
      host: 'inner.example',
      connection: 'keep-alive, x',
      te: 'trailers',
      'proxy-authorization': 'x',
      'content-length': '99',
    };
    await localFetch(url, { headers });
    expect(seen[0]?.headers.host).toBe(new URL(url).host);
    expect(seen[0]?.headers.connection).toBe('close');
    for (const name of ['te', 'proxy-authorization', 'content-length'])
      expect(seen[0]?.headers).not.toHaveProperty(name);
  });

  it.each([204, 304])('gives a %i no body', async (status) => {
    const { url } = await listen((_request, response) => response.writeHead(status).end());
    const response = await localFetch(url);
    expect([response.status, response.body]).toEqual([status, null]);
  });

  it('gives the answer to a HEAD no body', async () => {
    const { url } = await listen((_request, response) =>
      response.writeHead(200, { 'content-length': '1000', 'content-encoding': 'gzip' }).end(),
    );
    const response = await localFetch(url, { method: 'HEAD' });
    expect([response.status, response.body, response.headers.get('content-length')]).toEqual([200, null, '1000']);
  });

  it('reads a body of many chunks as it comes', async () => {
    let more = (_text: string) => {};
    const { url } = await listen((_request, response) => {
      more = (text) => void response.write(text);
      response.write('first');
    });
    const reader = ((await localFetch(url)).body as ReadableStream<Uint8Array>).getReader();
    const text = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await text()).toBe('first');
    more('second');
    expect(await text()).toBe('second');
    await reader.cancel();
  });

  it('hands out bytes that share no memory', async () => {
    const { url } = await listen((_request, response) => response.end('x'));
    const reader = ((await localFetch(url)).body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    expect(value?.buffer.byteLength).toBe(1);
    expect(value).not.toBeInstanceOf(Buffer);
  });

  it('closes the connection when its reader loses interest', async () => {
    const { url, server } = await listen((_request, response) => response.write('endless'));
    const closed = new Promise((resolve) => server.once('connection', (socket) => socket.once('close', resolve)));
    await ((await localFetch(url)).body as ReadableStream).cancel();
    await closed;
  });

  it('is the same from the root, which loads it at first use', async () => {
    const { url } = await listen((_request, response) => response.end('here'));
    expect(await (await rootGuardedFetch(url, {}, local)).text()).toBe('here');
    expect(await (await guardedFetch(url, undefined, local)).text()).toBe('here');
    for (const fetch of [rootGuardedFetch, guardedFetch]) expect((await failure(fetch(url))).code).toBe('unsafe-url');
  });

  it('names the fix where there is no Node', async () => {
    const error = await failure(missingGuardedFetch('https://example.com/'));
    expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining('needs Node') });
    expect(error.hint).toContain('createUrlGuard');
  });

  it('refuses what the guard refuses, without a connection', async () => {
    const { seen, url, port } = await listen((_request, response) => response.end());
    const strict = createGuardedFetch({ resolve: () => ['127.0.0.1'] });
    for (const target of [
      url,
      `http://localhost:${port}/`,
      'http://name.example/',
      'http://0x7f.1/',
      'ftp://x.example/',
      '/relative',
    ]) {
      expect((await failure(strict(target))).code, target).toBe('unsafe-url');
    }
    expect((await failure(strict(new Request(url)))).code).toBe('unsafe-url');
    expect(seen).toEqual([]);
  });

  it('takes a guard of one’s own', async () => {
    const { url } = await listen((_request, response) => response.end('ok'));
    const check = vi.fn(async (target: string | URL) => ({ url: new URL(target), addresses: ['127.0.0.1'] }));
    expect(await (await createGuardedFetch({ guard: { check } })(url)).text()).toBe('ok');
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('goes nowhere without a checked address', async () => {
    const guard = { check: async (target: string | URL) => ({ url: new URL(target), addresses: [] }) };
    const error = await failure(createGuardedFetch({ guard })('http://name.example/'));
    expect(error.code).toBe('network');
    expect(error.cause).toMatchObject({ message: 'the host has no checked address' });
  });

  it('passes on what fetch itself refuses', async () => {
    await expect(localFetch('http://127.0.0.1:1/', { method: 'CONNECT' })).rejects.toBeInstanceOf(TypeError);
    await expect(localFetch('http://127.0.0.1:1/', { body: 'x' })).rejects.toBeInstanceOf(TypeError);
  });
});

describe('the connection', () => {
  it('goes to the checked address, under the name it was asked for', async () => {
    const wrong = await listen((_request, response) => response.end('wrong'));
    const right = createHttpServer((request, response) =>
      response.end(`${request.socket.localAddress} ${request.headers.host}`),
    );
    await new Promise<void>((resolve) => right.listen(wrong.port, '127.0.0.9', resolve));
    cleanups.push(() => new Promise<void>((resolve) => right.close(() => resolve())));
    const fetch = createGuardedFetch({ ...local, resolve: () => ['127.0.0.9'] });
    const response = await fetch(`http://service.example:${wrong.port}/`);
    expect(await response.text()).toBe(`127.0.0.9 service.example:${wrong.port}`);
    expect(wrong.seen).toEqual([]);
  });

  it('asks DNS once for each request, so that a second answer cannot lead elsewhere', async () => {
    const { seen, port } = await listen((_request, response) => response.end('public'));
    const inner = createHttpServer((_request, response) => response.end('inner'));
    await new Promise<void>((resolve) => inner.listen(port, '127.0.0.2', resolve));
    cleanups.push(() => new Promise<void>((resolve) => inner.close(() => resolve())));
    // What is public and what is inner is played by two addresses of this machine.
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2'];
    const resolve = vi.fn(() => [answers.shift() as string]);
    const fetch = createGuardedFetch({ resolve, allow: ['127.0.0.1'] });
    const url = `http://rebinding.example:${port}/`;
    expect(await (await fetch(url)).text()).toBe('public');
    expect(resolve).toHaveBeenCalledTimes(1);
    // The next request is checked anew, and not sent over a connection left open.
    expect((await failure(fetch(url))).code).toBe('unsafe-url');
    expect(resolve).toHaveBeenCalledTimes(2);
    expect(seen).toHaveLength(1);
  });

  it('tries the checked addresses in turn', async () => {
    const { port } = await listen((_request, response) => response.end('reached'));
    // Nothing listens on the first.
    const fetch = createGuardedFetch({ ...local, resolve: () => ['127.0.0.77', '127.0.0.1'] });
    expect(await (await fetch(`http://two.example:${port}/`)).text()).toBe('reached');
  });

  it('reaches IPv6 addresses', async () => {
    const { port, seen } = await listen((_request, response) => response.end('six'), '::1');
    expect(await (await localFetch(`http://[::1]:${port}/`)).text()).toBe('six');
    expect(seen[0]?.headers.host).toBe(`[::1]:${port}`);
    const named = createGuardedFetch({ ...local, resolve: () => ['::1'] });
    expect(await (await named(`http://six.example:${port}/`)).text()).toBe('six');
  });

  it('passes no proxy and no pool of the process', async () => {
    const { url, seen } = await listen((_request, response) => response.end('direct'));
    const proxy = await listen((_request, response) => response.end('proxied'));
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('http_proxy', proxy.url);
    cleanups.push(() => void vi.unstubAllEnvs());
    expect(await (await localFetch(url)).text()).toBe('direct');
    expect(await (await localFetch(url)).text()).toBe('direct');
    expect(seen).toHaveLength(2);
    expect(proxy.seen).toEqual([]);
  });

  it('that is refused or cut is a network error', async () => {
    const { port, server } = await listen((request) => request.socket.destroy());
    expect(await failure(localFetch(`http://127.0.0.1:${port}/`))).toMatchObject({ code: 'network', retryable: true });
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const refused = await failure(localFetch(`http://127.0.0.1:${port}/`));
    expect(refused).toMatchObject({
      code: 'network',
      message: 'the host could not be reached, or broke the connection',
    });
    expect(refused.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('TLS', () => {
  async function secure(names: string[]) {
    const { key, cert } = await makeCertificate(names);
    const names_: string[] = [];
    const server = createHttpsServer(
      {
        key,
        cert,
        SNICallback: (name, done) => {
          names_.push(name);
          done(null);
        },
      },
      (request, response) => response.end(`secure ${request.headers.host}`),
    );
    return { cert, port: await serve(server), serverNames: names_ };
  }

  it('verifies the certificate for the name, and sends the name', async () => {
    const { cert, port, serverNames } = await secure(['DNS:service.example', 'IP:127.0.0.1']);
    const fetch = createGuardedFetch({ ...local, ca: cert });
    expect(await (await fetch(`https://service.example:${port}/`)).text()).toBe(`secure service.example:${port}`);
    expect(await (await fetch(`https://service.example.:${port}/`)).text()).toBe(`secure service.example.:${port}`);
    expect(serverNames).toEqual(['service.example', 'service.example']);
    expect(await (await fetch(`https://127.0.0.1:${port}/`)).text()).toBe(`secure 127.0.0.1:${port}`);
    expect(serverNames).toHaveLength(2);
    const listed = createGuardedFetch({ ...local, ca: [cert] });
    expect((await listed(`https://service.example:${port}/`)).status).toBe(200);
  });

  it.each([
    ['another name', 'other.example', ['DNS:service.example']],
    ['another address', '127.0.0.1', ['DNS:service.example', 'IP:127.0.0.2']],
  ])('refuses a certificate for %s', async (_what, host, names) => {
    const { cert, port } = await secure(names);
    const error = await failure(createGuardedFetch({ ...local, ca: cert })(`https://${host}:${port}/`));
    expect(error).toMatchObject({
      code: 'network',
      retryable: false,
      message: 'the certificate of the host cannot be trusted',
    });
    expect(error.hint).toContain('ca');
  });

  it('refuses a certificate nobody vouches for, also when the environment would not', async () => {
    const { port } = await secure(['DNS:service.example']);
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    cleanups.push(() => void vi.unstubAllEnvs());
    const error = await failure(localFetch(`https://service.example:${port}/`));
    expect(error).toMatchObject({ code: 'network', retryable: false });
    expect(error.message).toContain('certificate');
  });

  it('is not left by a redirect, unless told so', async () => {
    const plain = await listen((_request, response) => response.end('plain'));
    const { key, cert } = await makeCertificate(['DNS:service.example']);
    const server = createHttpsServer({ key, cert }, redirect(302, `http://127.0.0.1:${plain.port}/`));
    const url = `https://service.example:${await serve(server)}/`;
    const error = await failure(createGuardedFetch({ ...local, ca: cert })(url));
    expect(error).toMatchObject({ code: 'unsafe-url', message: expect.stringContaining('from https to http') });
    expect(plain.seen).toEqual([]);
    const loose = createGuardedFetch({ ...local, ca: cert, allowDowngrade: true });
    expect(await (await loose(url)).text()).toBe('plain');
  });
});

describe('redirects', () => {
  it('are followed, each to its own target', async () => {
    const { url, seen } = await listen((request, response) => {
      const next = { '/a': '/b?x=1', '/b?x=1': 'c#there', '/c': undefined }[request.url as string];
      if (next === undefined) response.end('arrived');
      else redirect(302, next)(request, response);
    });
    const response = await localFetch(`${url}/a`);
    expect(response).toMatchObject({ status: 200, redirected: true, url: `${url}/c` });
    expect(await response.text()).toBe('arrived');
    expect(seen.map((request) => request.url)).toEqual(['/a', '/b?x=1', '/c']);
  });

  const table: [status: number, method: string, method2: string, keepsBody: boolean][] = [
    [301, 'GET', 'GET', false],
    [301, 'POST', 'GET', false],
    [301, 'PUT', 'PUT', true],
    [302, 'HEAD', 'HEAD', false],
    [302, 'POST', 'GET', false],
    [302, 'DELETE', 'DELETE', true],
    [303, 'GET', 'GET', false],
    [303, 'HEAD', 'HEAD', false],
    [303, 'POST', 'GET', false],
    [303, 'PUT', 'GET', false],
    [307, 'POST', 'POST', true],
    [307, 'GET', 'GET', false],
    [308, 'POST', 'POST', true],
    [308, 'PATCH', 'PATCH', true],
  ];
  it.each(table)('%i turns %s into %s (body kept: %s)', async (status, method, then, keepsBody) => {
    const { url, seen } = await listen((request, response) => {
      if (request.url === '/') redirect(status, '/next')(request, response);
      else response.end();
    });
    const body = method === 'GET' || method === 'HEAD' ? null : 'payload';
    const headers = { 'content-language': 'de', 'x-kept': 'yes', authorization: 'same origin' };
    await localFetch(url, { method, body, headers });
    expect(seen.map((request) => request.method)).toEqual([method, then]);
    expect(seen[1]?.body).toBe(keepsBody ? 'payload' : '');
    expect(seen[1]?.headers).toMatchObject({ 'x-kept': 'yes', authorization: 'same origin' });
    const turned = then !== method;
    expect(seen[1]?.headers['content-language']).toBe(turned ? undefined : 'de');
    expect(seen[1]?.headers['content-type']).toBe(keepsBody ? 'text/plain;charset=UTF-8' : undefined);
  });

  it.each([300, 304, 305, 306])('a %i is an answer like any other', async (status) => {
    const { url } = await listen(redirect(status, '/next'));
    expect((await localFetch(url)).status).toBe(status);
  });

  it('without a location is an answer', async () => {
    const { url } = await listen(redirect(302, undefined));
    const response = await localFetch(url);
    expect([response.status, await response.text()]).toEqual([302, 'moved']);
  });

  it('drop credentials when they leave the origin, by host or by port', async () => {
    const target = await listen((_request, response) => response.end());
    for (const location of [`http://127.0.0.1:${target.port}/`, `http://other.example:${target.port}/`]) {
      const source = await listen(redirect(307, location));
      const headers = {
        authorization: 'Bearer x',
        cookie: 'a=b',
        'x-api-key': 'k',
        'x-signature': 's',
        'x-plain': 'p',
      };
      await localFetch(source.url, { method: 'POST', body: 'b', headers });
      expect(source.seen[0]?.headers).toMatchObject(headers);
      const received = target.seen.at(-1);
      expect(received).toMatchObject({ method: 'POST', body: 'b', headers: { 'x-plain': 'p' } });
      for (const name of ['authorization', 'cookie', 'x-api-key', 'x-signature'])
        expect(received?.headers).not.toHaveProperty(name);
    }
  });

  it('do not get dropped credentials back when they return', async () => {
    const away = await listen((request, response) => redirect(302, `${home.url}/end`)(request, response));
    const home = await listen((request, response) => {
      if (request.url === '/end') response.end();
      else redirect(302, away.url)(request, response);
    });
    await localFetch(home.url, { headers: { authorization: 'x' } });
    expect(home.seen.map(({ headers }) => headers.authorization)).toEqual(['x', undefined]);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://localhost/',
    'http://[::ffff:169.254.169.254]/',
    '//169.254.169.254/',
    'http://metadata.google.internal/',
    'http://inner.example/',
    'http://user:password@8.8.8.8/',
    'http://8.8.8.8:22/',
    'http://134744072/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/',
    'javascript:alert(1)',
    'data:text/plain,x',
  ])('to %s are refused', async (location) => {
    const { url, seen } = await listen(redirect(302, location));
    const { port } = new URL(url);
    const resolve = (host: string) => [host === 'inner.example' ? '10.0.0.1' : '127.0.0.1'];
    const fetch = createGuardedFetch({ resolve, allow: [`127.0.0.1:${port}`] });
    const error = await failure(fetch(url));
    expect(error.code).toBe('unsafe-url');
    expect(error.message).not.toMatch(/user:|passwd|meta-data/);
    expect(seen).toHaveLength(1);
  });

  it('to what is no URL are told', async () => {
    const { url } = await listen(redirect(302, 'http://[oops/'));
    expect(await failure(localFetch(url))).toMatchObject({ code: 'upstream', retryable: false, status: 302 });
  });

  it('in raw UTF-8 are understood', async () => {
    const { url, seen } = await listen((request, response) => {
      if (request.url !== '/') response.end();
      else response.writeHead(302, { location: Buffer.from('/größe').toString('latin1') }).end();
    });
    await localFetch(url);
    expect(seen[1]?.url).toBe('/gr%C3%B6%C3%9Fe');
  });

  it('are followed as often as allowed, and not once more', async () => {
    const { url, seen } = await listen((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('end');
      else redirect(302, `/${left - 1}`)(request, response);
    });
    expect(await (await localFetch(`${url}/5`)).text()).toBe('end');
    expect(seen.splice(0)).toHaveLength(6);
    const error = await failure(localFetch(`${url}/6`));
    expect(error).toMatchObject({ code: 'upstream', retryable: false, message: 'more than 5 redirects' });
    expect(seen.splice(0)).toHaveLength(6);
    const none = createGuardedFetch({ ...local, maxRedirects: 0 });
    expect((await failure(none(`${url}/1`))).code).toBe('upstream');
    expect((await none(`${url}/0`)).status).toBe(200);
  });

  it('are handed over or refused, as init says', async () => {
    const { url, seen } = await listen(redirect(302, 'http://127.0.0.1:1/'));
    const manual = await localFetch(url, { redirect: 'manual' });
    expect([manual.status, manual.headers.get('location'), manual.redirected]).toEqual([
      302,
      'http://127.0.0.1:1/',
      false,
    ]);
    await manual.body?.cancel();
    expect(await failure(localFetch(url, { redirect: 'error' }))).toMatchObject({ code: 'upstream', retryable: false });
    expect(seen).toHaveLength(2);
  });
});

describe('compressed bodies', () => {
  const text = 'The river rises. '.repeat(500);
  const compress: Record<string, (bytes: Buffer) => Buffer> = {
    gzip: gzipSync,
    'x-gzip': gzipSync,
    GZIP: gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync,
    zstd: zstdCompressSync,
  };
  const answering = (encoding: string, bytes: Buffer) =>
    listen((_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes));

  it.each(Object.keys(compress))('in %s are decompressed', async (encoding) => {
    const { url } = await answering(encoding, (compress[encoding] as (bytes: Buffer) => Buffer)(Buffer.from(text)));
    expect(await (await localFetch(url)).text()).toBe(text);
  });

  it.each([
    ['without the wrapper of deflate', 'deflate', deflateRawSync(text)],
    ['twice', 'gzip, br', brotliCompressSync(gzipSync(text))],
    ['not at all', 'identity', Buffer.from(text)],
    ['in three layers', 'identity,gzip,,deflate,br', brotliCompressSync(deflateSync(gzipSync(text)))],
  ])('%s are read', async (_what, encoding, bytes) => {
    const { url } = await answering(encoding, bytes);
    expect(await (await localFetch(url)).text()).toBe(text);
  });

  it('that are empty are empty', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'zstd']) {
      const { url } = await answering(encoding, Buffer.alloc(0));
      expect(await (await localFetch(url)).text()).toBe('');
    }
  });

  it('in a foreign encoding stay as they are', async () => {
    const { url } = await answering('gzip, rot13', Buffer.from('uryyb'));
    expect(await (await localFetch(url)).text()).toBe('uryyb');
    const inherited = await answering('constructor', Buffer.from('x'));
    expect(await (await localFetch(inherited.url)).text()).toBe('x');
  });

  it('in more than three layers are refused', async () => {
    const { url } = await answering('gzip, gzip, gzip, gzip', Buffer.from('x'));
    expect(await failure(localFetch(url))).toMatchObject({
      code: 'response-invalid',
      message: expect.stringContaining('4 times'),
    });
  });

  it.each([
    ['garbage', Buffer.from('no gzip at all')],
    ['cut off', gzipSync(text).subarray(0, -10)],
  ])('that are %s are told', async (_what, bytes) => {
    const { url } = await answering('gzip', bytes);
    const error = await failure((await localFetch(url)).text());
    expect(error).toMatchObject({ code: 'response-invalid', message: 'the body is not valid gzip', retryable: true });
  });

  it('whose connection breaks are a network error', async () => {
    const bytes = gzipSync(Buffer.from(Array.from({ length: 60_000 }, (_, index) => (index * 7919) % 251)));
    const { url } = await listen((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bytes.length });
      response.write(bytes.subarray(0, 50), () => response.destroy());
    });
    expect(await failure((await localFetch(url)).text())).toMatchObject({ code: 'network', retryable: true });
  });
});

describe('limits', () => {
  const limited = createGuardedFetch({ ...local, maxResponseBytes: 1000 });

  it('let a body of exactly that size through', async () => {
    const { url } = await listen((_request, response) => response.end('x'.repeat(1000)));
    expect(await (await limited(url)).text()).toHaveLength(1000);
  });

  it('refuse a body that announces more, before it is read', async () => {
    const { url } = await listen((_request, response) => response.end('x'.repeat(1001)));
    expect(await failure(limited(url))).toMatchObject({
      code: 'response-invalid',
      message: 'the answer is larger than 1000 bytes',
    });
  });

  it('end a body that announces nothing', async () => {
    const { url, server } = await listen((_request, response) => {
      response.write('x'.repeat(600));
      response.write('x'.repeat(401));
    });
    const closed = new Promise((resolve) => server.once('connection', (socket) => socket.once('close', resolve)));
    expect(await failure((await limited(url)).text())).toMatchObject({
      code: 'response-invalid',
      hint: expect.stringContaining('maxResponseBytes'),
    });
    await closed;
  });

  it('count after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { url } = await listen((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect((await failure((await localFetch(url)).text())).message).toBe('the answer is larger than 10485760 bytes');
    const small = gzipSync('x'.repeat(1000));
    const fits = await listen((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(small),
    );
    expect(await (await limited(fits.url)).text()).toHaveLength(1000);
  });

  async function stalled(stage: 'DNS' | 'headers' | 'body' | 'redirect') {
    const clock = createVirtualClock();
    const reached = Promise.withResolvers<void>();
    const { url } = await listen((request, response) => {
      if (stage === 'redirect' && request.url === '/') return redirect(302, '/next')(request, response);
      if (stage === 'body') response.write('begun');
      if (stage !== 'DNS') reached.resolve();
    });
    const resolve = () => {
      reached.resolve();
      return new Promise<string[]>(() => {});
    };
    const fetch = createGuardedFetch({ ...local, clock, timeoutMs: 5000, ...(stage === 'DNS' ? { resolve } : {}) });
    return { clock, reached: reached.promise, fetch, url: stage === 'DNS' ? 'http://slow.example/' : url };
  }

  it.each(['DNS', 'headers', 'redirect', 'body'] as const)('of time cover %s', async (stage) => {
    const { clock, reached, fetch, url } = await stalled(stage);
    const work = failure(fetch(url).then((response) => response.text()));
    await reached;
    if (stage === 'body') await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(4999);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1);
    expect(await work).toMatchObject({
      code: 'timeout',
      scope: 'deadline',
      message: 'no complete answer within 5000 ms',
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('of time cover a handshake that never ends', async () => {
    const clock = createVirtualClock();
    // Accepts, and never answers the handshake.
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const reached = Promise.withResolvers<void>();
    server.once('connection', (socket) => {
      cleanups.push(() => void socket.destroy());
      reached.resolve();
    });
    const work = failure(createGuardedFetch({ ...local, clock, timeoutMs: 10 })(`https://127.0.0.1:${port}/`));
    await reached.promise;
    await clock.advance(10);
    expect(await work).toMatchObject({ code: 'timeout' });
  });

  it.each(['DNS', 'headers', 'redirect', 'body'] as const)('do not hinder an abort during %s', async (stage) => {
    const { clock, reached, fetch, url } = await stalled(stage);
    const controller = new AbortController();
    const work = fetch(url, { signal: controller.signal }).then((response) => response.text());
    await reached;
    if (stage === 'body') await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('changed my mind'));
    await expect(work).rejects.toThrow('changed my mind');
    expect(clock.pendingTimers).toBe(0);
  });

  it('do nothing at all after an abort before the start', async () => {
    const { seen, url } = await listen((_request, response) => response.end());
    await expect(localFetch(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const request = new Request(url, { signal: AbortSignal.abort(new Error('early')) });
    await expect(localFetch(request)).rejects.toThrow('early');
    expect(seen).toEqual([]);
  });

  it('leave no timer and no listener behind', async () => {
    const clock = createVirtualClock();
    const { url } = await listen((request, response) => {
      if (request.url === '/moved') redirect(302, '/')(request, response);
      else if (request.url === '/none') response.writeHead(204).end();
      else response.end('x'.repeat(200_000));
    });
    const fetch = createGuardedFetch({ ...local, clock, maxResponseBytes: 150_000 });
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await (await createGuardedFetch({ ...local, clock })(`${url}/moved`, { signal })).text();
    await fetch(`${url}/none`, { signal });
    await failure(fetch(url, { signal }));
    await failure(fetch('http://0x7f.1/', { signal }));
    await (await createGuardedFetch({ ...local, clock })(url, { signal })).body?.cancel();
    expect(clock.pendingTimers).toBe(0);
    expect(added.mock.calls.length).toBe(5);
    const gone = new Set(removed.mock.calls.map(([, listener]) => listener));
    expect(added.mock.calls.every(([, listener]) => gone.has(listener))).toBe(true);
  });
});

describe('answers that are none', () => {
  it('with a status beyond HTTP are refused', async () => {
    const { url } = await listen((_request, response) => response.writeHead(999).end());
    expect(await failure(localFetch(url))).toMatchObject({
      code: 'response-invalid',
      message: expect.stringContaining('999'),
    });
  });

  it.each([
    ['garbage', 'SSH-2.0-OpenSSH\r\n\r\n'],
    [
      'switching protocols nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    ],
    ['endless headers', `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(20_000)}\r\n`],
  ])('%s are a typed error', async (_what, answer) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const error = await failure(localFetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
    expect(HeadwaterError.isInstance(error)).toBe(true);
    expect(error.code).toBe('network');
  });

  it('cut off are told to their reader', async () => {
    const { url } = await listen((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const error = await failure((await localFetch(url)).text());
    expect(error).toMatchObject({ code: 'network', message: 'the connection broke before the answer was complete' });
  });
});
