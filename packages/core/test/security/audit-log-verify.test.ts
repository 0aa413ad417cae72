import { createHash } from 'node:crypto';
import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyAuditLog } from '../../src/security/audit/verify-audit-log.ts';
import { entry, kinds, parsed, written } from './audit-log-support.ts';

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
