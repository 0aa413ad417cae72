import { importHmacKey } from '../bytes.ts';
import { type AuditHead, auditStart, lineHash, type ReadLine, readLine } from './audit-line.ts';

export interface AuditFinding {
  /** The line in what was read, from 1; for lines that are not there, where they should be. */
  line: number;
  kind: 'changed' | 'missing' | 'reordered' | 'duplicated' | 'truncated' | 'malformed';
  message: string;
}

export interface AuditVerification {
  /** True when there is no finding. */
  intact: boolean;
  /** Lines read. */
  lines: number;
  /** Where the log ends: the `from` of the lines that follow it, and the `head` to hold it against later. */
  head: AuditHead;
  findings: AuditFinding[];
  /** Findings beyond `maxFindings`. */
  furtherFindings: number;
}

export interface AuditVerifyOptions {
  /** The end of the lines before these, when the log was split. @default the beginning of a log */
  from?: AuditHead;
  /** An end that was noted earlier, from `head()`: the log must reach it. Without it, lines cut off the end go unseen. */
  head?: AuditHead;
  /** The log's key, if it has one. */
  key?: string | Uint8Array;
  /** Findings that are listed. @default 100 */
  maxFindings?: number;
}

/**
 * Reads a log once, line by line, and says what was done to it. Takes its text, its lines, or a stream of lines
 * (`readAuditLines(path)` of `@headwater/core/node`); memory does not grow with the log.
 */
export async function verifyAuditLog(
  lines: string | Iterable<string> | AsyncIterable<string>,
  options: AuditVerifyOptions = {},
): Promise<AuditVerification> {
  const { from = auditStart, head: anchor, key, maxFindings = 100 } = options;
  const hash = lineHash(key === undefined ? undefined : await importHmacKey(key));
  const check = chainCheck({ from, anchor, maxFindings });
  for await (const text of typeof lines === 'string' ? splitLines(lines) : lines) {
    const line = text.replace(/\r?\n?$/, '');
    check.take(line === '' ? undefined : await readLine(line, hash));
  }
  return check.finish();
}

function* splitLines(text: string): Iterable<string> {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  yield* lines;
}

/** Lines that were jumped over: still missing, or found later in the wrong place. */
interface Gap {
  first: number;
  last: number;
  line: number;
}

interface ChainOptions {
  from: AuditHead;
  anchor: AuditHead | undefined;
  maxFindings: number;
}

function chainCheck({ from, anchor, maxFindings }: ChainOptions) {
  const findings: AuditFinding[] = [];
  let furtherFindings = 0;
  let lines = 0;
  let head = from;
  /** Lines since `head` that could not be read: each may hold the place of one line of the chain. */
  let unread = 0;
  const gaps: Gap[] = [];

  function find(kind: AuditFinding['kind'], message: string, line = lines): void {
    if (findings.length < maxFindings) findings.push({ line, kind, message });
    else furtherFindings += 1;
  }

  const findMissing = ({ first, last, line }: Gap) =>
    find(
      'missing',
      first === last ? `line ${first} of the log is missing` : `lines ${first} to ${last} are missing`,
      line,
    );

  function advance(read: ReadLine): void {
    head = { sequence: read.sequence, hash: read.hash };
    unread = 0;
  }

  function jump(read: ReadLine, expected: number): void {
    gaps.push({ first: expected, last: read.sequence - 1, line: lines });
    if (gaps.length > maxFindings) findMissing(gaps.shift() as Gap);
    advance(read);
  }

  function goBack({ sequence }: ReadLine): void {
    const index = gaps.findIndex((gap) => gap.first <= sequence && sequence <= gap.last);
    if (index === -1) {
      find('duplicated', `line ${sequence} of the log is here a second time`);
      return;
    }
    find('reordered', `line ${sequence} of the log stands in the wrong place`);
    const { first, last, line } = gaps[index] as Gap;
    const rest = [
      { first, last: sequence - 1, line },
      { first: sequence + 1, last, line },
    ];
    gaps.splice(index, 1, ...rest.filter((gap) => gap.first <= gap.last));
  }

  function take(read: ReadLine | undefined): void {
    lines += 1;
    if (read === undefined) {
      find('malformed', 'not a line of an audit log, or cut off');
      unread += 1;
      return;
    }
    const { sequence } = read;
    if (!read.intact) find('changed', `line ${sequence} of the log was changed`);
    else if (sequence === anchor?.sequence && read.hash !== anchor.hash) {
      find('changed', `line ${sequence} of the log is not the one that was noted as its end`);
    }
    const expected = head.sequence + unread + 1;
    if (sequence > expected) jump(read, expected);
    else if (sequence <= head.sequence) goBack(read);
    else {
      const linked = sequence !== head.sequence + 1 || read.previous === head.hash;
      if (!linked && read.intact) find('changed', `line ${sequence} of the log does not follow the one before it`);
      advance(read);
    }
  }

  function finish(): AuditVerification {
    gaps.forEach(findMissing);
    if (anchor !== undefined && head.sequence + unread < anchor.sequence) {
      const count = anchor.sequence - head.sequence - unread;
      find('truncated', `the log ends ${count} ${count === 1 ? 'line' : 'lines'} too early`, lines + 1);
    }
    findings.sort((a, b) => a.line - b.line);
    return { intact: findings.length === 0, lines, head, findings, furtherFindings };
  }

  return { take, finish };
}
