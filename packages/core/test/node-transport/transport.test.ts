import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import fc from 'fast-check';
import { MockAgent } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createNodeTransport } from '../../src/node/index.ts';
import { startTestServer, type TestServer, text } from './server.ts';

let server: TestServer;
const transport = createNodeTransport({ keepAliveMs: 50 });
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await transport.close();
  await server.close();
});

const fixture = (name: string) => readFileSync(new URL(`./__fixtures__/${name}`, import.meta.url), 'utf8');

describe('the response', () => {
  it.each([
    ['Response', Response.prototype, () => transport(`${server.url}/text`)],
    ['Headers', Headers.prototype, async () => (await transport(`${server.url}/text`)).headers],
  ])('answers for every member of %s itself', async (_name, standard, make) => {
    const made = Object.getPrototypeOf(await make()) as object;
    // One that is missing here would reach the platform's, which refuses objects it did not make.
    const missing = Object.getOwnPropertyNames(standard).filter((name) => !Object.hasOwn(made, name));
    expect(missing).toEqual([]);
  });

  it('can be made into a platform Response', async () => {
    const response = await transport(`${server.url}/503`);
    const copy = new Response(response.body, response);
    expect([copy.status, copy.headers.get('retry-after'), await copy.text()]).toEqual([503, '2', 'busy']);
  });
});

describe('stricter than the global fetch', () => {
  it('a compressed body that ends early is an error, not a shorter answer', async () => {
    await expect((await transport(`${server.url}/gzip-cut`)).text()).rejects.toMatchObject({ message: 'terminated' });
  });

  it('a stream of anything but bytes is refused', async () => {
    const body = (async function* () {
      yield 'words';
    })();
    const init = { method: 'POST', body, duplex: 'half' } as unknown as RequestInit;
    await expect(transport(`${server.url}/echo`, init)).rejects.toMatchObject({
      cause: { message: 'a body that is a stream must yield Uint8Array chunks' },
    });
  });

  it('an integrity nobody would check is refused', async () => {
    await expect(transport(`${server.url}/text`, { integrity: 'sha256-abc' })).rejects.toThrow(TypeError);
  });

  it('an error about a header does not tell its value', async () => {
    const headers = { authorization: 'Bearer hidden\r\nx: y' };
    await expect(transport(`${server.url}/text`, { headers })).rejects.not.toThrow(/hidden/);
  });
});

