import { describe, expect, it } from 'vitest';
import { failure } from '../support/failure.ts';
import { connect, order, read } from './support/client.ts';
import { answer, answering, type RawHandler, rawServer } from './support/raw-server.ts';

const ok = answer('{"fine":true}');
const retrying = { retry: { attempts: 3, baseDelayMs: 1 } };

/** Answers that no client can use, each a broken connection in the end. */
const broken: [string, RawHandler][] = [
  ['the connection closes without a word', (socket) => socket.end()],
  ['the connection is reset', (socket) => socket.resetAndDestroy()],
  ['a status line of another protocol', answering('ICY 200 OK\r\n\r\n')],
  ['a status line of another protocol, resembling HTTP', answering('SSH-2.0-OpenSSH_9.6\r\n')],
  ['a status that is no number', answering('HTTP/1.1 abc OK\r\n\r\n')],
  ['HTTP/2 without having been asked', answering(Buffer.from('000012040000000000000300000064', 'hex'))],
  ['a header line without a name', answering('HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n')],
  ['a header name with a space', answering('HTTP/1.1 200 OK\r\nX Y: 1\r\nContent-Length: 2\r\n\r\n{}')],
  ['a NUL in a header', answering('HTTP/1.1 200 OK\r\nX-Y: a\u0000b\r\nContent-Length: 2\r\n\r\n{}')],
  [
    '100 Continue, again and again, to a request that did not ask',
    answering('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000)),
  ],
  ['the head breaks off', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Type: appl')],
  ['two lengths that differ', answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ')],
  ['a negative length', answering('HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}')],
  ['a length in hexadecimal', answering('HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\n{}')],
  [
    'a length and chunks',
    answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'),
  ],
  ['a body shorter than announced', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a":1}')],
  [
    'chunks without an end',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n'),
  ],
  [
    'a chunk size that is no number',
    answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n'),
  ],
  [
    'a reset in the middle of the body',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a":1', () => socket.resetAndDestroy());
    },
  ],
  [
    'headers of a megabyte',
    answering(`HTTP/1.1 200 OK\r\nX-Huge: ${'x'.repeat(2 ** 20)}\r\nContent-Length: 2\r\n\r\n{}`),
  ],
  [
    'a hundred thousand headers',
    answering(`HTTP/1.1 200 OK\r\n${'X-Y: 1\r\n'.repeat(100_000)}Content-Length: 2\r\n\r\n{}`),
  ],
];

describe('answers that break the protocol', () => {
  it.each(broken)('%s: a network error, worth another try', async (_name, handler) => {
    await using server = await rawServer(handler);
    const error = await failure(connect(server.url).call(read, {}));
    expect(error).toMatchObject({ code: 'network', retryable: true, attempts: 1 });
    await expect.poll(() => server.open).toBe(0);
  });

  it.each(broken)('%s once: the next attempt succeeds', async (_name, handler) => {
    await using server = await rawServer((socket, request, self) => {
      if (request.number === 1) handler(socket, request, self);
      else socket.write(ok);
    });
    const { value, response } = await connect(server.url, { resilience: retrying }).call(read, {});
    expect(value).toEqual({ fine: true });
    expect(response.attempts).toBe(2);
  });

  it.each(broken)('%s: an unsafe request is sent once only', async (_name, handler) => {
    await using server = await rawServer(handler);
    const error = await failure(connect(server.url, { resilience: retrying }).call(order, { note: 'x' }));
    expect(error.code).toBe('network');
    expect(server.requests).toHaveLength(1);
  });
});

describe('answers that never end', () => {
  const every =
    (milliseconds: number, write: (count: number) => string, head = ''): RawHandler =>
    (socket) => {
      let count = 0;
      socket.write(head);
      const timer = setInterval(() => socket.write(write(count++)), milliseconds);
      socket.on('close', () => clearInterval(timer));
    };
  const endless: [string, RawHandler][] = [
    ['silence', () => {}],
    ['a head, byte by byte', every(5, () => 'x', 'HTTP/1.1 200 OK\r\nX-Slow: ')],
    ['headers without end', every(5, (count) => `X-${count}: 1\r\n`, 'HTTP/1.1 200 OK\r\n')],
    ['103 Early Hints, again and again', every(5, () => 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n')],
    ['a head and no body', answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n')],
    ['a body, byte by byte', every(5, () => ' ', 'HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n')],
    ['chunks of one byte', every(5, () => '1\r\n \r\n', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')],
    [
      'trailers without end',
      every(5, (count) => `X-${count}: 1\r\n`, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n'),
    ],
    ['an error answer, byte by byte', every(5, () => ' ', 'HTTP/1.1 500 No\r\nContent-Length: 99999\r\n\r\n')],
    ['a keep-alive that was never ended', answering('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n{}')],
  ];

  it.each(endless)('%s: the attempt ends, typed, and its connection with it', async (_name, handler) => {
    await using server = await rawServer(handler);
    const error = await failure(connect(server.url, { resilience: { attemptTimeoutMs: 60 } }).call(read, {}));
    expect(error).toMatchObject({ code: 'timeout', scope: 'attempt', attempts: 1 });
    await expect.poll(() => server.open).toBe(0);
  });

  it.each(endless)('%s: the deadline ends the call, typed, and its connection with it', async (_name, handler) => {
    await using server = await rawServer(handler);
    const error = await failure(connect(server.url).call(read, {}, { timeoutMs: 60 }));
    expect(error).toMatchObject({ code: 'timeout', scope: 'deadline', attempts: 1 });
    await expect.poll(() => server.open).toBe(0);
  });

  it.each(endless)('%s: cancelling ends the call, typed, and its connection with it', async (_name, handler) => {
    const controller = new AbortController();
    await using server = await rawServer((socket, request, self) => {
      handler(socket, request, self);
      setTimeout(() => controller.abort(), 20);
    });
    const error = await failure(connect(server.url).call(read, {}, { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'cancelled', attempts: 1 });
    await expect.poll(() => server.open).toBe(0);
  });
});

describe('answers that are odd but usable', () => {
  it.each([
    [
      'informational answers before the real one',
      `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${ok}`,
    ],
    ['a status line without a reason', 'HTTP/1.1 200\r\nContent-Length: 13\r\n\r\n{"fine":true}'],
    ['HTTP/1.0 with a length', 'HTTP/1.0 200 OK\r\nContent-Length: 13\r\n\r\n{"fine":true}'],
    [
      'chunks with extensions and trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nd;a=b\r\n{"fine":true}\r\n0\r\nX-T: 1\r\n\r\n',
    ],
    ['a header in Latin-1', 'HTTP/1.1 200 OK\r\nX-Name: caf\u00e9\r\nContent-Length: 13\r\n\r\n{"fine":true}'],
    ['a hundred headers', `HTTP/1.1 200 OK\r\n${'X-Y: 1\r\n'.repeat(100)}Content-Length: 13\r\n\r\n{"fine":true}`],
    ['a status that does not exist', 'HTTP/1.1 299 Odd\r\nContent-Length: 13\r\n\r\n{"fine":true}'],
  ])('%s', async (_name, bytes) => {
    await using server = await rawServer(answering(Buffer.from(bytes, 'latin1')));
    expect((await connect(server.url).call(read, {})).value).toEqual({ fine: true });
  });

  it('a body that ends with the connection', async () => {
    await using server = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{"fine":true}'));
    expect((await connect(server.url).call(read, {})).value).toEqual({ fine: true });
  });

  it.each([600, 999, 199, 0])('the status %i is a typed error', async (status) => {
    await using server = await rawServer((socket) =>
      socket.end(answer('{}', [], `${String(status).padStart(3, '0')} Odd`)),
    );
    const error = await failure(connect(server.url).call(read, {}, { timeoutMs: 500 }));
    expect(['upstream', 'network', 'timeout']).toContain(error.code);
  });

  it('bytes after the answer are not taken for the next answer', async () => {
    await using server = await rawServer((socket, request) => {
      const smuggled = 'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"fine":"stolen"}'.slice(0, -1);
      socket.write(request.number === 1 ? Buffer.concat([ok, Buffer.from(smuggled)]) : ok);
    });
    const client = connect(server.url, { resilience: retrying });
    for (let call = 0; call < 3; call += 1) {
      expect((await client.call(read, {})).value).toEqual({ fine: true });
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('an answer that comes before the request body has been sent whole is taken', async () => {
    await using server = await rawServer(() => {});
    const { createServer } = await import('node:net');
    const early = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () =>
        socket.write(answer('{"error":"too large"}', ['Connection: close'], '413 Too Large'), () => socket.end()),
      );
    });
    await new Promise<void>((resolve) => early.listen(0, '127.0.0.1', resolve));
    const address = early.address() as { port: number };
    try {
      const client = connect(`http://127.0.0.1:${address.port}`);
      const error = await failure(client.call(order, { note: 'x'.repeat(8 * 2 ** 20) }, { timeoutMs: 5_000 }));
      // Whether the answer or the broken pipe is seen first is up to the kernel.
      expect(['invalid-request', 'network']).toContain(error.code);
    } finally {
      await new Promise((resolve) => early.close(resolve));
    }
    expect(server.requests).toHaveLength(0);
  });
});
