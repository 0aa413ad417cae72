import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { type CallEvent, createCallBudget } from '../src/index.ts';
import { failure } from './support/failure.ts';
import { batchOperation, createToy, orderOperation, searchOperation } from './support/toy-service.ts';

describe('calls that ask the same at the same time', () => {
  it('share one request, and each gets a result of its own', async () => {
    const { client, emulator } = createToy({}, { latencyMs: 50 });
    const results = await Promise.all(
      Array.from({ length: 5 }, () => client.call(batchOperation, { ids: ['a', 'b', 'c'] })),
    );
    expect(emulator.requests).toHaveLength(1);
    const [first, second] = results;
    expect(first?.response).toMatchObject({ attempts: 1 });
    expect(first?.response.coalesced).toBeUndefined();
    expect(second?.response).toMatchObject({ attempts: 0, coalesced: true });
    first?.value.push({ id: 'mine' });
    expect(second?.value).toHaveLength(3);
    await client.call(batchOperation, { ids: ['a', 'b', 'c'] });
    expect(emulator.requests).toHaveLength(2);
  });

  it('do not share what changes something, what differs, or when told not to', async () => {
    const { client, emulator } = createToy({}, { latencyMs: 50 });
    await Promise.all([client.call(orderOperation, { id: 'a' }), client.call(orderOperation, { id: 'a' })]);
    expect(emulator.requests).toHaveLength(2);
    await Promise.all([client.call(searchOperation, { text: 'a' }), client.call(searchOperation, { text: 'b' })]);
    expect(emulator.requests).toHaveLength(4);
    client.configure({ resilience: { coalesce: false } });
    await Promise.all([client.call(searchOperation, { text: 'a' }), client.call(searchOperation, { text: 'a' })]);
    expect(emulator.requests).toHaveLength(6);
  });

  it('tell headers of their own apart', async () => {
    const { client, emulator } = createToy({}, { latencyMs: 50 });
    const inLanguage = {
      ...searchOperation,
      request: (input: { text: string }) => ({ query: { q: 'rivers' }, headers: { 'accept-language': input.text } }),
    };
    await Promise.all(['de', 'en', 'de'].map((text) => client.call(inLanguage, { text })));
    expect(emulator.requests.map((request) => request.headers['accept-language'])).toEqual(['de', 'en']);
  });

  it('are charged once, to the one that asked first', async () => {
    const { client } = createToy({}, { latencyMs: 50 });
    const [starter, joiner] = [createCallBudget({ requests: 5 }), createCallBudget({ requests: 5 })];
    const [, joined] = await Promise.all([
      client.call(searchOperation, { text: 'x' }, { budget: starter }),
      client.call(searchOperation, { text: 'x' }, { budget: joiner }),
    ]);
    expect([starter.spent.requests, joiner.spent.requests]).toEqual([1, 0]);
    expect(joined.response.costUsd).toBeUndefined();
  });

  it('do not fail for another’s empty budget', async () => {
    const { client, emulator } = createToy({ apiKey: async () => 'toy-key-4f9c2b7e81' });
    const poor = failure(client.call(searchOperation, { text: 'x' }, { budget: createCallBudget({ requests: 0 }) }));
    const rich = client.call(searchOperation, { text: 'x' });
    expect((await poor).code).toBe('budget-exhausted');
    expect((await rich).value.items).toHaveLength(3);
    expect(emulator.requests).toHaveLength(1);
  });

  it('leave one by one: the request ends with the last', async () => {
    const clock = createVirtualClock();
    const { client, emulator } = createToy({ clock }, { clock });
    emulator.faults.push({ kind: 'hang' });
    const controllers = [new AbortController(), new AbortController()];
    const calls = controllers.map(({ signal }) => failure(client.call(searchOperation, { text: 'x' }, { signal })));
    await clock.advance(10);
    controllers[0]?.abort();
    expect((await calls[0])?.code).toBe('cancelled');
    expect(emulator.requests[0]?.aborted).toBe(false);
    controllers[1]?.abort();
    expect((await calls[1])?.code).toBe('cancelled');
    await clock.advance(10);
    expect(emulator.requests.map((request) => request.aborted)).toEqual([true]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keep their own deadlines: one with more time is not cut short by one with less', async () => {
    const { client, emulator, clock } = createToy({}, { latencyMs: 3000 });
    const short = failure(client.call(searchOperation, { text: 'x' }, { timeoutMs: 1000 }));
    const long = client.call(searchOperation, { text: 'x' }, { timeoutMs: 9000 });
    expect(await short).toMatchObject({ code: 'timeout', attempts: 1 });
    expect(clock.monotonicNow()).toBe(1000);
    expect((await long).value.items).toHaveLength(3);
    expect(emulator.requests).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('are all told what is waited for', async () => {
    const { client, emulator } = createToy({}, { latencyMs: 10 });
    emulator.faults.push({ kind: 'status', status: 429, retryAfter: 2 });
    const seen: CallEvent[][] = [[], []];
    const watch = (events: CallEvent[] | undefined) => ({
      observe: { event: (event: CallEvent) => void events?.push(event) },
    });
    await Promise.all(seen.map((events) => client.call(searchOperation, { text: 'x' }, watch(events))));
    expect(seen.map((events) => events.map((event) => event.type))).toEqual([
      [
        'call-started',
        'attempt-started',
        'attempt-finished',
        'call-waiting',
        'attempt-started',
        'attempt-finished',
        'call-finished',
      ],
      ['call-started', 'call-waiting', 'call-finished'],
    ]);
    expect(seen[1]?.at(-1)).toMatchObject({ coalesced: true, attempts: 0, bytes: 0 });
  });

  it('do not join a request that everybody has left', async () => {
    const { client, emulator } = createToy({}, { latencyMs: 100 });
    const controller = new AbortController();
    const left = failure(client.call(searchOperation, { text: 'x' }, { signal: controller.signal }));
    controller.abort();
    const next = client.call(searchOperation, { text: 'x' });
    expect((await left).code).toBe('cancelled');
    expect((await next).value.items).toHaveLength(3);
    expect(emulator.requests.length).toBeLessThanOrEqual(2);
  });
});

describe('hedging', () => {
  /** A client that knows its service answers in 10 ms. */
  async function warm(hedge: boolean) {
    const toy = createToy({ resilience: { hedge, coalesce: false } }, { latencyMs: 10 });
    for (let call = 0; call < 150; call += 1) await toy.client.call(searchOperation, { text: `warm ${call}` });
    return toy;
  }

  it('asks a slow service a second time and takes the first answer', async () => {
    const { client, emulator, clock } = await warm(true);
    emulator.faults.push({ kind: 'latency', ms: 2000 });
    const before = emulator.requests.length;
    const startedAt = clock.monotonicNow();
    const events: CallEvent[] = [];
    const { response } = await client.call(
      searchOperation,
      { text: 'slow' },
      { observe: { event: (event) => events.push(event) } },
    );
    expect(clock.monotonicNow() - startedAt).toBeLessThan(100);
    expect(response.attempts).toBe(2);
    expect(events.filter((event) => event.type === 'attempt-started')).toMatchObject([
      { attempt: 1 },
      { hedged: true },
    ]);
    expect(emulator.requests.slice(before).map((request) => request.aborted)).toEqual([true, false]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is off by default, and never for what is billed or unsafe', async () => {
    const off = await warm(false);
    off.emulator.faults.push({ kind: 'latency', ms: 2000 });
    expect((await off.client.call(searchOperation, { text: 'slow' })).response.attempts).toBe(1);
    const on = await warm(true);
    for (const call of [
      () => on.client.call(batchOperation, { ids: [] }),
      () => on.client.call(orderOperation, { id: 'a' }),
    ]) {
      on.emulator.faults.push({ kind: 'latency', ms: 2000 });
      expect((await call()).response.attempts).toBe(1);
    }
  });

  it('goes on waiting for the first request when the hedge fails', async () => {
    const { client, emulator, clock } = await warm(true);
    let sent = 0;
    const fetch: typeof globalThis.fetch = async (...request) => {
      sent += 1;
      if (sent === 2) return new Response('{}', { status: 404 });
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 2000));
      return emulator.fetch(...request);
    };
    client.configure({ fetch });
    const { response, value } = await client.call(searchOperation, { text: 'slow' });
    expect(value.items).toHaveLength(3);
    expect([sent, response.attempts]).toEqual([2, 2]);
  });

  it('sends at most one hedge in fifty calls', async () => {
    const { client, emulator } = await warm(true);
    const before = emulator.requests.length;
    emulator.faults.push({ kind: 'latency', ms: 200, times: 1000 });
    for (let call = 0; call < 200; call += 1) await client.call(searchOperation, { text: `slow ${call}` });
    // 2 % of 350 calls, and the few that the bucket may hold beforehand.
    expect(emulator.requests.length - before - 200).toBeLessThanOrEqual(12);
  });
});
