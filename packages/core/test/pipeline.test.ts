import { createVirtualClock } from '@headwater/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type CallEvent,
  createCallBudget,
  createServiceClient,
  createStateStore,
  HeadwaterError,
} from '../src/index.ts';
import {
  batchOperation,
  createToy,
  createToyEmulator,
  orderOperation,
  searchOperation,
  toyDefinition,
  toyKey,
} from './support/toy-service.ts';

async function failure(call: Promise<unknown>): Promise<HeadwaterError> {
  const error = await call.then(
    () => expect.fail('the call should have failed'),
    (thrown: unknown) => thrown,
  );
  if (!HeadwaterError.isInstance(error)) throw error;
  return error;
}

afterEach(() => vi.unstubAllEnvs());

describe('a call that succeeds', () => {
  it('sends the key and the query, and tells about the response', async () => {
    const { client, emulator } = createToy();
    const { value, skipped, response } = await client.call(searchOperation, { text: 'river & sea' });
    expect(value.items.map((entry) => entry.id)).toEqual(['a', 'b', 'c']);
    expect(skipped).toEqual([]);
    expect(response).toMatchObject({ status: 200, attempts: 1, requestId: 'req-1', costUsd: 0.02 });
    expect(response.retrievedAt).toBe('2026-01-01T00:00:00.000Z');
    expect(emulator.requests).toHaveLength(1);
    expect(emulator.requests[0]).toMatchObject({ method: 'GET', path: '/items' });
    expect(emulator.requests[0]?.query).toContain('q=river%20%26%20sea');
    expect(emulator.requests[0]?.headers['x-api-key']).toBe(toyKey);
  });

  it('leaves no timer behind', async () => {
    const { client, clock } = createToy();
    await client.call(searchOperation, { text: 'x' });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('retry', () => {
  it('waits as long as Retry-After says, then succeeds', async () => {
    const { client, emulator, clock } = createToy();
    emulator.faults.push({ kind: 'status', status: 429, retryAfter: 2 });
    const events: CallEvent[] = [];
    const { response } = await client.call(
      searchOperation,
      { text: 'x' },
      { observe: { event: (e) => events.push(e) } },
    );
    expect(response.attempts).toBe(2);
    expect(clock.monotonicNow()).toBeGreaterThanOrEqual(2000);
    expect(clock.monotonicNow()).toBeLessThan(2400);
    expect(events.map((event) => event.type)).toEqual([
      'attempt-started',
      'attempt-finished',
      'call-waiting',
      'attempt-started',
      'attempt-finished',
      'call-finished',
    ]);
    expect(events[2]).toMatchObject({ reason: 'rate-limit' });
  });

  it('understands a Retry-After date', async () => {
    const { client, emulator, clock } = createToy();
    emulator.faults.push({ kind: 'status', status: 503, retryAfter: new Date(clock.now() + 5000) });
    await client.call(searchOperation, { text: 'x' });
    expect(clock.monotonicNow()).toBeGreaterThanOrEqual(4000);
  });

  it('fails at once when the wait would pass the deadline, saying how long it is', async () => {
    const { client, emulator, clock } = createToy();
    emulator.faults.push({ kind: 'status', status: 429, retryAfter: 60 });
    const error = await failure(client.call(searchOperation, { text: 'x' }, { timeoutMs: 5000 }));
    expect(error).toMatchObject({ code: 'rate-limited', retryAfterMs: 60_000, status: 429, attempts: 1 });
    expect(clock.monotonicNow()).toBeLessThan(100);
    expect(emulator.requests).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 410, 501])('does not repeat a %i', async (status) => {
    const { client, emulator } = createToy();
    emulator.faults.push({ kind: 'status', status });
    await failure(client.call(searchOperation, { text: 'x' }));
    expect(emulator.requests).toHaveLength(1);
  });

  it.each([
    ['a 500', { kind: 'status', status: 500 } as const],
    ['a reset', { kind: 'reset' } as const],
    ['a body cut off', { kind: 'truncated-body' } as const],
    ['malformed JSON', { kind: 'malformed-json' } as const],
    ['an HTML page', { kind: 'html' } as const],
  ])('repeats after %s', async (_name, fault) => {
    const { client, emulator } = createToy();
    emulator.faults.push(fault);
    expect((await client.call(searchOperation, { text: 'x' })).response.attempts).toBe(2);
  });

  it('never repeats an unsafe operation, whose first request may have been carried out', async () => {
    const { client, emulator } = createToy();
    emulator.faults.push({ kind: 'reset' });
    expect(await failure(client.call(orderOperation, { id: 'a' }))).toMatchObject({ code: 'network', attempts: 1 });
    expect(emulator.requests).toHaveLength(1);
  });

  it('sends at most five requests however many are asked for', async () => {
    const { client, emulator } = createToy({ resilience: { retry: { attempts: 50 } } });
    emulator.faults.push({ kind: 'outage', status: 503 });
    expect(await failure(client.call(searchOperation, { text: 'x' }))).toMatchObject({ code: 'upstream', attempts: 5 });
    expect(emulator.requests).toHaveLength(5);
  });

  it('stops repeating when the budget is spent', async () => {
    const { client, emulator } = createToy({
      resilience: { retry: { budgetFloor: 2, budgetRatio: 0 }, circuit: { minimumCalls: 1000 } },
    });
    emulator.faults.push({ kind: 'outage', status: 503 });
    const calls = Array.from({ length: 10 }, () => failure(client.call(searchOperation, { text: 'x' })));
    await Promise.all(calls);
    // 10 first requests and the 2 retries of the floor; a second of waiting regains at most a few more.
    expect(emulator.requests.length).toBeLessThanOrEqual(14);
  });
});

describe('answers that are wrong', () => {
  it('keeps the good items of a batch and names the bad one', async () => {
    const { client, emulator } = createToy();
    emulator.faults.push({ kind: 'mutate', change: (json) => ({ ...json, items: json.items.with(1, { id: 7 }) }) });
    const { value, skipped } = await client.call(searchOperation, { text: 'x' });
    expect(value.items.map((entry) => entry.id)).toEqual(['a', 'c']);
    expect(skipped).toEqual([{ index: 1, reason: expect.stringMatching(/id.*string/) }]);
  });

  it('keeps the place of a bad item where the answer matches the request by position', async () => {
    const { client, emulator } = createToy();
    emulator.faults.push({ kind: 'mutate', change: (json) => json.with(0, 'nonsense') });
    const { value, skipped } = await client.call(batchOperation, { ids: ['a', 'x', 'c'] });
    expect(value).toEqual([null, null, { id: 'c' }]);
    expect(skipped.map((entry) => entry.index)).toEqual([0]);
  });

  it('refuses an answer of another shape without repeating it', async () => {
    const { client, emulator } = createToy();
    emulator.faults.push({ kind: 'mutate', change: () => ({ things: [] }) });
    const error = await failure(client.call(searchOperation, { text: 'x' }));
    expect(error).toMatchObject({ code: 'response-invalid', status: 200, requestId: 'req-1', attempts: 1 });
    expect(error.message).toContain('items');
  });

  it('finds a failure inside a 200', async () => {
    const { client, emulator } = createToy();
    emulator.faults.push({ kind: 'mutate', change: () => ({ failure: 'out of credits' }) });
    expect(await failure(client.call(searchOperation, { text: 'x' }))).toMatchObject({
      code: 'quota-exhausted',
      vendorCode: 'SOFT',
    });
  });

  it('says that an HTML page is one', async () => {
    const { client, emulator } = createToy();
    emulator.faults.push({ kind: 'html', times: 9 });
    const error = await failure(client.call(searchOperation, { text: 'x' }));
    expect(error).toMatchObject({ code: 'response-invalid' });
    expect(error.message).toContain('HTML');
  });

  it('stops reading an answer that is too large', async () => {
    const { client, emulator } = createToy({ resilience: { maxResponseBytes: 2000 } });
    emulator.faults.push({ kind: 'mutate', change: () => ({ items: [{ id: 'x'.repeat(5000) }] }) });
    const error = await failure(client.call(searchOperation, { text: 'x' }));
    expect(error).toMatchObject({ code: 'response-invalid', retryable: false });
    expect(error.message).toContain('2000 bytes');
  });

  it('refuses absurd nesting', async () => {
    const { client } = createToy({ fetch: async () => new Response(`{"items":${'['.repeat(1e5)}${']'.repeat(1e5)}}`) });
    expect((await failure(client.call(searchOperation, { text: 'x' }))).message).toContain('nests deeper');
  });

  it('does not follow a redirect, which would carry the key elsewhere', async () => {
    const seen: string[] = [];
    const { client } = createToy({
      fetch: async (request) => {
        seen.push((request as Request).url);
        return new Response(null, { status: 302, headers: { location: 'https://evil.example/' } });
      },
    });
    expect(await failure(client.call(searchOperation, { text: 'x' }))).toMatchObject({ code: 'upstream', status: 302 });
    expect(seen).toHaveLength(1);
  });
});

describe('before anything is sent', () => {
  it.each([
    ['a wrong type', { text: 7 }],
    ['an unknown option', { text: 'x', limti: 3 }],
    ['an empty text', { text: '' }],
  ])('refuses %s and names it', async (_name, input) => {
    const { client, emulator } = createToy();
    const error = await failure(client.call(searchOperation, input as never));
    expect(error.code).toBe('invalid-request');
    expect(error.message).toMatch(/text|limti/);
    expect(emulator.requests).toHaveLength(0);
  });

  it('names variable and option when the key is missing', async () => {
    vi.stubEnv('TOY_API_KEY', '');
    const { client, emulator } = createToy({ apiKey: undefined });
    const error = await failure(client.call(searchOperation, { text: 'x' }));
    expect(error.code).toBe('configuration');
    expect(error.hint).toMatch(/TOY_API_KEY.*apiKey/);
    expect(emulator.requests).toHaveLength(0);
  });

  it.each(['undefined', 'null', '', 'two\nlines', 'schlüssel'])('refuses %j as a key', async (apiKey) => {
    const { client, emulator } = createToy({ apiKey });
    expect((await failure(client.call(searchOperation, { text: 'x' }))).code).toBe('configuration');
    expect(emulator.requests).toHaveLength(0);
  });

  it('reads the variable at first use', async () => {
    const { client, emulator } = createToy({ apiKey: undefined });
    vi.stubEnv('TOY_API_KEY', toyKey);
    await client.call(searchOperation, { text: 'x' });
    expect(emulator.requests[0]?.headers['x-api-key']).toBe(toyKey);
  });

  it('asks a key function again for every attempt, and redacts every key it gave', async () => {
    const keys = ['first-secret-token', toyKey];
    const { client, emulator } = createToy({ apiKey: () => (keys.length > 1 ? keys.shift() : keys[0]) as string });
    emulator.faults.push({ kind: 'status', status: 503 });
    await client.call(searchOperation, { text: 'x' });
    expect(emulator.requests.at(-1)?.headers['x-api-key']).toBe(toyKey);
  });

  it('spends no more than the budget', async () => {
    const { client, emulator } = createToy();
    const budget = createCallBudget({ requests: 3 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => client.call(searchOperation, { text: 'x' }, { budget })),
    );
    expect(emulator.requests).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
    expect(new Set(refused)).toEqual(new Set(['budget-exhausted']));
    expect(budget.spent).toMatchObject({ requests: 3, costUsd: expect.closeTo(0.06) });
  });

  it('rejects settings that cannot be right', () => {
    const make = (settings: object) => () => createServiceClient(toyDefinition, settings);
    expect(make({ baseUrl: 'ftp://x' })).toThrow(/baseUrl/);
    expect(make({ baseUrl: 'https://user:pw@x' })).toThrow(/baseUrl/);
    expect(make({ resilience: { limits: 'gold' } })).toThrow(/gold/);
    expect(make({ resilience: { limits: 'toString' } })).toThrow(/toString/);
    expect(make({ resilience: { attemptTimeoutMs: -1 } })).toThrow(/attemptTimeoutMs/);
  });
});

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
      Array.from({ length: 60 }, () => failure(client.call(searchOperation, { text: 'x' }))),
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
    const calls = Array.from({ length: 20 }, () => client.call(searchOperation, { text: 'x' }));
    await Promise.all(calls);
    expect(clock.monotonicNow()).toBeLessThanOrEqual(22_000);
    expect(emulator.requests).toHaveLength(20);
    expect(new Set(emulator.requests.map((request) => request.status))).toEqual(new Set([200]));
  });

  it('fails at once when its turn would come after the deadline', async () => {
    const { client, emulator, clock } = createToy({ resilience: { limits: 'free' } });
    const calls = Array.from({ length: 10 }, () => client.call(searchOperation, { text: 'x' }, { timeoutMs: 4000 }));
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
    const { client, emulator } = createToy();
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
