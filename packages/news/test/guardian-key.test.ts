import { inspect } from 'node:util';
import { createMemoryStore, createStateStore, HeadwaterError, openTelemetry } from '@headwater/core';
import { createVirtualClock, type Fault } from '@headwater/testkit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGuardianEmulator } from '../src/emulator/index.ts';
import { createGuardian, type GuardianSettings } from '../src/guardian/index.ts';
import { failureOf } from './scripted.ts';

const KEY = 'canary/key+0b9d 7f'.replace(' ', '');
const shapes = [KEY, encodeURIComponent(KEY), encodeURIComponent(encodeURIComponent(KEY)), KEY.slice(0, 12)];

function expectNoKey(where: string, value: unknown): void {
  const shown = [String(value), inspect(value, { depth: 12, showHidden: true }), JSON.stringify(value) ?? ''];
  for (let cause = value; cause instanceof Error; cause = cause.cause) shown.push(cause.message, cause.stack ?? '');
  for (const shape of shapes)
    expect(
      shown.some((text) => text.includes(shape)),
      `${where} shows the key`,
    ).toBe(false);
}

function open(settings: GuardianSettings = {}) {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const emulator = createGuardianEmulator({ clock, apiKeys: [KEY], limits: 'unlimited' });
  const stateStore = createStateStore();
  const guardian = createGuardian({
    apiKey: KEY,
    fetch: emulator.fetch,
    clock,
    stateStore,
    random: () => 0.5,
    ...settings,
  });
  return { emulator, guardian };
}

const forever = { times: Number.POSITIVE_INFINITY };
const faults: Record<string, Fault> = {
  'a refused key that is echoed': { kind: 'status', status: 401, body: { message: `no such key ${KEY}` }, ...forever },
  'an address that is echoed': {
    kind: 'status',
    status: 400,
    body: `bad: /search?api-key=${encodeURIComponent(KEY)}&q=x`,
    ...forever,
  },
  'a failure that echoes': {
    kind: 'status',
    status: 500,
    body: { response: { status: 'error', message: KEY } },
    ...forever,
  },
  'a page': { kind: 'status', status: 200, body: `<html>${KEY}</html>`, ...forever },
  'a redirect': {
    kind: 'status',
    status: 302,
    headers: { location: `https://elsewhere.example/?api-key=${KEY}` },
    body: '',
    ...forever,
  },
  'a limit': { kind: 'status', status: 429, body: { message: `slow down ${KEY}` }, ...forever },
  'a broken connection': { kind: 'reset', ...forever },
  'broken JSON': { kind: 'malformed-json', ...forever },
};

describe('the key in the query', () => {
  it('reaches the service in the query alone by default, and in a header on demand', async () => {
    const inQuery = open();
    await inQuery.guardian.search('street trees');
    const inHeader = open({ keyIn: 'header' });
    await inHeader.guardian.search('street trees');
    const [first] = inQuery.emulator.requests;
    expect(new URLSearchParams(first?.query).get('api-key')).toBe(KEY);
    expect(first?.headers).not.toHaveProperty('api-key');
    const [second] = inHeader.emulator.requests;
    expect(second?.query).not.toContain('api-key');
    expect(second?.headers['api-key']).toBe(KEY);
    inQuery.guardian.configure({ keyIn: 'header' });
    await inQuery.guardian.search('night train');
    expect(inQuery.emulator.requests[1]?.headers['api-key']).toBe(KEY);
  });

  it.each(Object.entries(faults))('is in no error, event, health status or log after %s', async (_name, fault) => {
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => {}),
    );
    onTestFinished(() => void spies.map((spy) => spy.mockRestore()));
    const { guardian, emulator } = open();
    emulator.faults.push(fault);
    const events: unknown[] = [];
    const error = await failureOf(
      guardian.search('street trees', { observe: { event: (event) => void events.push(event) } }),
    );
    expect(emulator.requests[0]?.query).toContain('api-key=');
    expectNoKey('the error', error);
    expectNoKey('its JSON', error.toJSON());
    expect(events.length).toBeGreaterThan(0);
    expectNoKey('an event', events);
    expectNoKey('the health status', await guardian.healthCheck());
    expectNoKey('the inspection', guardian.inspect?.());
    expectNoKey('the client', guardian);
    expectNoKey(
      'the log',
      spies.flatMap((spy) => spy.mock.calls),
    );
  });

  it('is in no error when fetch itself names the address', async () => {
    const fetch = async (input: RequestInfo | URL): Promise<Response> => {
      throw new TypeError(`Failed to parse URL from ${String(input)}`, { cause: new Error(String(input)) });
    };
    const { guardian } = open({ fetch });
    const error = await failureOf(guardian.search('street trees'));
    expect(HeadwaterError.isInstance(error)).toBe(true);
    expectNoKey('the error', error);
  });

  it('is in no answer, and in no page of a list', async () => {
    const { guardian } = open();
    const { result, response } = await guardian.sections().withResponse();
    expect(result.results.length).toBeGreaterThan(0);
    expectNoKey('the response', response);
    expectNoKey('a page', await guardian.search('street trees'));
    expectNoKey('documents', await guardian.searchDocuments({ text: 'street trees' }));
  });

  it('is in no key and no value of a cache', async () => {
    const store = createMemoryStore();
    const seen: unknown[] = [];
    const watched = new Proxy(store, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          seen.push([name, ...given]);
          return member.apply(target, given);
        };
      },
    });
    const { guardian, emulator } = open({ cache: { store: watched } });
    await guardian.search('street trees');
    const again = await guardian.search('street trees');
    expect(again.response?.cache).toBe('hit');
    expect(emulator.requests).toHaveLength(1);
    expect(seen.length).toBeGreaterThan(0);
    expectNoKey('the cache', seen);
  });

  it('is in no span', async () => {
    const spans: unknown[] = [];
    const span = (name: string, options: unknown) => {
      const record: unknown[] = [name, options];
      spans.push(record);
      return {
        setAttribute: (...given: unknown[]) => void record.push(given),
        setAttributes: (...given: unknown[]) => void record.push(given),
        addEvent: (...given: unknown[]) => void record.push(given),
        setStatus: (...given: unknown[]) => void record.push(given),
        recordException: (...given: unknown[]) => void record.push(given),
        end: () => {},
        isRecording: () => true,
        spanContext: () => ({ traceId: '1', spanId: '1', traceFlags: 1 }),
      };
    };
    const tracerProvider = { getTracer: () => ({ startSpan: span }) };
    const { guardian, emulator } = open({ telemetry: openTelemetry({ tracerProvider: tracerProvider as never }) });
    emulator.faults.push({ kind: 'status', status: 503 });
    await guardian.item('environment');
    expect(spans.length).toBeGreaterThanOrEqual(3);
    expectNoKey('a span', spans);
  });
});
