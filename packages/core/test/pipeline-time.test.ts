import { createVirtualClock } from '@headwater/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createServiceClient, createStateStore } from '../src/index.ts';
import { failure } from './support/failure.ts';
import {
  createToy,
  createToyEmulator,
  orderOperation,
  searchOperation,
  toyDefinition,
  toyKey,
} from './support/toy-service.ts';

afterEach(() => vi.unstubAllEnvs());

describe('time', () => {
  it('bounds one attempt, body included, and tries again', async () => {
    const { client, emulator, clock } = createToy({ resilience: { attemptTimeoutMs: 500 } });
    emulator.faults.push({ kind: 'stalled-body' });
    expect((await client.call(searchOperation, { text: 'x' })).response.attempts).toBe(2);
    expect(clock.monotonicNow()).toBeLessThan(1500);
  });

  it('bounds the whole call', async () => {
    const { client, emulator, clock } = createToy();
    emulator.faults.push({ kind: 'hang', times: 9 });
    const error = await failure(client.call(searchOperation, { text: 'x' }, { timeoutMs: 3000 }));
    expect(error).toMatchObject({ code: 'timeout', scope: 'deadline', attempts: 1 });
    expect(clock.monotonicNow()).toBe(3000);
  });

  it('takes the earlier of timeoutMs and deadline', async () => {
    const { client, emulator, clock } = createToy();
    emulator.faults.push({ kind: 'hang', times: 9 });
    await failure(client.call(searchOperation, { text: 'x' }, { timeoutMs: 9000, deadline: clock.now() + 700 }));
    expect(clock.monotonicNow()).toBe(700);
  });

  it('sends nothing when the deadline has passed', async () => {
    const { client, emulator, clock } = createToy();
    const error = await failure(client.call(searchOperation, { text: 'x' }, { deadline: clock.now() - 1 }));
    expect(error.code).toBe('timeout');
    expect(emulator.requests).toHaveLength(0);
  });
});

describe('cancellation', () => {
  it.each([
    ['the queue', { limits: 'free' }, undefined],
    ['the back-off', {}, { kind: 'status', status: 429, retryAfter: 10 } as const],
    ['the connect', {}, { kind: 'hang' } as const],
    ['the body', {}, { kind: 'stalled-body' } as const],
  ])('ends a call in %s at once and sends nothing afterwards', async (stage, resilience, fault) => {
    const clock = createVirtualClock();
    const { client, emulator } = createToy({ clock, resilience }, { clock });
    if (fault) emulator.faults.push(fault);
    if (stage === 'the queue') await client.call(searchOperation, { text: 'first' });
    const controller = new AbortController();
    const call = failure(client.call(searchOperation, { text: 'x' }, { signal: controller.signal }));
    await clock.advance(100);
    const sent = emulator.requests.length;
    controller.abort(new Error('the user left'));
    expect(await call).toMatchObject({
      code: 'cancelled',
      cause: expect.objectContaining({ message: 'the user left' }),
    });
    await clock.advance(60_000);
    expect(emulator.requests).toHaveLength(sent);
    expect(clock.pendingTimers).toBe(0);
  });

  it('counts an already aborted signal', async () => {
    const { client, emulator } = createToy();
    expect((await failure(client.call(searchOperation, { text: 'x' }, { signal: AbortSignal.abort() }))).code).toBe(
      'cancelled',
    );
    expect(emulator.requests).toHaveLength(0);
  });

  it('leaves no listener on the caller’s signal', async () => {
    const { client } = createToy();
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, 'addEventListener');
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    for (let round = 0; round < 5; round += 1) {
      await client.call(searchOperation, { text: 'x' }, { signal: controller.signal });
    }
    expect(added).toHaveBeenCalledTimes(5);
    expect(removed).toHaveBeenCalledTimes(5);
  });

  it('does not open the circuit', async () => {
    const clock = createVirtualClock();
    const { client, emulator } = createToy({ clock, resilience: { circuit: { minimumCalls: 2 } } }, { clock });
    for (let round = 0; round < 5; round += 1) {
      emulator.faults.push({ kind: 'hang' });
      const controller = new AbortController();
      const call = failure(client.call(searchOperation, { text: 'x' }, { signal: controller.signal }));
      await clock.advance(10);
      expect(emulator.requests).toHaveLength(round + 1);
      controller.abort();
      await call;
    }
    expect((await client.healthCheck()).circuit).toBe('closed');
  });
});

