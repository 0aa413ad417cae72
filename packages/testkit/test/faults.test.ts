import { afterEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type Emulator, type EmulatorServer, type Fault } from '../src/index.ts';
import { BASE_URL, createService, until } from './service.ts';

let server: EmulatorServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const transports = {
  'in-process': async (service: Emulator) => ({ fetch: service.fetch, url: BASE_URL }),
  sockets: async (service: Emulator) => {
    server = await service.listen();
    return { fetch: globalThis.fetch, url: server.url };
  },
};

describe.each(Object.entries(transports))('faults over %s', (_name, open) => {
  async function start(...faults: Fault[]) {
    const service = createService();
    service.faults.push(...faults);
    const { fetch, url } = await open(service);
    return { service, get: (init?: RequestInit) => fetch(`${url}/items`, init) };
  }

  it('answers with a status, headers and a body', async () => {
    const { get } = await start(
      { kind: 'status', status: 429, retryAfter: 7 },
      { kind: 'status', status: 503, retryAfter: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)), body: 'down' },
      { kind: 'status', status: 402, headers: { 'x-why': 'credits' }, body: { error: 'no credits' } },
    );
    const first = await get();
    expect([first.status, first.headers.get('retry-after'), await first.json()]).toEqual([
      429,
      '7',
      { message: 'fault' },
    ]);
    const second = await get();
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, 'Fri, 02 Jan 2026 03:04:05 GMT']);
    expect(await second.text()).toBe('down');
    const third = await get();
    expect([third.status, third.headers.get('x-why'), await third.json()]).toEqual([
      402,
      'credits',
      { error: 'no credits' },
    ]);
    expect((await get()).status).toBe(200);
  });

  it('resets the connection', async () => {
    const { get, service } = await start({ kind: 'reset' });
    await expect(get()).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNRESET' } });
    expect(service.requests[0]).toMatchObject({ fault: 'reset', aborted: false, finished: false });
    expect((await get()).status).toBe(200);
  });

  it('cuts the body in the middle', async () => {
    const { get, service } = await start({ kind: 'truncated-body', afterBytes: 10 });
    const response = await get();
    expect(response.status).toBe(200);
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(10);
    await expect(reader?.read()).rejects.toThrow(TypeError);
    await until(() => service.requests[0]?.fault === 'truncated-body');
    expect(service.requests[0]).toMatchObject({ aborted: false, finished: false });
  });

  it('stalls the body until the client leaves', async () => {
    const { get, service } = await start({ kind: 'stalled-body', afterBytes: 5 });
    const controller = new AbortController();
    const response = await get({ signal: controller.signal });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(5);
    controller.abort();
    await expect(reader?.read()).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => service.requests[0]?.aborted === true);
  });

  it('never answers until the client leaves', async () => {
    const { get, service } = await start({ kind: 'hang' });
    const controller = new AbortController();
    const pending = get({ signal: controller.signal });
    await until(() => service.requests.length === 1);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => service.requests[0]?.aborted === true);
    expect(service.requests[0]?.status).toBeUndefined();
  });

  it('breaks JSON, sends a page, and changes single items', async () => {
    const { get } = await start(
      { kind: 'malformed-json' },
      { kind: 'html' },
      { kind: 'html', status: 502 },
      {
        kind: 'mutate',
        change: (json) => {
          json.items[1] = null;
        },
      },
    );
    await expect((await get()).json()).rejects.toThrow(SyntaxError);
    const page = await get();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toMatch(/^<!doctype html>/);
    expect((await get()).status).toBe(502);
    expect((await (await get()).json()).items).toEqual(['a', null, 'c']);
    expect((await (await get()).json()).items).toEqual(['a', 'b', 'c']);
  });

  it('sends a slow body whole', async () => {
    const { get } = await start({ kind: 'slow-body', everyMs: 1, chunkBytes: 100 });
    const response = await get();
    expect((await response.json()).items).toEqual(['a', 'b', 'c']);
  });

  it('fails every request in an outage until it is cleared', async () => {
    const outage: Fault = { kind: 'outage', status: 503 };
    const { get, service } = await start(outage);
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([503, 503, 503]);
    service.faults.clear(outage);
    expect((await get()).status).toBe(200);
    service.faults.set([{ kind: 'outage' }]);
    await expect(get()).rejects.toThrow(TypeError);
    service.faults.clear();
    expect((await get()).status).toBe(200);
  });
});

