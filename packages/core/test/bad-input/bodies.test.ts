import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { failure } from '../support/failure.ts';
import { connect, read } from './support/client.ts';
import { answer, answering, pour, type RawHandler, rawServer } from './support/raw-server.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** Bytes of memory outside and inside the heap that a piece of work held at its highest. */
async function peakMemory(work: () => Promise<unknown>): Promise<number> {
  const held = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, held());
  }, 1);
  try {
    await work();
  } finally {
    clearInterval(sampler);
  }
  return Math.max(peak, held()) - before;
}

function chunked(piece: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${piece.byteLength.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
}

const limits = { maxResponseBytes: mebibyte };

describe('bodies that are too large', () => {
  const endless = (head: string, piece: Uint8Array): RawHandler => {
    return (socket, _request, server) => {
      socket.write(head);
      pour(socket, piece, server, 4 * gibibyte);
    };
  };
  const spaces = Buffer.alloc(65_536, ' ');

  it.each([
    ['4 GiB in chunks', endless('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', chunked(spaces))],
    ['4 GiB until the connection closes', endless('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', spaces)],
    ['4 GiB, announced', endless(`HTTP/1.1 200 OK\r\nContent-Length: ${4 * gibibyte}\r\n\r\n`, spaces)],
  ])('%s: refused at the limit, and the connection is let go', async (_name, handler) => {
    await using server = await rawServer(handler);
    const client = connect(server.url, { resilience: limits });
    let error: unknown;
    const memory = await peakMemory(async () => {
      error = await failure(client.call(read, {}));
    });
    expect(error).toMatchObject({ code: 'response-invalid', retryable: false, attempts: 1 });
    expect((error as Error).message).toContain(`${mebibyte} bytes`);
    // What left the server beyond the limit only filled buffers on the way.
    expect(server.sent).toBeLessThan(64 * mebibyte);
    expect(memory).toBeLessThan(32 * mebibyte);
    await expect.poll(() => server.open).toBe(0);
  });

  it('4 GiB in an error answer: its status is told, the rest is not waited for', async () => {
    const head = 'HTTP/1.1 500 Broken\r\nTransfer-Encoding: chunked\r\n\r\n';
    await using server = await rawServer(endless(head, chunked(spaces)));
    const error = await failure(connect(server.url, { resilience: limits }).call(read, {}));
    expect(error).toMatchObject({ code: 'upstream', status: 500, retryable: true, attempts: 1 });
    expect(server.sent).toBeLessThan(64 * mebibyte);
    await expect.poll(() => server.open).toBe(0);
  });

  it('a body of exactly the limit is read, one byte more is not', async () => {
    await using server = await rawServer((socket, request) => {
      socket.write(answer(`"${'x'.repeat(98 + request.number - 1)}"`));
    });
    const client = connect(server.url, { resilience: { maxResponseBytes: 100 } });
    expect((await client.call(read, {})).response.bytes).toBe(100);
    expect(await failure(client.call(read, {}))).toMatchObject({ code: 'response-invalid' });
  });

  // A gibibyte of zeros: about 1 MB of gzip, about 1 KB of brotli.
  const zeros = Buffer.alloc(64 * mebibyte);
  const members = 16;

  it.each([
    ['gzip', Buffer.concat(Array.from({ length: members }, () => gzipSync(zeros, { level: 1 })))],
    ['deflate inside gzip members', Buffer.concat([gzipSync(zeros), gzipSync(zeros)])],
    [
      'br',
      brotliCompressSync(zeros, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: zeros.byteLength },
      }),
    ],
  ])('a bomb of zeros in %s is refused at the limit', async (name, bomb) => {
    const encoding = name === 'br' ? 'br' : 'gzip';
    await using server = await rawServer(answering(answer(bomb, [`Content-Encoding: ${encoding}`])));
    const client = connect(server.url, { resilience: limits });
    let error: unknown;
    const memory = await peakMemory(async () => {
      error = await failure(client.call(read, {}));
    });
    expect(error).toMatchObject({ code: 'response-invalid', retryable: false, attempts: 1 });
    expect((error as Error).message).toContain(`${mebibyte} bytes`);
    expect(memory).toBeLessThan(32 * mebibyte);
  });

  it('a bomb inside a bomb is refused too', async () => {
    const bomb = gzipSync(gzipSync(zeros));
    await using server = await rawServer(answering(answer(bomb, ['Content-Encoding: gzip, gzip'])));
    const error = await failure(connect(server.url, { resilience: limits }).call(read, {}));
    expect(error).toMatchObject({ code: 'response-invalid' });
  });
});

