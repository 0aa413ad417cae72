import { createEmulator, createVirtualClock, type EmulatorReply } from '@headwater/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CallEvent,
  createCallBudget,
  createServiceClient,
  createStateStore,
  defineEventOperation,
  type ServiceSettings,
} from '../src/index.ts';
import { createNdjsonParser, createSseParser, type EventParser } from '../src/pipeline/event-parser.ts';
import { number, object, optional, string } from '../src/schema/index.ts';
import { failure } from './support/failure.ts';

const token = object({ text: string(), cost: optional(number()) });
const answer = defineEventOperation({
  name: 'answer',
  method: 'POST',
  path: '/answer',
  safety: 'read',
  billed: false,
  response: 'events',
  format: 'sse',
  request: ({ q }: { q: string }) => ({ body: { q } }),
  item: token,
  isEnd: (event) => event.data === '[DONE]',
  ignore: (event) => event.type === 'ping',
  softError: (json) => {
    const message = (json as { error?: string } | null)?.error;
    return message === undefined ? undefined : { code: 'upstream', message };
  },
  cost: (item) => item.cost,
  firstItemTimeoutMs: 3000,
  idleTimeoutMs: 5000,
});

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const done = 'data: [DONE]\n\n';

function rig(reply: () => EmulatorReply, settings: ServiceSettings = {}) {
  const clock = createVirtualClock({ autoAdvance: true });
  const service = createEmulator({
    name: 'talk',
    baseUrl: 'https://talk.example',
    clock,
    routes: [{ method: 'POST', path: '/answer', handler: reply }],
  });
  const client = createServiceClient(
    { name: 'talk', version: '1.0.0', baseUrl: 'https://talk.example', plans: {}, defaultPlan: () => 'sandbox' },
    { fetch: service.fetch, clock, random: () => 0.5, stateStore: createStateStore(), ...settings },
  );
  const events: CallEvent[] = [];
  const observe = { event: (seen: CallEvent) => void events.push(seen) };
  return { clock, service, client, events, observe };
}

describe('a streamed answer', () => {
  it('gives item by item, leaves out malformed ones, and ends at the mark', async () => {
    const { client, service, events, observe, clock } = rig(() => ({
      chunks: [
        ': hello\n\n',
        event({ text: 'a' }),
        'event: ping\ndata: {}\n\n',
        event({ text: 7 }),
        'data: {"text":\n\n',
        event({ text: 'b', cost: 0.02 }).slice(0, 9),
        event({ text: 'b', cost: 0.02 }).slice(9),
        done,
        event({ text: 'after the end' }),
      ],
    }));
    const budget = createCallBudget({ costUsd: 1 });
    const stream = client.stream(answer, { q: 'x' }, { observe, budget });
    expect(service.requests).toHaveLength(0);
    const items = await Array.fromAsync(stream);
    expect(items.map((item) => item.text)).toEqual(['a', 'b']);
    expect(stream.skipped).toEqual([
      { index: 1, reason: expect.stringMatching(/text/) },
      { index: 2, reason: expect.stringMatching(/malformed JSON/) },
    ]);
    expect(budget.spent).toMatchObject({ requests: 1, costUsd: 0.02 });
    expect(events.at(-1)).toMatchObject({ type: 'call-finished', attempts: 1, skipped: 2, costUsd: 0.02 });
    expect(clock.pendingTimers).toBe(0);
    expect((await failure(Array.fromAsync(stream))).message).toContain('only once');
  });

  it('is asked for again when it fails before its first item', async () => {
    const { client, service } = rig(() => ({ chunks: [event({ text: 'a' }), done] }));
    service.faults.push({ kind: 'status', status: 503 }, { kind: 'reset' });
    expect(await Array.fromAsync(client.stream(answer, { q: 'x' }))).toEqual([{ text: 'a' }]);
    expect(service.requests).toHaveLength(3);
  });

  it('fails after an item, rather than begin again, when it breaks off', async () => {
    const { client, service } = rig(() => ({ chunks: [event({ text: 'a' })] }));
    const items: string[] = [];
    const error = await failure(
      (async () => {
        for await (const item of client.stream(answer, { q: 'x' })) items.push(item.text);
      })(),
    );
    expect(error).toMatchObject({ code: 'network', attempts: 1 });
    expect(items).toEqual(['a']);
    expect(service.requests).toHaveLength(1);
  });

  it('tells a failure inside the stream', async () => {
    const { client } = rig(() => ({ chunks: [event({ text: 'a' }), event({ error: 'model overloaded' })] }));
    const error = await failure(Array.fromAsync(client.stream(answer, { q: 'x' })));
    expect(error).toMatchObject({ code: 'upstream', message: expect.stringContaining('model overloaded') });
  });

  it('waits for the first item and for the next one, each for its own time', async () => {
    const silent = rig(() => ({
      chunks: (async function* () {
        yield ': nothing yet\n\n';
        await new Promise(() => {});
      })(),
    }));
    const error = await failure(Array.fromAsync(silent.client.stream(answer, { q: 'x' }, { timeoutMs: 4000 })));
    expect(error).toMatchObject({ code: 'timeout' });

    let clockOf: { setTimeout(callback: () => void, ms: number): unknown } | undefined;
    const stalls = rig(() => ({
      chunks: (async function* () {
        yield event({ text: 'a' });
        // Comments are signs of life.
        for (let round = 0; round < 3; round += 1) {
          await new Promise<void>((resolve) => void clockOf?.setTimeout(resolve, 4000));
          yield ': still here\n\n';
        }
        await new Promise(() => {});
      })(),
    }));
    clockOf = stalls.clock;
    const startedAt = stalls.clock.monotonicNow();
    const idle = await failure(Array.fromAsync(stalls.client.stream(answer, { q: 'x' })));
    expect(idle).toMatchObject({ code: 'timeout', message: expect.stringContaining('silent for 5 s') });
    expect(stalls.clock.monotonicNow() - startedAt).toBe(17_000);
    expect(stalls.service.requests[0]?.aborted).toBe(true);
  });

  it('ends the request and gives its slot back when the loop is left or the call cancelled', async () => {
    const endless = () => ({
      chunks: (async function* () {
        for (let count = 0; ; count += 1) yield event({ text: String(count) });
      })(),
    });
    const { client, service, clock } = rig(endless, { resilience: { limits: { default: { concurrency: 1 } } } });
    for await (const item of client.stream(answer, { q: 'x' })) if (item.text === '3') break;
    const controller = new AbortController();
    const error = await failure(
      (async () => {
        for await (const item of client.stream(answer, { q: 'y' }, { signal: controller.signal })) {
          if (item.text === '2') controller.abort();
        }
      })(),
    );
    expect(error.code).toBe('cancelled');
    expect(service.requests.map((request) => request.aborted)).toEqual([true, true]);
    expect(clock.pendingTimers).toBe(0);
    await client.dispose();
  });

  it('is ended by disposal, and counts for the circuit when it fails', async () => {
    const { client, service } = rig(() => ({ chunks: [] }), {
      resilience: { circuit: { minimumCalls: 2 }, retry: { attempts: 1 } },
    });
    service.faults.push({ kind: 'outage', status: 500 });
    for (let round = 0; round < 2; round += 1) await failure(Array.fromAsync(client.stream(answer, { q: 'x' })));
    expect((await client.healthCheck()).circuit).toBe('open');
    await client.dispose();
    expect((await failure(Array.fromAsync(client.stream(answer, { q: 'x' })))).code).toBe('cancelled');
  });

  it('refuses an event longer than it may be', async () => {
    const { client } = rig(() => ({ chunks: [event({ text: 'x'.repeat(2_000_000) })] }));
    const error = await failure(Array.fromAsync(client.stream(answer, { q: 'x' })));
    expect(error).toMatchObject({ code: 'response-invalid', retryable: false });
  });
});