describe('fault script', () => {
  async function statuses(service: Emulator, paths: string[]): Promise<number[]> {
    const seen: number[] = [];
    for (const path of paths) seen.push((await service.fetch(`${BASE_URL}${path}`)).status);
    return seen;
  }
  const fail = { kind: 'status', status: 500 } as const;

  it('addresses by method, path, pattern and predicate, and counts strikes', async () => {
    const service = createService();
    service.faults.push(
      { ...fail, path: '/items', times: 2 },
      { ...fail, status: 501, path: /^\/items\/\d/, times: 1 },
      { ...fail, status: 502, method: 'post' },
      { ...fail, status: 503, when: ({ params }) => params.id === 'x' },
    );
    const paths = ['/items', '/items/1', '/items/1', '/items', '/items', '/items/x'];
    expect(await statuses(service, paths)).toEqual([500, 501, 200, 500, 200, 503]);
    expect(service.faults.struck).toBe(4);
    expect(service.faults.pending.map((fault) => fault.method)).toEqual(['post']);
  });

  it('strikes the nth request', async () => {
    const service = createService();
    service.faults.push({ ...fail, path: '/items', nth: [2, 4] });
    expect(await statuses(service, ['/items', '/items/1', '/items', '/items', '/items', '/items'])).toEqual([
      200, 200, 500, 200, 500, 200,
    ]);
  });

  it('throws the same dice for the same seed', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const service = createService({ seed });
      service.faults.push({ ...fail, probability: 0.3 });
      return statuses(service, Array(200).fill('/items'));
    };
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
    const failed = first.filter((status) => status === 500).length;
    expect(failed).toBeGreaterThan(35);
    expect(failed).toBeLessThan(85);
  });

  it('strikes within its time window only', async () => {
    const clock = createVirtualClock();
    const service = createService({ clock });
    service.faults.push({ ...fail, fromMs: 1000, untilMs: 2000 });
    const seen: number[] = [];
    for (let second = 0; second < 4; second++) {
      seen.push(...(await statuses(service, ['/items'])));
      await clock.advance(999);
    }
    expect(seen).toEqual([200, 200, 500, 200]);
  });

  it('adds latencies up and lets another fault follow them', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    const service = createService({ clock, latencyMs: 10 });
    service.faults.push({ kind: 'latency', ms: 100 }, fail, { kind: 'latency', ms: 1000 });
    expect(await statuses(service, ['/items', '/items'])).toEqual([500, 200]);
    expect(clock.monotonicNow()).toBe(1120);
  });
});

describe('real sockets', () => {
  it('closes the connection of a client that aborts, and all of them on close', async () => {
    const service = createService();
    server = await service.listen();
    service.faults.push({ kind: 'hang' });
    const controller = new AbortController();
    const pending = fetch(`${server.url}/items`, { signal: controller.signal });
    await until(() => service.requests.length === 1);
    expect(server.connections).toBe(1);
    controller.abort();
    await pending.catch(() => {});
    await until(() => server?.connections === 0);
    await fetch(`${server.url}/items`).then((response) => response.text());
    await server.close();
    await server.close();
    await expect(fetch(`${server.url}/items`)).rejects.toThrow(TypeError);
  });

  it('reports a port that is taken', async () => {
    const service = createService();
    server = await service.listen();
    await expect(service.listen({ port: Number(new URL(server.url).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
