import { createHash, createHmac } from 'node:crypto';
import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HeadwaterError } from '../../src/errors/headwater-error.ts';
import { OverloadedError } from '../../src/errors/kinds.ts';
import type { AuditEntry } from '../../src/security/audit/audit-line.ts';
import { type AuditLogOptions, type AuditProblem, createAuditLog } from '../../src/security/audit/audit-log.ts';
import { type AuditSink, memoryAuditSink } from '../../src/security/audit/audit-sink.ts';
import { verifyAuditLog } from '../../src/security/audit/verify-audit-log.ts';
import { failure } from '../support/failure.ts';

afterEach(() => vi.restoreAllMocks());

const entry: AuditEntry = { actor: 'ada', provider: 'toy', operation: 'search', outcome: 'ok' };

async function written(count: number, options: Partial<AuditLogOptions> = {}) {
  const sink = memoryAuditSink();
  const log = createAuditLog({ sink, clock: createVirtualClock(), ...options });
  for (let index = 0; index < count; index += 1) log.record({ ...entry, requestId: `r${index + 1}` });
  const head = await log.head();
  return { log, sink, head, lines: [...sink.lines] };
}

const parsed = (line: string | undefined) => JSON.parse(line ?? '');
const kinds = async (lines: string[], options = {}) =>
  (await verifyAuditLog(lines, options)).findings.map(({ line, kind }) => `${line} ${kind}`);

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