function read(parser: EventParser, pieces: readonly string[]) {
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

/** Cuts a text at the given shares of its length. */
const cut = (text: string, places: readonly number[]) => {
  const at = [...places.map((place) => Math.floor(place * text.length)), 0, text.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => text.slice(at[index], end));
};

describe('parsing events', () => {
  it.each([
    ['any line end', 'data: a\r\rdata: b\r\n\r\ndata: c\n\n', ['a', 'b', 'c']],
    ['several data lines', 'data: a\ndata:b\ndata\n\n', ['a\nb\n']],
    ['a byte order mark and comments', '\uFEFF: hi\ndata: a\n\n', ['a']],
    ['unknown fields and retry', 'foo: bar\nretry: 10\ndata: a\n\n', ['a']],
    ['an event without data', 'event: x\n\ndata: a\n\n', ['a']],
    ['an event cut off', 'data: a\n\ndata: b\n', ['a']],
    ['only one blank after the colon', 'data:  a\n\n', [' a']],
  ])('knows %s', (_name, text, expected) => {
    expect(read(createSseParser(1000), [text]).map((found) => found.data)).toEqual(expected);
  });

  it('keeps type and id as the standard says', () => {
    const found = read(createSseParser(1000), [
      'id: 1\nevent: x\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\nid\ndata: d\n\n',
    ]);
    expect(found).toEqual([
      { type: 'x', data: 'a', id: '1' },
      { type: 'message', data: 'b', id: '1' },
      { type: 'message', data: 'c', id: '1' },
      { type: 'message', data: 'd', id: '' },
    ]);
  });

  it('does not depend on how the text arrives', () => {
    const line = fc.constantFrom('data: a', 'data', 'data: ünïcode', ': note', 'id: 7', 'event: e', '', '', 'x: y');
    const text = fc
      .array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 30 })
      .map((lines) => lines.map((pair) => pair.join('')).join(''));
    fc.assert(
      fc.property(text, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (whole, places) => {
        expect(read(createSseParser(10_000), cut(whole, places))).toEqual(read(createSseParser(10_000), [whole]));
      }),
    );
  });

  it('reads lines of JSON however they arrive, the last one without its end too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 8 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        fc.boolean(),
        (values, places, closed) => {
          const text = values.map((value) => JSON.stringify(value)).join('\r\n\n') + (closed ? '\n' : '');
          const found = read(createNdjsonParser(1_000_000), cut(text, places));
          expect(found.map((line) => JSON.parse(line.data))).toEqual(JSON.parse(JSON.stringify(values)));
        },
      ),
    );
  });

  it('stops an event that never ends', () => {
    const parser = createSseParser(100);
    expect(() => {
      for (;;) parser.push('data: xxxxxxxxxx\n');
    }).toThrow(/longer than 100/);
    const line = createNdjsonParser(100);
    expect(() => {
      for (;;) line.push('xxxxxxxxxxxxxxx');
    }).toThrow(/longer than 100/);
  });
});
