import { appendFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileAuditSink, readAuditLines } from '../../src/node/file-audit-sink.ts';
import { type AuditProblem, createAuditLog } from '../../src/security/audit/audit-log.ts';
import { verifyAuditLog } from '../../src/security/audit/verify-audit-log.ts';
import { failure } from '../support/failure.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-audit-'));
  path = join(folder, 'audit.jsonl');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const entry = { provider: 'toy', operation: 'search', outcome: 'ok' };

function start(options: Parameters<typeof fileAuditSink>[1] = {}, problems: AuditProblem[] = []) {
  return createAuditLog({ sink: fileAuditSink(path, options), onProblem: (problem) => problems.push(problem) });
}

async function write(count: number, options?: Parameters<typeof fileAuditSink>[1]) {
  const log = start(options);
  for (let index = 0; index < count; index += 1) log.record(entry);
  const head = await log.head();
  await log.close();
  return head;
}

const linesOf = async () => (await readFile(path, 'utf8')).split('\n').slice(0, -1);

describe('fileAuditSink', () => {
  it.each([true, false])('writes lines that only the owner may read (fsync: %s)', async (fsync) => {
    const head = await write(3, { fsync });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFile(path, 'utf8')).endsWith('}\n')).toBe(true);
    expect(await verifyAuditLog(readAuditLines(path), { head })).toMatchObject({ intact: true, lines: 3, head });
  });

  it('continues the chain of an existing file', async () => {
    await write(2);
    await write(2);
    expect((await write(1)).sequence).toBe(5);
    expect(await verifyAuditLog(readAuditLines(path))).toMatchObject({ intact: true, lines: 5 });
  });

  it('keeps the order of records that come while others are written', async () => {
    const log = start();
    const outcomes = Array.from({ length: 200 }, (_, index) => String(index));
    for (const [index, outcome] of outcomes.entries()) {
      log.record({ ...entry, outcome });
      if (index % 20 === 0) await Promise.resolve();
    }
    await log.close();
    expect((await linesOf()).map((line) => JSON.parse(line).outcome)).toEqual(outcomes);
    expect(await verifyAuditLog(readAuditLines(path))).toMatchObject({ intact: true, lines: 200 });
  });

  it('removes and reports an unfinished last line, wherever the crash cut it', async () => {
    const first = await write(2);
    const whole = await readFile(path);
    await write(1);
    const third = (await readFile(path)).subarray(whole.length);
    for (let cut = 1; cut < third.length - 1; cut += 7) {
      await writeFile(path, Buffer.concat([whole, third.subarray(0, cut)]));
      const problems: AuditProblem[] = [];
      const log = start({}, problems);
      log.record(entry);
      await log.close();
      expect(problems.map(({ kind, lostRecords }) => [kind, lostRecords])).toEqual([['torn-line', 0]]);
      const lines = await linesOf();
      expect(JSON.parse(lines[2] as string)).toMatchObject({ sequence: 3, previous: first.hash, tornBytes: cut });
      expect(await verifyAuditLog(lines)).toMatchObject({ intact: true, lines: 3 });
    }
  });

  it('keeps a last line that lacks nothing but its line break', async () => {
    await write(2);
    await truncate(path, (await stat(path)).size - 1);
    const problems: AuditProblem[] = [];
    const log = start({}, problems);
    log.record(entry);
    await log.close();
    expect(problems).toEqual([]);
    expect(await verifyAuditLog(readAuditLines(path))).toMatchObject({ intact: true, lines: 3 });
  });

  it('begins a file that holds nothing but an unfinished line', async () => {
    await writeFile(path, '{"sequence":1,"at":');
    const problems: AuditProblem[] = [];
    const log = start({}, problems);
    log.record(entry);
    await log.close();
    expect(problems).toMatchObject([{ kind: 'torn-line' }]);
    expect(await verifyAuditLog(readAuditLines(path))).toMatchObject({ intact: true, lines: 1 });
  });

  it('goes on from another file, when logs are rotated', async () => {
    const head = await write(3);
    const next = join(folder, 'next.jsonl');
    const log = createAuditLog({ sink: fileAuditSink(next, { from: head }) });
    log.record(entry);
    await log.close();
    expect(await verifyAuditLog(readAuditLines(next), { from: head })).toMatchObject({ intact: true, lines: 1 });
    expect(await verifyAuditLog(readAuditLines(next))).toMatchObject({ intact: false });
    const again = createAuditLog({ sink: fileAuditSink(next, { from: head }) });
    expect((await again.head()).sequence).toBe(4);
    await again.close();
  });

  it.each([
    ['a foreign line', 'hello\n'],
    ['an empty line', '\n'],
    ['a line somebody changed', undefined],
  ])('does not continue a file that ends with %s', async (_what, content) => {
    await write(2);
    if (content === undefined) await writeFile(path, (await readFile(path, 'utf8')).replace(/toy(?!.*toy)/s, 'tob'));
    else await appendFile(path, content);
    const before = await readFile(path, 'utf8');
    const problems: AuditProblem[] = [];
    const log = start({}, problems);
    log.record(entry);
    await log.close();
    expect(problems).toMatchObject([{ kind: 'sink-failed', lostRecords: 1, error: { code: 'configuration' } }]);
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('does not touch a file that is no log at all', async () => {
    await writeFile(path, 'x'.repeat(3 * 1024 * 1024));
    const problems: AuditProblem[] = [];
    const log = start({}, problems);
    log.record(entry);
    await log.close();
    expect(problems[0]?.error.message).toContain('does not end like an audit log');
    expect((await stat(path)).size).toBe(3 * 1024 * 1024);
  });

  it('notices a second writer, and goes on after what it wrote', async () => {
    const problems: AuditProblem[] = [];
    const log = start({}, problems);
    log.record(entry);
    await log.flush();
    await write(1);
    log.record(entry);
    await log.flush();
    expect(problems[0]).toMatchObject({ kind: 'sink-failed', lostRecords: 1 });
    expect(problems[0]?.error.message).toContain('changed by somebody else');
    log.record(entry);
    await log.close();
    const lines = await linesOf();
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[2] as string)).toMatchObject({ sequence: 3, lostRecords: 1 });
    expect(await verifyAuditLog(lines)).toMatchObject({ intact: true });
  });

  it('takes back what a failed write left, so that the loss it tells is exact', async () => {
    const probe = await open(join(folder, 'probe'), 'w');
    const prototype = Object.getPrototypeOf(probe) as { datasync(): Promise<void> };
    await probe.close();
    const problems: AuditProblem[] = [];
    const log = start({}, problems);
    log.record(entry);
    await log.flush();
    vi.spyOn(prototype, 'datasync').mockRejectedValueOnce(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    log.record(entry);
    log.record(entry);
    await log.flush();
    expect(problems).toMatchObject([{ kind: 'sink-failed', lostRecords: 2 }]);
    expect(problems[0]?.error.cause).toMatchObject({ code: 'ENOSPC' });
    expect(await linesOf()).toHaveLength(1);
    log.record(entry);
    await log.close();
    expect(JSON.parse((await linesOf())[1] as string)).toMatchObject({ sequence: 2, lostRecords: 2 });
  });

  it('waits for the disk only when it must', async () => {
    const probe = await open(join(folder, 'probe'), 'w');
    const prototype = Object.getPrototypeOf(probe) as { datasync(): Promise<void> };
    await probe.close();
    const synced = vi.spyOn(prototype, 'datasync');
    await write(2, { fsync: false });
    expect(synced).not.toHaveBeenCalled();
    await write(2);
    expect(synced).toHaveBeenCalledTimes(1);
  });

  it('tells where it cannot write', async () => {
    path = join(folder, 'missing', 'audit.jsonl');
    const log = createAuditLog({ sink: fileAuditSink(path), onProblem: 'fail-call' });
    const error = await failure(log.record(entry) as Promise<void>);
    expect(error).toMatchObject({ code: 'network', message: 'the audit log could not be written' });
    expect(error.cause).toMatchObject({ code: 'ENOENT' });
  });

  it('takes no lines before it is open, or after it is closed', async () => {
    const sink = fileAuditSink(path);
    expect((await failure(Promise.resolve(sink.append(['x'])))).code).toBe('configuration');
    await sink.open();
    await sink.close?.();
    expect((await failure(Promise.resolve(sink.append(['x'])))).code).toBe('configuration');
    await sink.close?.();
  });
});

describe('readAuditLines', () => {
  it('reads lines across the chunks of the file, with and without a last line break', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${'ü'.repeat(index % 90)}`);
    for (const end of ['\n', '']) {
      await writeFile(path, lines.join('\n') + end);
      expect(await Array.fromAsync(readAuditLines(path))).toEqual(lines);
    }
    await writeFile(path, '');
    expect(await Array.fromAsync(readAuditLines(path))).toEqual([]);
  });

  it('does not gather a line without an end', async () => {
    await writeFile(path, 'x'.repeat(5 * 1024 * 1024));
    const pieces = await Array.fromAsync(readAuditLines(path));
    expect(pieces.join('')).toHaveLength(5 * 1024 * 1024);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(1.2 * 1024 * 1024);
  });
});
