import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createNodeTransport } from '../../src/node/index.ts';
import { startTestServer, type TestServer, text } from './server.ts';

// What the pipeline uses where it is there: the body in one go and within a limit, and cancellation without a signal.
const readBody = Symbol.for('@headwater/core/read-body@1');
const onCancel = Symbol.for('@headwater/core/on-cancel@1');
type Short = Response & { [readBody](maxBytes: number): Promise<Uint8Array> };

let server: TestServer;
const transport = createNodeTransport({ keepAliveMs: 50 });
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await transport.close();
  await server.close();
});

const get = async (path: string, init?: object) => (await transport(server.url + path, init)) as Short;
const noConnectionLeft = () => vi.waitFor(() => expect(server.sockets.size).toBe(0), { timeout: 10_000 });

describe('reading a body within a limit', () => {
  it.each(['/text', '/gzip', '/br', '/twice'])('%s', async (path) => {
    const response = await get(path);
    expect(new TextDecoder().decode(await response[readBody](text.length))).toBe(text);
    expect(response.bodyUsed).toBe(true);
    await expect(response[readBody](text.length)).rejects.toThrow(TypeError);
  });

  it('of several pieces', async () => {
    expect(new TextDecoder().decode(await (await get('/chunks'))[readBody](100))).toBe('one two three');
  });

  it('of none', async () => {
    expect(await (await get('/204'))[readBody](0)).toHaveLength(0);
  });

  it.each(['/text', '/chunks', '/large', '/gzip', '/bomb'])(
    'refuses %s beyond it and ends the connection',
    async (path) => {
      const response = await get(path);
      await expect(response[readBody](10)).rejects.toMatchObject({ name: 'BodyTooLarge' });
      await noConnectionLeft();
    },
  );

  it('holds also for a body that was touched as a stream', async () => {
    const response = await get('/large');
    expect(response.body).not.toBeNull();
    await expect(response[readBody](10)).rejects.toMatchObject({ name: 'BodyTooLarge' });
    await noConnectionLeft();
    const whole = await get('/text');
    expect(whole.body).not.toBeNull();
    expect(new TextDecoder().decode(await whole[readBody](text.length))).toBe(text);
    await expect(whole[readBody](text.length)).rejects.toThrow(TypeError);
  });

  it('fails as any reading does', async () => {
    await expect((await get('/reset-in-body'))[readBody](10_000)).rejects.toMatchObject({ message: 'terminated' });
  });
});

describe('cancelling without a signal', () => {
  const start = (path: string) => {
    let cancel: (reason: unknown) => void = () => {};
    const answer = get(path, {
      [onCancel](given: (reason: unknown) => void) {
        cancel = given;
      },
    });
    return { answer, cancel: (reason: unknown) => cancel(reason) };
  };

  it('is announced by the transport', () => {
    expect(Reflect.get(transport, onCancel)).toBe(true);
  });

  it('at the very start', async () => {
    const { answer, cancel } = start('/text');
    cancel('at once');
    await expect(answer).rejects.toBe('at once');
  });

  it('while it waits for headers', async () => {
    const { answer, cancel } = start('/never');
    const outcome = expect(answer).rejects.toBe('stop');
    await vi.waitFor(() => expect(server.sockets.size).toBe(1));
    cancel('stop');
    await outcome;
    await noConnectionLeft();
  });

  it('in the body', async () => {
    const { answer, cancel } = start('/never-ends');
    const reading = (await answer)[readBody](1000);
    const outcome = expect(reading).rejects.toBe('stop');
    cancel('stop');
    await outcome;
    await noConnectionLeft();
  });

  it('after the end does nothing', async () => {
    const { answer, cancel } = start('/text');
    expect(await (await answer).text()).toBe(text);
    cancel('late');
    expect(await (await get('/text')).text()).toBe(text);
  });
});