describe('circuit', () => {
  const resilience = { circuit: { minimumCalls: 4, openMs: 5000 }, retry: { attempts: 1 } };

  it('opens on failures, fails fast with the time left, and closes after good probes', async () => {
    const { client, emulator, clock } = createToy({ resilience });
    emulator.faults.push({ kind: 'outage', status: 503 });
    for (let round = 0; round < 4; round += 1) await failure(client.call(searchOperation, { text: 'x' }));
    const error = await failure(client.call(searchOperation, { text: 'x' }));
    expect(error).toMatchObject({ code: 'circuit-open', attempts: 0 });
    expect(error.retryAfterMs).toBeGreaterThan(4000);
    expect(emulator.requests).toHaveLength(4);
    expect(await client.healthCheck()).toMatchObject({ status: 'unhealthy', circuit: 'open' });
    emulator.faults.clear();
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 5000));
    for (let round = 0; round < 3; round += 1) await client.call(searchOperation, { text: 'x' });
    expect(await client.healthCheck()).toMatchObject({ status: 'healthy', circuit: 'closed' });
  });

  it('empties the queue when it opens', async () => {
    const { client, emulator } = createToy({
      resilience: { ...resilience, limits: { default: { requestsPerSecond: 10, concurrency: 1 } } },
    });
    emulator.faults.push({ kind: 'outage', status: 500 });
    const errors = await Promise.all(
      Array.from({ length: 60 }, (_, index) => failure(client.call(searchOperation, { text: `x${index}` }))),
    );
    expect(emulator.requests).toHaveLength(4);
    expect(errors.filter((error) => error.code === 'circuit-open')).toHaveLength(56);
  });

  it('is not moved by 4xx and 429', async () => {
    const { client, emulator } = createToy({ resilience });
    emulator.faults.push({ kind: 'status', status: 404, times: 10 }, { kind: 'status', status: 429, times: 10 });
    for (let round = 0; round < 20; round += 1) await failure(client.call(searchOperation, { text: 'x' }));
    expect((await client.healthCheck()).circuit).toBe('closed');
  });
});

describe('pacing', () => {
  it('lets 20 concurrent calls through a limit of one per second without a single 429', async () => {
    const { client, emulator, clock } = createToy({ resilience: { limits: 'free' } }, { limits: 'published' });
    const calls = Array.from({ length: 20 }, (_, index) => client.call(searchOperation, { text: `x${index}` }));
    await Promise.all(calls);
    expect(clock.monotonicNow()).toBeLessThanOrEqual(22_000);
    expect(emulator.requests).toHaveLength(20);
    expect(new Set(emulator.requests.map((request) => request.status))).toEqual(new Set([200]));
  });

  it('fails at once when its turn would come after the deadline', async () => {
    const { client, emulator, clock } = createToy({ resilience: { limits: 'free' } });
    const calls = Array.from({ length: 10 }, (_, index) =>
      client.call(searchOperation, { text: `x${index}` }, { timeoutMs: 4000 }),
    );
    const settled = Promise.allSettled(calls);
    const late = await failure(calls[9] as Promise<unknown>);
    expect(late).toMatchObject({ code: 'rate-limited', attempts: 0 });
    expect(late.retryAfterMs).toBeGreaterThan(4000);
    expect(clock.monotonicNow()).toBeLessThan(100);
    await settled;
    expect(emulator.requests).toHaveLength(4);
  });

  it('is shared by two clients with one key and by no others', async () => {
    const stateStore = createStateStore();
    const clock = createVirtualClock({ autoAdvance: true });
    const emulator = createToyEmulator({ clock });
    const make = (credentialId: string | undefined) =>
      createServiceClient(toyDefinition, {
        apiKey: toyKey,
        credentialId,
        fetch: emulator.fetch,
        clock,
        stateStore,
        resilience: { limits: 'free' },
      });
    const [one, two, other] = [make(undefined), make(undefined), make('another-tenant')];
    await Promise.all([one, two, other].map((client) => client.call(searchOperation, { text: 'x' })));
    const times = emulator.requests.map((request) => request.at - clock.now());
    expect(times.filter((time) => time === times[0])).toHaveLength(2);
    expect(clock.monotonicNow()).toBe(1050);
  });

  it('falls silent for everybody when the service asks for it', async () => {
    const { client, emulator } = createToy({ resilience: { retry: { attempts: 1 } } });
    emulator.faults.push({ kind: 'status', status: 429, retryAfter: 3 });
    await failure(client.call(orderOperation, { id: 'a' }));
    await client.call(searchOperation, { text: 'x' });
    const [first, second] = emulator.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(3000);
  });
});

