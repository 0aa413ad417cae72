import { createHash, createHmac } from 'node:crypto';
import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../src/errors/headwater-error.ts';
import { createAuditLog } from '../../src/security/audit/audit-log.ts';
import { type AuditSink, memoryAuditSink } from '../../src/security/audit/audit-sink.ts';
import { verifyAuditLog } from '../../src/security/audit/verify-audit-log.ts';
import { failure } from '../support/failure.ts';
import { entry, parsed, written } from './audit-log-support.ts';

describe('createAuditLog', () => {
  it('writes who, what, when and outcome, and chains each line to the one before', async () => {
    const sink = memoryAuditSink();
    const clock = createVirtualClock();
    const log = createAuditLog({ sink, clock });
    const full = { ...entry, attempts: 2, status: 200, requestId: 'req-1', costUsd: 0.02, durationMs: 12.5 };
    log.record(full);
    await clock.advance(1500);
    log.record({ provider: 'toy', operation: 'order', outcome: 'timeout' });
    await log.flush();
    const [first, second] = sink.lines.map(parsed);
    expect(first).toEqual({
      sequence: 1,
      at: '2026-01-01T00:00:00.000Z',
      ...full,
      previous: '0'.repeat(64),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(second).toEqual({
      sequence: 2,
      at: '2026-01-01T00:00:01.500Z',
      provider: 'toy',
      operation: 'order',
      outcome: 'timeout',
      previous: first.hash,
      hash: expect.any(String),
    });
    expect(await log.head()).toEqual({ sequence: 2, hash: second.hash });
  });

  it('hashes every byte of the line but the hash, with SHA-256 or HMAC', async () => {
    const plain = await written(1);
    const body = (plain.lines[0] as string).replace(/,"hash":"[0-9a-f]{64}"\}$/, '}');
    expect(parsed(plain.lines[0]).hash).toBe(createHash('sha256').update(body).digest('hex'));
    const keyed = await written(1, { key: 'k' });
    expect(parsed(keyed.lines[0]).hash).toBe(createHmac('sha256', 'k').update(body).digest('hex'));
  });

  it('keeps nothing but its own fields, of their own types', async () => {
    const sink = memoryAuditSink();
    const log = createAuditLog({ sink });
    const odd = {
      ...entry,
      actor: 7,
      status: '200',
      costUsd: Number.NaN,
      body: 'payload',
      headers: { a: 'b' },
      hash: 'x',
    };
    log.record(odd as never);
    await log.flush();
    expect(Object.keys(parsed(sink.lines[0]))).toEqual([
      'sequence',
      'at',
      'provider',
      'operation',
      'outcome',
      'previous',
      'hash',
    ]);
  });

  it('removes secrets and cuts long texts', async () => {
    const sink = memoryAuditSink();
    const log = createAuditLog({ sink });
    log.record({ ...entry, actor: 'Bearer abcdefghijkl', requestId: 'echo-s3cr3t/value+x', outcome: 'x'.repeat(500) }, [
      's3cr3t/value+x',
    ]);
    await log.flush();
    const line = parsed(sink.lines[0]);
    expect(line.requestId).toBe('echo-[redacted]');
    expect(line.actor).toBe('Bearer [redacted]');
    expect(line.outcome).toBe('x'.repeat(200));
  });

  // fast-check's own unit of this kind takes seconds to make.
  const anyText = fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) });

  it('writes one line for every record, whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 6 }), async (texts) => {
        const sink = memoryAuditSink();
        const log = createAuditLog({ sink });
        for (const text of texts) log.record({ ...entry, actor: text, requestId: `\n\r\u2028${text}","hash":"` });
        const head = await log.head();
        expect(sink.lines.every((line) => !/[\r\n]/.test(line))).toBe(true);
        expect(await verifyAuditLog(sink.lines, { head })).toMatchObject({ intact: true, lines: texts.length, head });
        expect(await verifyAuditLog(sink.lines.map((line) => `${line}\n`).join(''))).toMatchObject({ intact: true });
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the order of the calls and shares writes between the calls of one turn', async () => {
    const batches: number[] = [];
    const memory = memoryAuditSink();
    const sink: AuditSink = {
      ...memory,
      open: () => memory.open(),
      append: async (lines) => {
        batches.push(lines.length);
        await Promise.resolve();
        await memory.append(lines);
      },
    };
    const log = createAuditLog({ sink });
    for (let index = 0; index < 50; index += 1) log.record({ ...entry, requestId: String(index) });
    await log.flush();
    log.record(entry);
    await log.flush();
    expect(batches).toEqual([50, 1]);
    expect(memory.lines.slice(0, 50).map((line) => parsed(line).requestId)).toEqual([...Array(50).keys()].map(String));
    expect(await verifyAuditLog(memory.lines)).toMatchObject({ intact: true, lines: 51 });
  });

  it('does not make a call wait', () => {
    const sink: AuditSink = { open: () => new Promise(() => {}), append: () => {} };
    expect(createAuditLog({ sink }).record(entry)).toBeUndefined();
  });

  it('goes on from the end of what is stored', async () => {
    const { sink } = await written(3);
    const second = createAuditLog({ sink });
    expect((await second.head()).sequence).toBe(3);
    second.record(entry);
    await second.flush();
    expect(await verifyAuditLog(sink.lines)).toMatchObject({ intact: true, lines: 4 });
  });

  it('begins where a sink says, after lines that were moved away', async () => {
    const { head } = await written(3);
    const memory = memoryAuditSink();
    const sink: AuditSink = { open: () => ({ from: head }), append: (lines) => memory.append(lines) };
    const log = createAuditLog({ sink });
    expect(await log.head()).toEqual(head);
    log.record(entry);
    await log.flush();
    expect(parsed(memory.lines[0])).toMatchObject({ sequence: 4, previous: head.hash });
    expect(await verifyAuditLog(memory.lines, { from: head })).toMatchObject({ intact: true });
  });

  it.each([
    ['changed', (line: string) => line.replace('ada', 'eve')],
    ['no line of a log', () => 'hello'],
  ])('refuses to continue a log whose last line is %s', async (_what, change) => {
    const { lines } = await written(2);
    const stored: string[] = [];
    const sink: AuditSink = {
      open: () => ({ lastLine: change(lines[1] as string) }),
      append: (more) => void stored.push(...more),
    };
    const log = createAuditLog({ sink, onProblem: 'fail-call' });
    const error = await failure(log.record(entry) as Promise<void>);
    expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining('intact line of this log') });
    expect(stored).toEqual([]);
  });

  it('refuses to continue a log of another key', async () => {
    const { sink } = await written(2, { key: 'one' });
    const log = createAuditLog({ sink, key: 'two' });
    expect(await failure(log.head())).toMatchObject({ code: 'configuration' });
  });

  it('refuses an empty key', () => {
    expect(() => createAuditLog({ sink: memoryAuditSink(), key: '' })).toThrow(/key of the audit log is empty/);
    expect(() => createAuditLog({ sink: memoryAuditSink(), key: new Uint8Array() })).toThrow(HeadwaterError);
  });

  it('closes its sink after the last line, and takes none after', async () => {
    const events: string[] = [];
    const sink: AuditSink = {
      open: () => ({}),
      append: (lines) => void events.push(`append ${lines.length}`),
      close: () => void events.push('close'),
    };
    const log = createAuditLog({ sink });
    log.record(entry);
    await log.close();
    expect(events).toEqual(['append 1', 'close']);
    expect(() => log.record(entry)).toThrow(/audit log is closed/);
    await createAuditLog({ sink: { open: () => ({}), append: () => {} } }).close();
  });
});

describe('memoryAuditSink', () => {
  it('keeps the last lines only, and says how many it dropped', async () => {
    const sink = memoryAuditSink({ maxLines: 3 });
    const log = createAuditLog({ sink });
    for (let index = 0; index < 3; index += 1) log.record(entry);
    const third = await log.head();
    expect([sink.lines.length, sink.dropped]).toEqual([3, 0]);
    for (let index = 0; index < 3; index += 1) log.record(entry);
    await log.flush();
    expect([sink.lines.length, sink.dropped]).toEqual([3, 3]);
    expect(await verifyAuditLog(sink.lines, { from: third })).toMatchObject({ intact: true });
  });

  it('holds 10000 lines by default', () => {
    const sink = memoryAuditSink();
    void sink.append(Array(10_001).fill('x'));
    expect([sink.lines.length, sink.dropped]).toEqual([10_000, 1]);
  });
});
