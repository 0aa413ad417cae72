import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CallEvent, createCallBudget, createServiceClient } from '../src/index.ts';
import { failure } from './support/failure.ts';
import {
  batchOperation,
  createToy,
  orderOperation,
  searchOperation,
  toyDefinition,
  toyKey,
} from './support/toy-service.ts';

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
      'call-started',
      'attempt-started',
      'attempt-finished',
      'call-waiting',
      'attempt-started',
      'attempt-finished',
      'call-finished',
    ]);
    expect(events[3]).toMatchObject({ reason: 'rate-limit' });
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
    const calls = Array.from({ length: 10 }, (_, index) =>
      failure(client.call(searchOperation, { text: `x${index}` })),
    );
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
      Array.from({ length: 8 }, (_, index) => client.call(searchOperation, { text: `x${index}` }, { budget })),
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
