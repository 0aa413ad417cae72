import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createVirtualClock } from '@headwater/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HeadwaterError } from '../../src/errors/headwater-error.ts';
import { createGuardedFetch } from '../../src/node/guarded-fetch.ts';
import { failure } from '../support/failure.ts';
import { cleanUp, cleanups, listen, local, localFetch, redirect } from './guarded-fetch-support.ts';

afterEach(cleanUp);

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
