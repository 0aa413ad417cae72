import { hmacSha256, sha256, toHex, utf8 } from '../bytes.ts';
import { redactText } from '../redact.ts';

/** One thing that was done. There is no field for a payload, on purpose. */
export interface AuditEntry {
  /** On whose behalf: a user, an agent, a job. */
  actor?: string | undefined;
  provider: string;
  operation: string;
  /** `ok`, or the code of the error. */
  outcome: string;
  /** Requests that were sent. */
  attempts?: number | undefined;
  /** HTTP status of the last answer. */
  status?: number | undefined;
  /** The vendor's id of the request. */
  requestId?: string | undefined;
  costUsd?: number | undefined;
  durationMs?: number | undefined;
}

/** The end of a log: the sequence number and hash of its last line. Keep it elsewhere to notice a log cut short. */
export interface AuditHead {
  sequence: number;
  hash: string;
}

/** What precedes the first line. */
export const auditStart: AuditHead = { sequence: 0, hash: '0'.repeat(64) };

export type LineHash = (text: string) => Promise<string>;

export function lineHash(key: CryptoKey | undefined): LineHash {
  return key === undefined ? async (text) => toHex(await sha256(utf8(text))) : (text) => hmacSha256(key, text);
}

const longestText = 200;

/** What of a record reaches the log: known fields of the right type, short, and without secrets. */
function cleanEntry(entry: AuditEntry, secrets: readonly string[]): Record<string, string | number> {
  const clean: Record<string, string | number> = {};
  const texts = ['actor', 'provider', 'operation', 'outcome', 'requestId'] as const;
  for (const name of texts) {
    const value = entry[name];
    if (typeof value === 'string') clean[name] = redactText(value, secrets).slice(0, longestText);
  }
  const numbers = ['attempts', 'status', 'costUsd', 'durationMs'] as const;
  for (const name of numbers) {
    const value = entry[name];
    if (typeof value === 'number' && Number.isFinite(value)) clean[name] = value;
  }
  return clean;
}

export interface PendingLine {
  entry: AuditEntry;
  secrets: readonly string[];
  /** Epoch milliseconds. */
  at: number;
}

/** Records that never reached the log, noted in the first line after them. */
export interface AuditLoss {
  /** Records a failing or full sink has cost. */
  lostRecords?: number;
  /** Bytes of an unfinished line, left by a crash, that were removed. */
  tornBytes?: number;
}

/** Writes the line that follows `previous`. Its hash covers every byte before it, and so the hash of the line before. */
export async function makeLine(
  { entry, secrets, at }: PendingLine,
  previous: AuditHead,
  loss: AuditLoss,
  hash: LineHash,
): Promise<{ line: string; head: AuditHead }> {
  const sequence = previous.sequence + 1;
  const time = new Date(at).toISOString();
  const content = { sequence, at: time, ...cleanEntry(entry, secrets), ...loss, previous: previous.hash };
  const text = JSON.stringify(content);
  const own = await hash(text);
  return { line: `${text.slice(0, -1)},"hash":"${own}"}`, head: { sequence, hash: own } };
}

export interface ReadLine extends AuditHead {
  previous: string;
  /** Whether the line still has the hash it was written with. */
  intact: boolean;
}

const ending = /^(\{"sequence":.+),"hash":"([0-9a-f]{64})"\}$/s;

/** Reads one line of a log; `undefined` when it is none. */
export async function readLine(line: string, hash: LineHash): Promise<ReadLine | undefined> {
  const [, body, claimed] = ending.exec(line) ?? [];
  if (body === undefined || claimed === undefined) return undefined;
  const text = `${body}}`;
  const content = parse(text) as { sequence?: unknown; previous?: unknown } | undefined;
  if (!Number.isSafeInteger(content?.sequence) || typeof content?.previous !== 'string') return undefined;
  return {
    sequence: content.sequence as number,
    previous: content.previous,
    hash: claimed,
    intact: (await hash(text)) === claimed,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not a line of a log; its reader says so.
    return undefined;
  }
}
