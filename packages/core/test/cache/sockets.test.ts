import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { cacheOutcome, createCachedFetch } from '../../src/cache/index.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, index: number) => void;

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

/** The platform's own fetch against a server of our own: what a constructed `Response` cannot show. */
async function serve(handler: Handler) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handler(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, requests, fetch: createCachedFetch() };
}

describe('over sockets', () => {
  it('stores, validates and refreshes', async () => {
    const { url, requests, fetch } = await serve((request, response) => {
      response.setHeader('etag', '"v1"').setHeader('cache-control', 'no-cache');
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.end('hello');
    });
    const outcomes: unknown[] = [];
    for (let count = 0; count < 3; count += 1) {
      const response = await fetch(url);
      outcomes.push([cacheOutcome(response), await response.text(), response.url]);
    }
    expect(outcomes).toEqual([
      ['miss', 'hello', url],
      ['revalidated', 'hello', url],
      ['revalidated', 'hello', url],
    ]);
    expect(requests).toHaveLength(3);
  });

  it('never stores what broke off on the wire', async () => {
    const { url, requests, fetch } = await serve((_request, response, index) => {
      response.setHeader('cache-control', 'max-age=600').setHeader('content-length', '10');
      if (index > 0) return void response.end('0123456789');
      response.write('01234');
      setImmediate(() => response.destroy());
    });
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
    expect(await (await fetch(url)).text()).toBe('0123456789');
    expect(cacheOutcome(await fetch(url))).toBe('hit');
    expect(requests).toHaveLength(2);
  });

  it('stores a compressed answer as it was decoded', async () => {
    const text = 'river '.repeat(500);
    const { url, requests, fetch } = await serve((_request, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=600', 'content-encoding': 'gzip', vary: 'accept-encoding' });
      response.end(gzipSync(text));
    });
    for (let count = 0; count < 2; count += 1) expect(await (await fetch(url)).text()).toBe(text);
    expect(requests).toHaveLength(1);
  });

  it('does not store where a redirect led under the URL that was asked for', async () => {
    const { url, requests, fetch } = await serve((request, response) => {
      response.setHeader('cache-control', 'max-age=600');
      if (request.url === '/') response.writeHead(302, { location: '/target' }).end();
      else response.end('target');
    });
    for (let count = 0; count < 2; count += 1) {
      const response = await fetch(url);
      expect([cacheOutcome(response), response.redirected, await response.text()]).toEqual(['miss', true, 'target']);
    }
    expect(requests).toHaveLength(4);
  });

  it('ends the request when its only caller leaves', async () => {
    let closed = () => {};
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const controller = new AbortController();
    const { url, fetch } = await serve((_request, response, index) => {
      response.setHeader('etag', '"a"').setHeader('cache-control', 'no-cache');
      if (index === 0) return void response.end('first');
      response.on('close', closed);
      controller.abort(new Error('enough'));
    });
    await (await fetch(url)).text();
    await expect(fetch(url, { signal: controller.signal })).rejects.toThrow('enough');
    await gone;
  });
});
