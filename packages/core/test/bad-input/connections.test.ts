import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/index.ts';
import { failure } from '../support/failure.ts';
import { connect, key, order, read } from './support/client.ts';
import { answer, answering, rawServer } from './support/raw-server.ts';

const ok = answer('{"fine":true}');
const retrying = { retry: { attempts: 3, baseDelayMs: 1 } };

describe('connections that are kept', () => {
  it('and closed by the service between two requests cost a read nothing', async () => {
    await using server = await rawServer((socket, request) => {
      socket.write(ok, () => {
        if (request.onConnection === 1) socket.destroy();
      });
    });
    const client = connect(server.url, { resilience: retrying });
    for (let call = 0; call < 20; call += 1) expect((await client.call(read, {})).value).toEqual({ fine: true });
  });

  it('and closed as the next request arrives cost a read another attempt', async () => {
    await using server = await rawServer((socket, request) => {
      if (request.onConnection === 2) socket.destroy();
      else socket.write(ok);
    });
    // Half of all requests fail here: too many for a circuit, which is not what this is about.
    const patient = { circuit: { minimumCalls: 1000 }, retry: { attempts: 4, baseDelayMs: 1, budgetFloor: 100 } };
    const client = connect(server.url, { resilience: patient });
    for (let call = 0; call < 20; call += 1) expect((await client.call(read, {})).value).toEqual({ fine: true });
  });

  it('and closed as an unsafe request arrives: it is not sent again', async () => {
    await using server = await rawServer((socket, request) => {
      if (request.onConnection === 2) socket.destroy();
      else socket.write(ok);
    });
    const client = connect(server.url, { resilience: retrying });
    await client.call(order, { note: 'first' });
    await new Promise((resolve) => setImmediate(resolve));
    const error = await failure(client.call(order, { note: 'second' }));
    expect(error.code).toBe('network');
    expect(server.requests.filter(({ body }) => body.includes('second'))).toHaveLength(1);
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('%i is not followed, and the key goes nowhere', async (status) => {
    await using elsewhere = await rawServer(answering(ok));
    await using server = await rawServer(
      answering(answer('', [`Location: ${elsewhere.url}/stolen`], `${status} Moved`)),
    );
    for (const operation of [read, { ...order, safety: 'read' as const }] as Operation<any, unknown>[]) {
      const error = await failure(connect(server.url, { resilience: retrying }).call(operation, { note: 'x' }));
      expect(error).toMatchObject({ code: 'upstream', retryable: false, attempts: 1 });
      expect(error.hint).toContain('baseUrl');
    }
    expect(elsewhere.requests).toEqual([]);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[0]?.head).toContain(key);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', '//', '', 'http://[', 'x'.repeat(10_000)])(
    'to %j is refused like any other',
    async (location) => {
      await using server = await rawServer(answering(answer('', [`Location: ${location}`], '302 Found')));
      expect(await failure(connect(server.url).call(read, {}))).toMatchObject({ code: 'upstream', retryable: false });
      expect(server.requests).toHaveLength(1);
    },
  );

  it('304 without a request for it is a typed error', async () => {
    await using server = await rawServer(answering('HTTP/1.1 304 Not Modified\r\n\r\n'));
    expect(await failure(connect(server.url).call(read, {}))).toMatchObject({ code: 'upstream' });
  });
});
