import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createGuardedFetch, guardedFetch } from '../../src/node/guarded-fetch.ts';
import { guardedFetch as rootGuardedFetch } from '../../src/security/guarded-fetch.ts';
import { guardedFetch as missingGuardedFetch } from '../../src/security/no-guarded-fetch.ts';
import { failure } from '../support/failure.ts';
import { makeCertificate } from './certificate.ts';
import { cleanUp, cleanups, listen, local, localFetch, redirect, serve } from './guarded-fetch-support.ts';

afterEach(cleanUp);

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