describe('a sink that fails', () => {
  function failing(failures: number) {
    const memory = memoryAuditSink();
    let opened = 0;
    let left = failures;
    const sink: AuditSink = {
      open: () => {
        opened += 1;
        return memory.open();
      },
      append: (lines) => {
        left -= 1;
        if (left >= 0) throw new Error('disk full');
        return memory.append(lines);
      },
    };
    return { memory, sink, opened: () => opened };
  }

  it('is reported with the number of lost records, and noted in the next line', async () => {
    const { memory, sink, opened } = failing(2);
    const problems: AuditProblem[] = [];
    const log = createAuditLog({ sink, onProblem: (problem) => problems.push(problem) });
    log.record(entry);
    log.record(entry);
    await log.flush();
    log.record(entry);
    await log.flush();
    log.record(entry);
    log.record(entry);
    await log.flush();
    log.record(entry);
    await log.flush();
    expect(problems.map(({ kind, lostRecords }) => [kind, lostRecords])).toEqual([
      ['sink-failed', 2],
      ['sink-failed', 1],
    ]);
    expect(problems[0]?.error).toMatchObject({ code: 'network', message: 'the audit log could not be written' });
    expect(problems[0]?.error.cause).toMatchObject({ message: 'disk full' });
    expect(memory.lines.map((line) => parsed(line).lostRecords)).toEqual([3, undefined, undefined]);
    expect(memory.lines.map((line) => parsed(line).sequence)).toEqual([1, 2, 3]);
    expect(await verifyAuditLog(memory.lines)).toMatchObject({ intact: true });
    // Once at the beginning, and after each failure.
    expect(opened()).toBe(3);
  });

  it('goes on after what a failed append has stored all the same', async () => {
    const memory = memoryAuditSink();
    let broken = true;
    const sink: AuditSink = {
      open: () => memory.open(),
      append: (lines) => {
        memory.append(broken ? lines.slice(0, 1) : lines);
        if (broken) throw new Error('half of it');
      },
    };
    const log = createAuditLog({ sink, onProblem: () => {} });
    log.record(entry);
    log.record(entry);
    await log.flush();
    broken = false;
    log.record(entry);
    await log.flush();
    expect(memory.lines).toHaveLength(2);
    expect(await verifyAuditLog(memory.lines)).toMatchObject({ intact: true });
  });

  it('fails the calls whose records are lost, when told to, and only those', async () => {
    const { memory, sink } = failing(1);
    const log = createAuditLog({ sink, onProblem: 'fail-call' });
    const settled = await Promise.allSettled([log.record(entry), log.record(entry)]);
    for (const { status, ...rest } of settled) {
      expect(status).toBe('rejected');
      expect((rest as { reason: unknown }).reason).toMatchObject({ code: 'network' });
    }
    await log.record(entry);
    expect(memory.lines).toHaveLength(1);
  });

  it('is not silent by default', async () => {
    const shown = vi.spyOn(console, 'error').mockImplementation(() => {});
    const log = createAuditLog({ sink: failing(1).sink });
    log.record(entry);
    await log.flush();
    expect(shown).toHaveBeenCalledExactlyOnceWith(
      '[headwater] audit log: sink-failed, 1 records lost: the audit log could not be written',
    );
  });

  it('is not silent when the reporting function throws', async () => {
    const shown = vi.spyOn(console, 'error').mockImplementation(() => {});
    const onProblem = () => {
      throw new Error('broken reporter');
    };
    const log = createAuditLog({ sink: failing(1).sink, onProblem });
    log.record(entry);
    await log.flush();
    expect(shown).toHaveBeenCalledTimes(2);
    expect(shown.mock.calls.flat().map(String).join()).toContain('broken reporter');
  });

  it('is retried by head() and flush(), which never reject for records reported already', async () => {
    const log = createAuditLog({ sink: failing(1).sink, onProblem: () => {} });
    log.record(entry);
    await log.flush();
    expect(await log.head()).toEqual({ sequence: 0, hash: '0'.repeat(64) });
  });

  it('is bounded in memory while it is slow', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const memory = memoryAuditSink();
    const problems: AuditProblem[] = [];
    const sink: AuditSink = {
      open: () => memory.open(),
      append: async (lines) => {
        await gate;
        memory.append(lines);
      },
    };
    const log = createAuditLog({ sink, maxQueued: 3, onProblem: (problem) => problems.push(problem) });
    for (let index = 0; index < 5; index += 1) log.record(entry);
    expect(problems.map(({ kind, lostRecords }) => [kind, lostRecords])).toEqual([
      ['queue-full', 1],
      ['queue-full', 1],
    ]);
    expect(problems[0]?.error).toBeInstanceOf(OverloadedError);
    expect(problems[0]?.error.message).toContain('3 audit records');
    release();
    await log.flush();
    log.record(entry);
    await log.flush();
    expect(memory.lines.map((line) => parsed(line).lostRecords)).toEqual([2, undefined, undefined, undefined]);
  });

  it('fails the call that finds the queue full, when told to', async () => {
    const sink: AuditSink = { open: () => new Promise(() => {}), append: () => {} };
    const log = createAuditLog({ sink, maxQueued: 1, onProblem: 'fail-call' });
    void log.record(entry);
    expect(await failure(log.record(entry) as Promise<void>)).toMatchObject({ code: 'overloaded' });
  });

  it('reports an unfinished line that was removed, and notes it', async () => {
    for (const mode of ['function', 'fail-call'] as const) {
      const shown = vi.spyOn(console, 'error').mockImplementation(() => {});
      const problems: AuditProblem[] = [];
      const memory = memoryAuditSink();
      let opened = 0;
      const sink: AuditSink = {
        open: () => {
          opened += 1;
          return { tornBytes: opened === 1 ? 17 : 0 };
        },
        append: (lines) => memory.append(lines),
      };
      const onProblem = mode === 'fail-call' ? mode : (problem: AuditProblem) => problems.push(problem);
      const log = createAuditLog({ sink, onProblem });
      await log.record(entry);
      await log.flush();
      log.record(entry);
      await log.flush();
      expect(memory.lines.map((line) => parsed(line).tornBytes)).toEqual([17, undefined]);
      if (mode === 'function') {
        expect(problems).toMatchObject([{ kind: 'torn-line', lostRecords: 0 }]);
        expect(problems[0]?.error.message).toContain('17 bytes');
      } else expect(shown.mock.calls.join()).toContain('torn-line');
    }
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

describe('verifyAuditLog', () => {
  it('finds nothing in an untouched log, given as text, lines or a stream', async () => {
    const { lines, head } = await written(5);
    async function* stream() {
      yield* lines;
    }
    const text = `${lines.join('\n')}\n`;
    for (const form of [lines, stream(), text, text.trimEnd(), text.replaceAll('\n', '\r\n'), new Set(lines)]) {
      expect(await verifyAuditLog(form, { head })).toEqual({
        intact: true,
        lines: 5,
        head,
        findings: [],
        furtherFindings: 0,
      });
    }
    const start = { sequence: 0, hash: '0'.repeat(64) };
    expect(await verifyAuditLog('')).toEqual({ intact: true, lines: 0, head: start, findings: [], furtherFindings: 0 });
  });

  it('finds a change of a byte, wherever it stands', async () => {
    const { lines } = await written(3);
    for (const [index, line] of lines.entries()) {
      for (let at = index; at < line.length; at += 3) {
        const changed = line.slice(0, at) + String.fromCharCode(line.charCodeAt(at) ^ 1) + line.slice(at + 1);
        const result = await verifyAuditLog(lines.with(index, changed));
        expect(result.intact, changed).toBe(false);
        expect(result.findings.some((finding) => finding.line === index + 1 || finding.line === index + 2)).toBe(true);
      }
    }
  });

  it('names a changed line, once', async () => {
    const { lines } = await written(4);
    const changed = lines.with(1, (lines[1] as string).replace('ada', 'eve'));
    const { findings } = await verifyAuditLog(changed);
    expect(findings).toEqual([{ line: 2, kind: 'changed', message: 'line 2 of the log was changed' }]);
  });

  it('finds a line that was replaced together with its hash, at the next one', async () => {
    const [first, second] = [await written(4), await written(4, { clock: { ...createVirtualClock(), now: () => 1 } })];
    const forged = (second.lines[1] as string).replace(
      /"previous":"[0-9a-f]+"/,
      `"previous":"${parsed(first.lines[0]).hash}"`,
    );
    const body = forged.replace(/,"hash":"[0-9a-f]{64}"\}$/, '}');
    const hash = createHash('sha256').update(body).digest('hex');
    const rehashed = `${body.slice(0, -1)},"hash":"${hash}"}`;
    const { findings } = await verifyAuditLog(first.lines.with(1, rehashed));
    expect(findings).toEqual([
      { line: 3, kind: 'changed', message: 'line 3 of the log does not follow the one before it' },
    ]);
  });

  it('finds a missing line, several, and the first', async () => {
    const { lines } = await written(6);
    expect(await verifyAuditLog(lines.toSpliced(2, 1))).toMatchObject({
      findings: [{ line: 3, kind: 'missing', message: 'line 3 of the log is missing' }],
    });
    expect(await verifyAuditLog(lines.toSpliced(1, 3))).toMatchObject({
      findings: [{ line: 2, kind: 'missing', message: 'lines 2 to 4 are missing' }],
    });
    expect(await kinds(lines.slice(1))).toEqual(['1 missing']);
    expect(await kinds([lines[0], lines[2], lines[4]] as string[])).toEqual(['2 missing', '3 missing']);
  });

  it('finds lines cut off the end, when it knows the end', async () => {
    const { lines, head } = await written(5);
    expect(await kinds(lines.slice(0, 3))).toEqual([]);
    expect(await verifyAuditLog(lines.slice(0, 4), { head })).toMatchObject({
      intact: false,
      findings: [{ line: 5, kind: 'truncated', message: 'the log ends 1 line too early' }],
    });
    expect(await verifyAuditLog(lines.slice(0, 3), { head })).toMatchObject({
      findings: [{ line: 4, kind: 'truncated', message: 'the log ends 2 lines too early' }],
    });
    expect(await kinds([], { head })).toEqual(['1 truncated']);
  });

  it('holds a log that has grown against an end noted earlier', async () => {
    const { log, sink, head } = await written(3);
    log.record(entry);
    await log.flush();
    expect(await kinds([...sink.lines], { head })).toEqual([]);
  });

  it('finds a log written anew with right hashes, by its noted end or by the key', async () => {
    const { head, lines } = await written(3);
    const forged = await written(5, { clock: { ...createVirtualClock(), now: () => 1 } });
    expect(await kinds(forged.lines)).toEqual([]);
    expect(await verifyAuditLog(forged.lines, { head })).toMatchObject({
      findings: [{ line: 3, kind: 'changed', message: 'line 3 of the log is not the one that was noted as its end' }],
    });
    expect(await kinds(lines, { key: 'key' })).toEqual(['1 changed', '2 changed', '3 changed']);
    const keyed = await written(3, { key: 'key' });
    expect(await kinds(keyed.lines, { key: 'key', head: keyed.head })).toEqual([]);
    expect(await kinds(keyed.lines, { key: new TextEncoder().encode('key') })).toEqual([]);
    expect(await kinds(keyed.lines)).toHaveLength(3);
  });

  it('finds reordered lines', async () => {
    const { lines, head } = await written(6);
    const [a, b, c, d, e, f] = lines as [string, string, string, string, string, string];
    expect(await verifyAuditLog([a, c, b, d, e, f], { head })).toMatchObject({
      findings: [{ line: 3, kind: 'reordered', message: 'line 2 of the log stands in the wrong place' }],
    });
    expect(await kinds([a, e, b, c, d, f])).toEqual(['3 reordered', '4 reordered', '5 reordered']);
    expect(await kinds([a, e, c, f])).toEqual(['2 missing', '2 missing', '3 reordered']);
    expect(await kinds([b, a, c, d, e, f])).toEqual(['2 reordered']);
  });

  it('finds a repeated line', async () => {
    const { lines } = await written(3);
    const [a, b, c] = lines as [string, string, string];
    expect(await verifyAuditLog([a, b, b, c])).toMatchObject({
      findings: [{ line: 3, kind: 'duplicated', message: 'line 2 of the log is here a second time' }],
    });
    expect(await kinds([a, b, c, a])).toEqual(['4 duplicated']);
    // Missing once, then there twice.
    expect(await kinds([a, c, b, b])).toEqual(['3 reordered', '4 duplicated']);
  });

  it('finds what is no line, whether it replaces one or was put in between', async () => {
    const { lines, head } = await written(4);
    const [a, b, c, d] = lines as [string, string, string, string];
    for (const odd of [
      '',
      'x',
      '{}',
      '[]',
      'null',
      `${a.slice(0, -10)}`,
      `${a} `,
      ` ${a}`,
      '{"sequence":1,"hash":"zz"}',
    ]) {
      expect(await kinds([odd, b, c, d], { head }), odd).toEqual(['1 malformed']);
      expect(await kinds([a, odd, c, d], { head }), odd).toEqual(['2 malformed']);
      expect(await kinds([a, odd, odd, d], { head }), odd).toEqual(['2 malformed', '3 malformed']);
      expect(await kinds([a, b, odd, c, d], { head }), odd).toEqual(['3 malformed']);
      expect(await kinds([a, odd, d], { head }), odd).toEqual(['2 malformed', '3 missing']);
      expect(await kinds([a, b, c, odd], { head }), odd).toEqual(['4 malformed']);
    }
    // A line put in between does not hide that the next does not follow.
    expect(await kinds([a, 'x', (await written(2, { key: 'k' })).lines[1] as string])).toContain('3 changed');
  });

  it.each([
    ['a sequence that is no whole number', (line: string) => line.replace('"sequence":1', '"sequence":1.5')],
    ['a sequence that is text', (line: string) => line.replace('"sequence":1', '"sequence":"1"')],
    ['no previous hash', (line: string) => line.replace('"previous"', '"preceding"')],
  ])('finds a line with %s malformed', async (_what, change) => {
    const { lines } = await written(1);
    expect(await kinds([change(lines[0] as string)])).toEqual(['1 malformed']);
  });

  it('finds a first line that does not follow what came before', async () => {
    const { lines, head } = await written(3);
    const other = { sequence: 0, hash: 'f'.repeat(64) };
    expect(await kinds(lines, { from: other })).toEqual(['1 changed']);
    expect(await kinds(lines, { from: head })).toEqual(['1 duplicated', '2 duplicated', '3 duplicated']);
  });

  it('lists so many findings and counts the rest', async () => {
    const { lines } = await written(9);
    const changed = lines.map((line) => line.replace('ada', 'eve'));
    const result = await verifyAuditLog(changed, { maxFindings: 4 });
    expect(result).toMatchObject({ intact: false, furtherFindings: 5, lines: 9 });
    expect(result.findings).toHaveLength(4);
    const everySecond = lines.filter((_line, index) => index % 2 === 1);
    const gaps = await verifyAuditLog(everySecond, { maxFindings: 2 });
    expect(gaps.findings.length + gaps.furtherFindings).toBe(4);
    expect(gaps.findings.map(({ line }) => line)).toEqual([1, 2]);
  });

  it('lists a hundred findings by default', async () => {
    const result = await verifyAuditLog(Array(150).fill('x'));
    expect([result.findings.length, result.furtherFindings]).toEqual([100, 50]);
  });

  it('finds any single removal, swap, repetition or change in any log', async () => {
    const { lines, head } = await written(12);
    const at = fc.nat({ max: 11 });
    const tamper = fc.oneof(
      at.map((index) => lines.toSpliced(index, 1)),
      fc
        .tuple(at, at)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => lines.with(a, lines[b] as string).with(b, lines[a] as string)),
      fc.tuple(at, at).map(([a, b]) => lines.toSpliced(b, 0, lines[a] as string)),
      fc.tuple(at, fc.nat({ max: 150 })).map(([index, byte]) => {
        const line = lines[index] as string;
        return lines.with(index, `${line.slice(0, byte)}${line.slice(byte + 1)}`);
      }),
      fc.nat({ max: 11 }).map((length) => lines.slice(0, length)),
    );
    await fc.assert(
      fc.asyncProperty(tamper, async (changed) => {
        expect((await verifyAuditLog(changed, { head })).intact).toBe(false);
      }),
      { numRuns: 120 },
    );
  });
});
