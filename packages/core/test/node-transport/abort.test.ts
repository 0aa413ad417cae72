import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createNodeTransport } from '../../src/node/index.ts';
import { startTestServer, type TestServer, text } from './server.ts';

type Fetch = typeof globalThis.fetch;

let server: TestServer;
const transport = createNodeTransport({ keepAliveMs: 50 });
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await transport.close();
  await server.close();
});

const noConnectionLeft = () => vi.waitFor(() => expect(server.sockets.size).toBe(0), { timeout: 10_000 });
const oneRequest = () => vi.waitFor(() => expect(server.sockets.size).toBe(1));

describe.each<[string, Fetch]>([
  ['global fetch', globalThis.fetch],
  ['Node transport', transport],
])('%s is aborted', (_name, send) => {
  const reason = new Error('the reader went away');

  it('before it starts', async () => {
    await expect(send(`${server.url}/text`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(send(new Request(server.url, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
  });

  it('with the reason of a signal that has none of its own', async () => {
    await expect(send(server.url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('with a reason that is no error', async () => {
    const controller = new AbortController();
    const answer = send(`${server.url}/never`, { signal: controller.signal });
    controller.abort('enough');
    await expect(answer).rejects.toBe('enough');
  });

  it('while it connects', async () => {
    // Accepts connections and never answers the TLS handshake.
    const silent = createServer((socket) => void socket.on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const accepted = new Promise((resolve) => silent.once('connection', resolve));
    const { port } = silent.address() as { port: number };
    const controller = new AbortController();
    const answer = send(`https://127.0.0.1:${port}/`, { signal: controller.signal });
    const outcome = expect(answer).rejects.toBe(reason);
    await accepted;
    controller.abort(reason);
    await outcome;
    silent.close();
  });

  it('while it waits for headers', async () => {
    await noConnectionLeft();
    const controller = new AbortController();
    const answer = send(`${server.url}/never`, { signal: controller.signal });
    const outcome = expect(answer).rejects.toBe(reason);
    await oneRequest();
    controller.abort(reason);
    await outcome;
    await noConnectionLeft();
  });

  it.each<[string, (response: Response) => Promise<unknown>]>([
    ['text', (response) => response.text()],
    ['bytes', (response) => response.bytes()],
    ['a blob', (response) => response.blob()],
    ['a stream', (response) => new Response(response.body).text()],
    ['a clone', (response) => response.clone().text()],
  ])('while the body is read as %s', async (_kind, read) => {
    const controller = new AbortController();
    const response = await send(`${server.url}/never-ends`, { signal: controller.signal });
    const outcome = expect(read(response)).rejects.toBe(reason);
    controller.abort(reason);
    await outcome;
    await noConnectionLeft();
  });

  it('before the body is read', async () => {
    const controller = new AbortController();
    const response = await send(`${server.url}/never-ends`, { signal: controller.signal });
    controller.abort(reason);
    await expect(response.text()).rejects.toBe(reason);
    await noConnectionLeft();
  });

  it('through the signal of a Request', async () => {
    const controller = new AbortController();
    const answer = send(new Request(`${server.url}/never`, { signal: controller.signal }));
    const outcome = expect(answer).rejects.toBe(reason);
    await oneRequest();
    controller.abort(reason);
    await outcome;
    await noConnectionLeft();
  });

  it('too late to matter', async () => {
    const controller = new AbortController();
    const response = await send(`${server.url}/text`, { signal: controller.signal });
    expect(await response.text()).toBe(text);
    controller.abort(reason);
    expect(response.status).toBe(200);
  });

  it('by its reader, who cancels the stream', async () => {
    const response = await send(`${server.url}/never-ends`);
    await response.body?.cancel();
    await noConnectionLeft();
  });
});

describe('Node transport', () => {
  it('leaves no listener on a signal', async () => {
    const { signal } = new AbortController();
    await (await transport(`${server.url}/text`, { signal })).text();
    await transport(`${server.url}/204`, { signal });
    await (await transport(`${server.url}/gzip`, { signal })).json().catch(() => {});
    await transport(`${server.url}/reset-before-headers`, { signal }).catch(() => {});
    await (await transport(`${server.url}/reset-in-body`, { signal })).text().catch(() => {});
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('ends a request that waits for a connection, and sends nothing of it', async () => {
    const narrow = createNodeTransport({ connections: 1 });
    const first = new AbortController();
    const occupied = narrow(`${server.url}/never`, { signal: first.signal }).catch((error: unknown) => error);
    const second = new AbortController();
    const waiting = narrow(`${server.url}/text`, { signal: second.signal });
    second.abort('gave up');
    await expect(waiting).rejects.toBe('gave up');
    first.abort('done');
    expect(await occupied).toBe('done');
    expect(await (await narrow(`${server.url}/text`)).text()).toBe(text);
    await narrow.close();
  });
});
