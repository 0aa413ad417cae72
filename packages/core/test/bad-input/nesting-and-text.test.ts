import { describe, expect, it } from 'vitest';
import { failure } from '../support/failure.ts';
import { connect, order, read } from './support/client.ts';
import { answer, answering, rawServer } from './support/raw-server.ts';

describe('nesting', () => {
  const depth = 100_000;

  it.each([
    ['arrays', '['.repeat(depth) + ']'.repeat(depth)],
    ['objects', '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)],
    ['both in turn', '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2)],
    ['never closed', '['.repeat(depth)],
  ])('of 100,000 %s is refused without a stack overflow', async (_name, json) => {
    await using server = await rawServer(answering(answer(json)));
    const error = await failure(connect(server.url).call(read, {}));
    expect(error).toMatchObject({ code: 'response-invalid', retryable: false });
    expect(error.message).toContain('64 levels');
  });

  it('of 100,000 in an error answer costs neither the status nor the stack', async () => {
    const json = '['.repeat(depth) + ']'.repeat(depth);
    await using server = await rawServer(answering(answer(json, [], '422 Unprocessable')));
    expect(await failure(connect(server.url).call(read, {}))).toMatchObject({ code: 'invalid-request', status: 422 });
  });

  it('up to the limit is read, one level more is not', async () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    await using server = await rawServer((socket, request) => {
      socket.write(answer(nested(63 + request.number)));
    });
    const client = connect(server.url);
    await client.call(read, {});
    expect(await failure(client.call(read, {}))).toMatchObject({ code: 'response-invalid' });
  });

  it('of what the caller sends is a typed error', async () => {
    await using server = await rawServer(answering(answer('{}')));
    let note: unknown = 'x';
    for (let level = 0; level < depth; level += 1) note = [note];
    const error = await failure(connect(server.url).call(order, { note: note as string }));
    expect(['configuration', 'invalid-request']).toContain(error.code);
    expect(server.requests).toHaveLength(0);
  });
});

describe('text that is hard to carry', () => {
  const texts: [string, string][] = [
    ['a lone high surrogate', 'a\ud800b'],
    ['a lone low surrogate', 'a\udc00b'],
    ['surrogates in the wrong order', '\udc00\ud800'],
    ['NUL', 'a\u0000b'],
    ['line breaks', 'a\r\nb\u2028c'],
    ['right-to-left override', '\u202eabc'],
  ];

  it.each(texts)('%s in an answer is well-formed JSON and arrives as it was written', async (_name, text) => {
    await using server = await rawServer(answering(answer(JSON.stringify({ text }))));
    expect((await connect(server.url).call(read, {})).value).toEqual({ text });
  });

  it.each(texts)('%s in what the caller sends leaves as valid UTF-8 JSON', async (_name, text) => {
    await using server = await rawServer(answering(answer('{}')));
    await connect(server.url).call(order, { note: text });
    const sent = Buffer.from(server.requests[0]?.body ?? '', 'latin1');
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(sent);
    expect(JSON.parse(decoded)).toEqual({ note: text });
  });
});
