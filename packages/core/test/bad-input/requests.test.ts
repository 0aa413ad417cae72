import { describe, expect, it } from 'vitest';
import { createServiceClient, defineOperation, HeadwaterError, type ServiceSettings } from '../../src/index.ts';
import { failure } from '../support/failure.ts';
import { connect, definition, key, read } from './support/client.ts';
import { answer, answering, rawServer } from './support/raw-server.ts';

/** What ends a header or a request line when it is let through. */
const breaks: [string, string][] = [
  ['CR LF', 'value\r\nX-Injected: 1'],
  ['LF', 'value\nX-Injected: 1'],
  ['CR', 'value\rX-Injected: 1'],
  ['NUL', 'value\u0000x'],
  ['CR LF and a whole request', 'x\r\n\r\nGET /admin HTTP/1.1\r\nHost: y\r\n\r\n'],
];

async function outcome(settings: ServiceSettings, url: string): Promise<HeadwaterError | undefined> {
  try {
    await connect(url, settings).call(read, {});
    return undefined;
  } catch (error) {
    if (!HeadwaterError.isInstance(error)) throw error;
    return error;
  }
}

describe('header injection', () => {
  it.each(breaks)('by %s in a header value is refused before anything is sent', async (_name, value) => {
    await using server = await rawServer(answering(answer('{}')));
    const error = await outcome({ headers: { 'x-note': value } }, server.url);
    expect(error).toMatchObject({ code: 'configuration', attempts: 0, retryable: false });
    expect(error?.message).toContain('x-note');
    expect(server.requests).toHaveLength(0);
  });

  it.each(['x note', 'x\r\ny', 'x:y', '', 'ümlaut', 'x\u0000'])(
    'by the header name %j is refused before anything is sent',
    async (name) => {
      await using server = await rawServer(answering(answer('{}')));
      const error = await outcome({ headers: { [name]: '1' } }, server.url);
      expect(error).toMatchObject({ code: 'configuration', attempts: 0, retryable: false });
      expect(server.requests).toHaveLength(0);
    },
  );

  it('by a value outside Latin-1 is refused before anything is sent', async () => {
    await using server = await rawServer(answering(answer('{}')));
    const error = await outcome({ headers: { 'x-note': 'snow ☃' } }, server.url);
    expect(error).toMatchObject({ code: 'configuration', attempts: 0, retryable: false });
    expect(server.requests).toHaveLength(0);
  });

  it.each(breaks)(
    'by %s in the key is refused before anything is sent, and the key is not shown',
    async (_n, value) => {
      await using server = await rawServer(answering(answer('{}')));
      for (const apiKey of [`secret-${value}`, () => `secret-${value}`]) {
        const error = await outcome({ apiKey }, server.url);
        expect(error).toMatchObject({ code: 'configuration', attempts: 0, retryable: false });
        expect(JSON.stringify(error)).not.toContain('secret-');
      }
      expect(server.requests).toHaveLength(0);
    },
  );

  it.each(breaks)('by %s in a header of an operation is refused before anything is sent', async (_name, value) => {
    await using server = await rawServer(answering(answer('{}')));
    const operation = defineOperation({ ...read, request: () => ({ headers: { 'x-part': value } }) });
    const error = await failure(connect(server.url).call(operation, {}));
    expect(error).toMatchObject({ code: 'invalid-request', attempts: 0, retryable: false });
    expect(server.requests).toHaveLength(0);
  });

  it.each(breaks)('by %s in the base URL never reaches the wire', async (_name, value) => {
    await using server = await rawServer(answering(answer('{}')));
    const error = await outcome({}, `${server.url}/${value}`).catch((thrown) => thrown);
    for (const { head } of server.requests) expect(head).not.toMatch(/^X-Injected/m);
    expect(server.requests.length).toBeLessThanOrEqual(1);
    if (server.requests.length === 0) expect(error).toMatchObject({ code: 'configuration' });
  });

  it.each(breaks)('by %s in a query leaves as one encoded parameter', async (_name, value) => {
    await using server = await rawServer(answering(answer('{}')));
    const operation = defineOperation({ ...read, request: () => ({ query: { q: value, [value]: 'name' } }) });
    await connect(server.url).call(operation, {});
    expect(server.requests).toHaveLength(1);
    const head = server.requests[0]?.head ?? '';
    expect(head).not.toMatch(/^X-Injected/m);
    const { searchParams } = new URL(`http://x${head.split(' ')[1]}`);
    expect(searchParams.get('q')).toBe(value);
    expect(searchParams.get(value)).toBe('name');
  });

  it.each(breaks)('by %s in a path parameter leaves as one encoded segment', async (_name, value) => {
    await using server = await rawServer(answering(answer('{}')));
    const operation = defineOperation({ ...read, request: () => ({ path: `/thing/${encodeURIComponent(value)}` }) });
    await connect(server.url).call(operation, {});
    expect(server.requests).toHaveLength(1);
    const path = (server.requests[0]?.head ?? '').split(' ')[1] ?? '';
    expect(path).toBe(`/thing/${encodeURIComponent(value)}`);
  });

  it('by a path that was not encoded never splits the request', async () => {
    await using server = await rawServer(answering(answer('{}')));
    const path = '/thing/x HTTP/1.1\r\nX-Injected: 1\r\n\r\nGET /admin';
    const operation = defineOperation({ ...read, request: () => ({ path }) });
    await connect(server.url)
      .call(operation, {})
      .catch((error) => expect(HeadwaterError.isInstance(error)).toBe(true));
    expect(server.requests.length).toBeLessThanOrEqual(1);
    for (const { head } of server.requests) expect(head).not.toMatch(/^X-Injected/m);
  });

  it('a lone surrogate in a query is a typed error, nothing is sent', async () => {
    await using server = await rawServer(answering(answer('{}')));
    const operation = defineOperation({ ...read, request: () => ({ query: { q: 'a\ud800' } }) });
    const error = await failure(connect(server.url).call(operation, {}));
    expect(error).toMatchObject({ code: 'invalid-request', attempts: 0, retryable: false });
    expect(server.requests).toHaveLength(0);
  });
});