describe('life cycle', () => {
  it('changes settings for the next call only', async () => {
    const { client, emulator, clock } = createToy({}, { latencyMs: 100 });
    const running = client.call(searchOperation, { text: 'x' });
    client.configure({ apiKey: 'rotated-key-000111' });
    await running;
    expect(emulator.requests[0]?.headers['x-api-key']).toBe(toyKey);
    expect((await failure(client.call(searchOperation, { text: 'x' }))).code).toBe('authentication');
    expect(emulator.requests[1]?.headers['x-api-key']).toBe('rotated-key-000111');
    expect(clock.pendingTimers).toBe(0);
  });

  it('drains on dispose, then refuses', async () => {
    const { client } = createToy({}, { latencyMs: 1000 });
    const running = client.call(searchOperation, { text: 'x' });
    await Promise.all([client.dispose(), client.dispose()]);
    expect((await running).value.items).toHaveLength(3);
    expect((await failure(client.call(searchOperation, { text: 'x' }))).code).toBe('cancelled');
  });

  it('aborts what does not finish within the grace period', async () => {
    const clock = createVirtualClock();
    const resilience = { attemptTimeoutMs: 60_000, disposeGraceMs: 2000 };
    const { client, emulator } = createToy({ clock, resilience }, { clock });
    emulator.faults.push({ kind: 'hang' });
    const running = failure(client.call(searchOperation, { text: 'x' }));
    await clock.advance(100);
    const disposed = client.dispose();
    await clock.advance(2000);
    await disposed;
    expect((await running).code).toBe('cancelled');
    expect(emulator.requests[0]?.aborted).toBe(true);
  });

  it('checks health without sending anything', async () => {
    const { client, emulator } = createToy();
    expect(await client.healthCheck()).toMatchObject({ status: 'healthy', circuit: 'closed' });
    expect(emulator.requests).toHaveLength(0);
  });

  it('says what is missing when it is not configured', async () => {
    vi.stubEnv('TOY_API_KEY', '');
    const { client } = createToy({ apiKey: undefined });
    expect(await client.healthCheck()).toMatchObject({
      status: 'unconfigured',
      reason: expect.stringMatching(/TOY_API_KEY/),
    });
  });
});

describe('real sockets', () => {
  it('closes the connection of a cancelled call and reports a refused one', async () => {
    const emulator = createToyEmulator();
    const server = await emulator.listen();
    const client = createServiceClient(toyDefinition, {
      apiKey: toyKey,
      baseUrl: server.url,
      stateStore: createStateStore(),
      resilience: { retry: { attempts: 1 } },
    });
    expect((await client.call(searchOperation, { text: 'x' })).value.items).toHaveLength(3);
    emulator.faults.push({ kind: 'stalled-body' });
    const controller = new AbortController();
    const call = failure(client.call(searchOperation, { text: 'x' }, { signal: controller.signal }));
    await vi.waitFor(() => expect(emulator.requests).toHaveLength(2));
    controller.abort();
    expect((await call).code).toBe('cancelled');
    await vi.waitFor(() => expect(emulator.requests[1]?.aborted).toBe(true));
    await server.close();
    const refused = await failure(client.call(searchOperation, { text: 'x' }));
    expect(refused).toMatchObject({ code: 'network', retryable: true });
    expect(refused.message).toContain('ECONNREFUSED');
  });
});
