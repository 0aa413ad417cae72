import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createEmulator, createVirtualClock, type EmulatorServer } from '../src/index.ts';
import { BASE_URL, createService, until } from './service.ts';

let server: EmulatorServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** The same behaviour is asked of both transports. */
const transports = {
  'in-process': async (service: ReturnType<typeof createService>) => ({ fetch: service.fetch, url: BASE_URL }),
  sockets: async (service: ReturnType<typeof createService>) => {
    server = await service.listen();
    return { fetch: globalThis.fetch, url: server.url };
  },
};

describe.each(Object.entries(transports))('emulator over %s', (_name, open) => {
  it('routes, decodes path parameters, parses bodies and logs what it received', async () => {
    const service = createService();
    const { fetch, url } = await open(service);
    const one = await fetch(`${url}/items/10.1%2Fabc?x=1`, { headers: { 'X-Custom': 'yes' } });
    expect([one.status, await one.json(), one.url]).toEqual([200, { id: '10.1/abc' }, `${url}/items/10.1%2Fabc?x=1`]);
    expect(one.headers.get('x-request-id')).toBe('request-1');
    expect(await (await fetch(`${url}/files/a/b/c`)).json()).toEqual({ rest: 'a/b/c' });
    const posted = await fetch(`${url}/items`, { method: 'POST', body: '{"name":"ä"}' });
    expect([posted.status, await posted.json()]).toEqual([201, { created: 1, got: { name: 'ä' } }]);
    expect(service.requests.map((request) => [request.method, request.path, request.query, request.status])).toEqual([
      ['GET', '/items/10.1%2Fabc', '?x=1', 200],
      ['GET', '/files/a/b/c', '', 200],
      ['POST', '/items', '', 201],
    ]);
    expect(service.requests[0]?.headers['x-custom']).toBe('yes');
    expect(service.requests[2]?.bodyText).toBe('{"name":"ä"}');
    await until(() => service.requests.every((request) => request.finished));
    expect(service.requests.some((request) => request.aborted)).toBe(false);
  });

  it('answers 404, 405, 401 and 204 in the shape of the service', async () => {
    const { fetch, url } = await open(createService());
    const missing = await fetch(`${url}/nothing`);
    expect([missing.status, await missing.json()]).toEqual([404, { message: 'not-found' }]);
    expect((await fetch(`${url}/items`, { method: 'PUT' })).status).toBe(405);
    expect((await fetch(`${url}/items`, { headers: { 'x-api-key': 'wrong' } })).status).toBe(401);
    const deleted = await fetch(`${url}/items/1`, { method: 'DELETE' });
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    expect((await fetch(new URL('/other', url))).status).toBe(404);
  });

  it('streams chunks', async () => {
    const { fetch, url } = await open(createService());
    const response = await fetch(`${url}/stream`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe('data: 1\n\ndata: 2\n\ndata: 3\n\n');
  });

  it('enforces the limit per key and says when the next request passes', async () => {
    const { fetch, url } = await open(createService({ clock: createVirtualClock() }));
    const get = (key: string) => fetch(`${url}/limited`, { headers: { 'x-api-key': key } });
    expect([(await get('a')).status, (await get('a')).status, (await get('b')).status]).toEqual([200, 200, 200]);
    const limited = await get('a');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await fetch(`${url}/items`)).status).toBe(200);
  });

  it('says aloud that a handler is broken', async () => {
    const broken = createEmulator({
      name: 'broken',
      baseUrl: BASE_URL,
      routes: [
        {
          method: 'GET',
          path: '/x',
          handler: () => {
            throw new Error('handler bug');
          },
        },
      ],
    });
    const { fetch, url } = await open(broken);
    const response = await fetch(`${url}/x`);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('GET /x failed: Error: handler bug');
  });
});

