import { afterEach, describe, expect, it, vi } from 'vitest';
import { OverloadedError } from '../../src/errors/kinds.ts';
import { type AuditProblem, createAuditLog } from '../../src/security/audit/audit-log.ts';
import { type AuditSink, memoryAuditSink } from '../../src/security/audit/audit-sink.ts';
import { verifyAuditLog } from '../../src/security/audit/verify-audit-log.ts';
import { failure } from '../support/failure.ts';
import { entry, parsed } from './audit-log-support.ts';

afterEach(() => vi.restoreAllMocks());

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
