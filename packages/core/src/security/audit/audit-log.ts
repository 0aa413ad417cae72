import { type Clock, systemClock } from '../../contract/clock.ts';
import type { HeadwaterError } from '../../errors/headwater-error.ts';
import { ConfigurationError, NetworkError, OverloadedError } from '../../errors/kinds.ts';
import { importHmacKey } from '../bytes.ts';
import {
  type AuditEntry,
  type AuditHead,
  type AuditLoss,
  auditStart,
  lineHash,
  makeLine,
  type PendingLine,
  readLine,
} from './audit-line.ts';
import type { AuditSink } from './audit-sink.ts';

/** Something about the log that somebody must know. */
export interface AuditProblem {
  kind: 'sink-failed' | 'queue-full' | 'torn-line';
  /** Records that are not in the log because of it. */
  lostRecords: number;
  error: HeadwaterError;
}

export interface AuditLogOptions {
  sink: AuditSink;
  /**
   * `fail-call`: a call whose record cannot be stored fails, and waits until it is stored. Otherwise calls do not wait,
   * and problems come here. @default writes the problem to `console.error`
   */
  onProblem?: 'fail-call' | ((problem: AuditProblem) => void);
  /**
   * A secret that makes the hashes HMACs: without it, whoever can write the log can change a line and compute every
   * later hash anew. Not to be kept beside the log.
   */
  key?: string | Uint8Array;
  /** Records held while the sink is slow. @default 10000 */
  maxQueued?: number;
  /** @default the system clock */
  clock?: Clock;
}

export interface AuditLog {
  /**
   * Adds one record, in the order of the calls. Strings in `secrets` are removed from it. Returns at once; with
   * `fail-call`, a promise that rejects when the record is not stored.
   */
  record(entry: AuditEntry, secrets?: readonly string[]): Promise<void> | undefined;
  /** Resolves when every record so far is stored or reported as lost. */
  flush(): Promise<void>;
  /** The end of the stored log, after a flush. Verify against it to notice a log cut short. */
  head(): Promise<AuditHead>;
  /** Flushes, then closes the sink. Later records are a `ConfigurationError`. */
  close(): Promise<void>;
}

interface Queued extends PendingLine {
  stored?: () => void;
  lost?: (error: HeadwaterError) => void;
}

/**
 * An append-only log of what was done: JSON lines in which each carries the hash of the one before. Payloads and
 * secrets have no place in it. `verifyAuditLog` finds lines that were changed, removed, reordered or repeated.
 *
 * @throws {ConfigurationError} when the key is empty
 */
export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { sink, maxQueued = 10_000, clock = systemClock, key } = options;
  const failCall = options.onProblem === 'fail-call';
  const report = typeof options.onProblem === 'function' ? options.onProblem : logProblem;
  if (key !== undefined && key.length === 0) {
    throw new ConfigurationError('the option key of the audit log is empty', { hint: 'Use 32 random bytes.' });
  }
  const hash = (key === undefined ? Promise.resolve(undefined) : importHmacKey(key)).then(lineHash);

  let queue: Queued[] = [];
  let head: AuditHead | undefined;
  let loss: AuditLoss = {};
  let draining: Promise<void> | undefined;
  let closed = false;

  function problem(kind: AuditProblem['kind'], lost: readonly Queued[], error: HeadwaterError): void {
    if (lost.length > 0) loss = { ...loss, lostRecords: (loss.lostRecords ?? 0) + lost.length };
    for (const record of lost) record.lost?.(error);
    if (failCall && lost.length > 0) return;
    try {
      report({ kind, lostRecords: lost.length, error });
    } catch (thrown) {
      logProblem({ kind, lostRecords: lost.length, error });
      console.error('[headwater] onProblem of the audit log threw', thrown);
    }
  }

  async function findEnd(): Promise<AuditHead> {
    const end = await sink.open();
    if (end.tornBytes !== undefined && end.tornBytes > 0) {
      loss = { ...loss, tornBytes: (loss.tornBytes ?? 0) + end.tornBytes };
      problem('torn-line', [], tornLine(end.tornBytes));
    }
    if (end.lastLine === undefined) return end.from ?? auditStart;
    const last = await readLine(end.lastLine, await hash);
    if (last?.intact) return { sequence: last.sequence, hash: last.hash };
    throw new ConfigurationError('the stored audit log does not end with an intact line of this log', {
      hint: 'Verify it with the same key, move it away, and begin a new one.',
    });
  }

  async function store(batch: readonly Queued[]): Promise<void> {
    let next = head ?? (await findEnd());
    const noted = loss;
    const lines: string[] = [];
    for (const [index, record] of batch.entries()) {
      const made = await makeLine(record, next, index === 0 ? noted : {}, await hash);
      next = made.head;
      lines.push(made.line);
    }
    await sink.append(lines);
    head = next;
    loss = subtract(loss, noted);
    for (const record of batch) record.stored?.();
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      try {
        await store(batch);
      } catch (thrown) {
        head = undefined;
        problem('sink-failed', batch, sinkError(thrown));
      }
    }
    draining = undefined;
  }

  async function flush(): Promise<void> {
    while (draining !== undefined) await draining;
  }

  return {
    record(entry, secrets = []) {
      if (closed) throw new ConfigurationError('the audit log is closed', { hint: 'Close it after the last call.' });
      const record: Queued = { entry, secrets, at: clock.now() };
      const stored = failCall
        ? new Promise<void>((resolve, reject) => Object.assign(record, { stored: resolve, lost: reject }))
        : undefined;
      if (queue.length >= maxQueued) {
        problem('queue-full', [record], queueFull(maxQueued));
        return stored;
      }
      queue.push(record);
      // A turn later: the calls of one turn share one write.
      draining ??= Promise.resolve().then(drain);
      return stored;
    },
    flush,
    async head() {
      await flush();
      head ??= await findEnd();
      return { ...head };
    },
    async close() {
      closed = true;
      await flush();
      await sink.close?.();
    },
  };
}

/** What is still to be noted, when `noted` has been. */
function subtract(loss: AuditLoss, noted: AuditLoss): AuditLoss {
  const lostRecords = (loss.lostRecords ?? 0) - (noted.lostRecords ?? 0);
  const tornBytes = (loss.tornBytes ?? 0) - (noted.tornBytes ?? 0);
  return { ...(lostRecords > 0 && { lostRecords }), ...(tornBytes > 0 && { tornBytes }) };
}

function sinkError(cause: unknown): HeadwaterError {
  if (cause instanceof ConfigurationError) return cause;
  return new NetworkError('the audit log could not be written', {
    hint: 'Check the sink: its disk, its permissions, its connection.',
    cause,
  });
}

function queueFull(maxQueued: number): HeadwaterError {
  return new OverloadedError(`${maxQueued} audit records are waiting for the sink already`, {
    hint: 'Use a faster sink, or raise maxQueued.',
  });
}

function tornLine(bytes: number): HeadwaterError {
  return new ConfigurationError(`the audit log ended in an unfinished line of ${bytes} bytes, which was removed`, {
    hint: 'The process that wrote it was killed. The next line notes it.',
  });
}

function logProblem({ kind, lostRecords, error }: AuditProblem): void {
  console.error(`[headwater] audit log: ${kind}, ${lostRecords} records lost: ${error.message}`);
}