describe('limits', () => {
  async function statuses(limits: Parameters<typeof createService>[0], gapsMs: number[]): Promise<number[]> {
    const clock = createVirtualClock();
    const service = createService({ ...limits, clock });
    const seen: number[] = [];
    for (const gap of gapsMs) {
      await clock.advance(gap);
      seen.push((await service.fetch(`${BASE_URL}/limited`)).status);
    }
    return seen;
  }

  it('slides its window and does not count what it refused', async () => {
    expect(await statuses({}, [0, 600, 300, 99, 1, 599, 1])).toEqual([200, 200, 429, 429, 200, 429, 200]);
  });

  it('takes the sandbox plan, no plan, one rule or rules by name', async () => {
    expect(await statuses({ limits: 'sandbox' }, [0, 0, 0])).toEqual([200, 200, 200]);
    expect(await statuses({ limits: 'unlimited' }, [0, 0, 0])).toEqual([200, 200, 200]);
    expect(await statuses({ limits: { requests: 1, perMs: 10 } }, [0, 0, 10])).toEqual([200, 429, 200]);
    expect(await statuses({ limits: { read: { requests: 1, perMs: 10 } } }, [0, 0, 10])).toEqual([200, 429, 200]);
    expect(() => createService({ limits: { raed: { requests: 1, perMs: 10 } } })).toThrow(/unknown limit "raed".*read/);
  });

  it('allows 1,000 requests per second in the sandbox, and not one more', async () => {
    const seen = await statuses({ limits: 'sandbox' }, []);
    expect(seen).toEqual([]);
    const service = createService({ limits: 'sandbox', clock: createVirtualClock() });
    let passed = 0;
    for (let request = 0; request < 1001; request++) {
      passed += Number((await service.fetch(`${BASE_URL}/limited`)).status === 200);
    }
    expect(passed).toBe(1000);
  });
});

describe('in-process fetch', () => {
  it('refuses another host, as the network would', async () => {
    const service = createService();
    await expect(service.fetch('https://elsewhere.example/items')).rejects.toMatchObject({
      name: 'TypeError',
      cause: { code: 'ENOTFOUND' },
    });
    expect(service.requests).toHaveLength(0);
  });

  it('takes a Request with a body, and a signal that has already aborted sends nothing', async () => {
    const service = createService();
    const request = new Request(`${BASE_URL}/items`, { method: 'POST', body: '[1]' });
    expect(await (await service.fetch(request)).json()).toEqual({ created: 1, got: [1] });
    await expect(service.fetch(`${BASE_URL}/items`, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(service.requests).toHaveLength(1);
  });

  it('rejects with the reason when aborted before the answer', async () => {
    const clock = createVirtualClock();
    const service = createService({ latencyMs: 1000, clock });
    const controller = new AbortController();
    const pending = service.fetch(`${BASE_URL}/items`, { signal: controller.signal });
    await clock.advance(999);
    controller.abort(new DOMException('too slow', 'TimeoutError'));
    await expect(pending).rejects.toMatchObject({ name: 'TimeoutError', message: 'too slow' });
    expect(service.requests).toMatchObject([{ aborted: true, finished: false }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('waits for its latency on the clock', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    const service = createService({ latencyMs: 1500, clock });
    await service.fetch(`${BASE_URL}/items`);
    expect(clock.monotonicNow()).toBe(1500);
  });

  it('fails the body when aborted in the middle of it', async () => {
    const clock = createVirtualClock();
    const service = createService({ clock });
    service.faults.push({ kind: 'stalled-body' });
    const controller = new AbortController();
    const response = await service.fetch(`${BASE_URL}/items`, { signal: controller.signal });
    expect(response.status).toBe(200);
    const body = response.text();
    await clock.settle();
    controller.abort();
    await expect(body).rejects.toMatchObject({ name: 'AbortError' });
    expect(service.requests).toMatchObject([{ aborted: true, finished: false }]);
  });

  it('notices a body that the client cancels', async () => {
    const service = createService();
    const response = await service.fetch(`${BASE_URL}/stream`);
    await response.body?.cancel();
    expect(service.requests).toMatchObject([{ aborted: true, finished: false }]);
  });

  it('leaves no listener on the caller’s signal', async () => {
    const service = createService();
    const { signal } = new AbortController();
    await (await service.fetch(`${BASE_URL}/items`, { signal })).json();
    await (await service.fetch(`${BASE_URL}/items/1`, { method: 'DELETE', signal })).text();
    service.faults.push({ kind: 'reset' }, { kind: 'truncated-body' });
    await service.fetch(`${BASE_URL}/items`, { signal }).catch(() => {});
    await (await service.fetch(`${BASE_URL}/items`, { signal })).text().catch(() => {});
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('forgets everything on reset', async () => {
    const service = createService({ clock: createVirtualClock() });
    await service.fetch(`${BASE_URL}/items`, { method: 'POST', body: '1' });
    await service.fetch(`${BASE_URL}/limited`);
    await service.fetch(`${BASE_URL}/limited`);
    service.faults.push({ kind: 'outage' });
    service.reset();
    expect([service.requests.length, service.faults.pending.length]).toEqual([0, 0]);
    expect((await service.fetch(`${BASE_URL}/limited`)).status).toBe(200);
    const posted = await service.fetch(`${BASE_URL}/items`, { method: 'POST', body: '1' });
    expect(await posted.json()).toMatchObject({ created: 1 });
  });
});