describe('where a path can lead', () => {
  it.each(['//evil.example/x', '/../../x', '/%2e%2e/x', '/\\evil.example', '@evil.example/', ':80/x'])(
    'the path %j stays with the host of the base URL',
    async (path) => {
      const seen: string[] = [];
      const fetch: typeof globalThis.fetch = async (input) => {
        seen.push(new URL(input instanceof Request ? input.url : String(input)).host);
        return new Response('{}');
      };
      const operation = defineOperation({ ...read, request: () => ({ path }) });
      const client = createServiceClient(definition, { apiKey: key, baseUrl: 'https://api.hostile.example/v1', fetch });
      await client.call(operation, {}).catch((error) => expect(error).toMatchObject({ code: 'invalid-request' }));
      for (const host of seen) expect(host).toBe('api.hostile.example');
    },
  );
});

describe('base URLs that cannot be right', () => {
  it.each([
    'not a url',
    '',
    'ftp://api.hostile.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:application/json,{}',
    'https://user:password@api.hostile.example',
    'https://api.hostile.example/?key=1',
    '//api.hostile.example',
  ])('%j is refused when the client is made', (baseUrl) => {
    let thrown: unknown;
    try {
      createServiceClient(definition, { apiKey: key, baseUrl });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'configuration' });
    expect(String(thrown)).not.toContain('password');
  });

  it('a fragment in the base URL does not swallow the path', async () => {
    await using server = await rawServer(answering(answer('{}')));
    const error = await outcome({}, `${server.url}/v1#fragment`).catch((thrown) => thrown);
    if (error === undefined) expect(server.requests[0]?.head).toContain('GET /v1/thing');
    else expect(error).toMatchObject({ code: 'configuration' });
  });
});

describe('numbers that cannot be right', () => {
  it.each([
    ['attemptTimeoutMs', { attemptTimeoutMs: Number.NaN }],
    ['attemptTimeoutMs', { attemptTimeoutMs: -1 }],
    ['maxResponseBytes', { maxResponseBytes: 0 }],
    ['maxResponseBytes', { maxResponseBytes: Number.NaN }],
    ['maxDepth', { maxDepth: Number.NaN }],
    ['maxDepth', { maxDepth: -1 }],
    ['retry.attempts', { retry: { attempts: 0 } }],
    ['retry.attempts', { retry: { attempts: Number.NaN } }],
    ['retry.baseDelayMs', { retry: { baseDelayMs: Number.NaN } }],
    ['retry.baseDelayMs', { retry: { baseDelayMs: -5 } }],
    ['limits', { limits: { default: { requestsPerSecond: Number.NaN } } }],
    ['limits', { limits: { default: { requestsPerSecond: -1 } } }],
    ['limits', { limits: { default: { concurrency: 0 } } }],
    ['limits', { limits: { default: { queueSize: -1 } } }],
    ['circuit', { circuit: { failureRatio: Number.NaN } }],
  ] satisfies [string, ServiceSettings['resilience']][])(
    '%s of %j is refused when the client is made',
    (name, resilience) => {
      const make = () => createServiceClient(definition, { apiKey: key, resilience });
      expect(make).toThrowError(expect.objectContaining({ code: 'configuration' }));
      expect(make).toThrowError(name.split('.').at(-1) as string);
    },
  );

  it.each([Number.NaN, -1, 0])('a timeoutMs of %j ends the call, typed, with nothing sent', async (timeoutMs) => {
    await using server = await rawServer(answering(answer('{}')));
    const error = await failure(connect(server.url).call(read, {}, { timeoutMs }));
    expect(['timeout', 'configuration', 'invalid-request']).toContain(error.code);
    expect(server.requests).toHaveLength(0);
  });

  it('a deadline that is no number is a typed error', async () => {
    await using server = await rawServer(answering(answer('{}')));
    const error = await failure(connect(server.url).call(read, {}, { deadline: Number.NaN }));
    expect(['timeout', 'configuration', 'invalid-request']).toContain(error.code);
    expect(server.requests).toHaveLength(0);
  });

  it('a deadline beyond what a timer can hold is no deadline', async () => {
    await using server = await rawServer(answering(answer('{"a":1}')));
    const { value } = await connect(server.url).call(read, {}, { timeoutMs: 1e12 });
    expect(value).toEqual({ a: 1 });
  });
});