describe('headers', () => {
  it('come back as they were sent', async () => {
    const latin1 = fc.string({
      unit: fc
        .integer({ min: 0x20, max: 0xff })
        .filter((code) => code !== 0x7f)
        .map((code) => String.fromCharCode(code)),
    });
    await fc.assert(
      fc.asyncProperty(latin1, async (value) => {
        const response = await transport(`${server.url}/header`, { headers: { 'x-sent': value } });
        await response.arrayBuffer();
        expect(response.headers.get('x-returned')).toBe(new Headers({ 'x-sent': value }).get('x-sent'));
      }),
      { numRuns: 200 },
    );
  });

  it('are sent or refused as the global fetch does', async () => {
    const any = fc.integer({ min: 0, max: 0x120 }).map((code) => String.fromCharCode(code));
    const part = fc.string({ unit: any, maxLength: 6 });
    const pairs = fc.array(fc.tuple(fc.constantFrom('x-a', 'X-A', 'x-b').map(String), part), { maxLength: 4 });
    const named = fc.tuple(
      part.map((name) => `x-${name}`),
      fc.constant('value'),
    );
    const arrives = async (send: typeof fetch, headers: [string, string][]) => {
      try {
        const response = await send(`${server.url}/echo`, { headers });
        const seen = (await response.json()) as { headers: Record<string, string> };
        return Object.entries(seen.headers)
          .filter(([name]) => name.startsWith('x-'))
          .sort();
      } catch {
        return 'refused';
      }
    };
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          pairs,
          named.map((pair) => [pair]),
        ),
        async (headers) => {
          expect(await arrives(transport, headers)).toEqual(await arrives(globalThis.fetch, headers));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('connections', () => {
  it('are kept and shared', async () => {
    const own = await startTestServer();
    const kept = createNodeTransport({ connections: 2 });
    const answers = Array.from({ length: 20 }, async () => (await kept(`${own.url}/text`)).text());
    expect(new Set(await Promise.all(answers))).toEqual(new Set([text]));
    expect(own.sockets.size).toBeLessThanOrEqual(2);
    await kept.close();
    await vi.waitFor(() => expect(own.sockets.size).toBe(0));
    await own.close();
  });

  it('are kept across a redirect, and given up when its body is too long to read over', async () => {
    const own = await startTestServer();
    const kept = createNodeTransport({ connections: 1 });
    expect(await (await kept(`${own.url}/hop/5`)).text()).toBe(text);
    expect(own.sockets.size).toBe(1);
    expect(await (await kept(`${own.url}/large-redirect`)).text()).toBe(text);
    await kept.close();
    await own.close();
  });

  it('end with close, and nothing is sent after it', async () => {
    const closed = createNodeTransport();
    await (await closed(`${server.url}/text`)).text();
    await closed.close();
    await expect(closed(`${server.url}/text`)).rejects.toMatchObject({ message: 'fetch failed' });
  });

  it('end with the block that made them', async () => {
    const own = await startTestServer();
    {
      await using scoped = createNodeTransport();
      expect(await (await scoped(`${own.url}/text`)).text()).toBe(text);
    }
    await vi.waitFor(() => expect(own.sockets.size).toBe(0));
    await own.close();
  });

  it('are bounded in the time they take', async () => {
    const impatient = createNodeTransport({ headersTimeoutMs: 20, bodyTimeoutMs: 20 });
    await expect(impatient(`${server.url}/never`)).rejects.toMatchObject({
      cause: { code: 'UND_ERR_HEADERS_TIMEOUT' },
    });
    const stalled = (await impatient(`${server.url}/never-ends`)).text();
    await expect(stalled).rejects.toMatchObject({ cause: { code: 'UND_ERR_BODY_TIMEOUT' } });
    await impatient.close();
  });

  it('are given up when a response is forgotten unread', async () => {
    const { setFlagsFromString } = await import('node:v8');
    const { runInNewContext } = await import('node:vm');
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const own = await startTestServer();
    const forgetful = createNodeTransport();
    const answers = Array.from({ length: 3 }, () => forgetful(`${own.url}/large`));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
    answers.length = 0;
    await vi.waitFor(
      () => {
        collect();
        expect(own.sockets.size).toBe(0);
      },
      { timeout: 10_000 },
    );
    await forgetful.close();
    await own.close();
  });
});

describe('TLS', () => {
  it('is spoken with a certificate that is trusted, and refused with another', async () => {
    const ca = fixture('loopback-certificate.pem');
    const secure = await startTestServer((listener) =>
      createTlsServer({ cert: ca, key: fixture('loopback-key.pem') }, listener),
    );
    const url = `${secure.url.replace('http:', 'https:')}/echo`;
    const trusting = createNodeTransport({ ca });
    const { headers } = (await (await trusting(url)).json()) as { headers: Record<string, string> };
    expect(headers['accept-encoding']).toBe('gzip, deflate, br, zstd');
    await expect(transport(url)).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    await trusting.close();
    await secure.close();
  });
});

it('takes a dispatcher of its user and leaves it open', async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent.get('http://service.example').intercept({ path: '/a' }).reply(200, { ok: true });
  const mocked = createNodeTransport({ dispatcher: agent });
  expect(await (await mocked('http://service.example/a')).json()).toEqual({ ok: true });
  await mocked.close();
  agent.get('http://service.example').intercept({ path: '/b' }).reply(200, 'still open');
  expect(await (await mocked('http://service.example/b')).text()).toBe('still open');
  await agent.close();
});