describe('bodies that are not what they say', () => {
  const json = '{"fine":true}';

  it.each([
    ['a page of HTML', '<!doctype html><title>Sign in</title>', 'text/html', /HTML or XML/],
    ['XML', '<?xml version="1.0"?><feed/>', 'application/xml', /HTML or XML/],
    ['a page that calls itself JSON', '\n <html></html>', 'application/json', /HTML or XML/],
    ['nothing', '', 'application/json', /empty/],
    ['plain words', 'upstream connect error', 'text/plain', /not JSON/],
    ['events', 'data: {"a":1}\n\n', 'text/event-stream', /not JSON/],
  ])('%s: refused, named, worth another try', async (_name, body, type, message) => {
    await using server = await rawServer(answering(answer(body, [`Content-Type: ${type}`])));
    const error = await failure(connect(server.url).call(read, {}));
    expect(error).toMatchObject({ code: 'response-invalid', retryable: true, attempts: 1, status: 200 });
    expect(error.message).toMatch(message);
  });

  it('an image: refused', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    await using server = await rawServer(answering(answer(png, ['Content-Type: image/png'])));
    expect(await failure(connect(server.url).call(read, {}))).toMatchObject({ code: 'response-invalid' });
  });

  it('no body at all where one was promised by the status', async () => {
    await using server = await rawServer(answering('HTTP/1.1 204 No Content\r\n\r\n'));
    expect(await failure(connect(server.url).call(read, {}))).toMatchObject({ code: 'response-invalid' });
  });

  it.each(['text/plain', 'text/html', 'application/octet-stream', 'application/problem+json; charset=latin1', '??'])(
    'JSON that calls itself %s is read: services mislabel it, and the text itself is proof',
    async (type) => {
      await using server = await rawServer(answering(answer(json, [`Content-Type: ${type}`])));
      expect((await connect(server.url).call(read, {})).value).toEqual({ fine: true });
    },
  );

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a cut sequence', [0xc3]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
    ['past the last code point', [0xf4, 0x90, 0x80, 0x80]],
    ['Latin-1', [0xe9]],
    ['a byte that UTF-8 never has', [0xff]],
  ])('%s is refused as invalid UTF-8, never guessed at', async (_name, bytes) => {
    const body = Buffer.concat([Buffer.from('{"title":"'), Buffer.from(bytes), Buffer.from('"}')]);
    await using server = await rawServer(answering(answer(body)));
    const error = await failure(connect(server.url).call(read, {}));
    expect(error).toMatchObject({ code: 'response-invalid', retryable: true });
    expect(error.message).toContain('UTF-8');
  });

  it('UTF-16 with a byte order mark is refused', async () => {
    const body = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(json, 'utf16le')]);
    await using server = await rawServer(answering(answer(body)));
    expect(await failure(connect(server.url).call(read, {}))).toMatchObject({ code: 'response-invalid' });
  });

  it.each([
    ['gzip that is none', Buffer.from(json), 'gzip'],
    ['gzip that breaks off', gzipSync(Buffer.from(json.repeat(50))).subarray(0, 30), 'gzip'],
    ['brotli that is none', Buffer.from(json), 'br'],
    ['an encoding nobody knows', Buffer.from([1, 2, 3, 4]), 'zebra'],
  ])('%s is a typed error', async (_name, body, encoding) => {
    await using server = await rawServer(answering(answer(body, [`Content-Encoding: ${encoding}`])));
    const error = await failure(connect(server.url).call(read, {}));
    expect(['response-invalid', 'network']).toContain(error.code);
    expect(error.retryable).toBe(true);
  });

  it('an error answer with broken bytes keeps its status', async () => {
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x00]);
    await using server = await rawServer(answering(answer(body, [], '403 Forbidden')));
    expect(await failure(connect(server.url).call(read, {}))).toMatchObject({ code: 'permission', status: 403 });
  });

  it('control characters of an error text do not reach the message', async () => {
    const body = JSON.stringify({ error: 'bad\r\nX-Injected: 1\u0000\u001b[31mred\u202e' });
    await using server = await rawServer(answering(answer(body, [], '400 Bad Request')));
    const error = await failure(connect(server.url).call(read, {}));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(error.message).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e]/);
    expect(error.message).toContain('bad');
  });
});
