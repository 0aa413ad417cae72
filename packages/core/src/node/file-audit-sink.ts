import { createReadStream } from 'node:fs';
import { type FileHandle, open as openFile } from 'node:fs/promises';
import { ConfigurationError } from '../errors/kinds.ts';
import type { AuditHead } from '../security/audit/audit-line.ts';
import type { AuditEnd, AuditSink } from '../security/audit/audit-sink.ts';

export interface FileAuditSinkOptions {
  /** Whether every write reaches the disk before it counts as stored: survives a power cut, costs a few ms. @default true */
  fsync?: boolean;
  /** The end of the file before this one, when logs are rotated: an empty file goes on from there. */
  from?: AuditHead;
}

const lineBreak = 0x0a;
/** No line this log writes comes near. */
const longestLine = 1024 * 1024;

/**
 * Appends an audit log to a file, made with mode 0600. An existing file is continued; an unfinished last line, left by
 * a crash, is removed and reported. One process writes to a file: a second writer is noticed and refused.
 *
 * @throws {ConfigurationError} (from its methods) when the file is no audit log, or somebody else has written to it
 */
export function fileAuditSink(path: string, options: FileAuditSinkOptions = {}): AuditSink {
  const { fsync = true, from } = options;
  let file: FileHandle | undefined;
  let size = 0;

  async function close(): Promise<void> {
    const closing = file;
    file = undefined;
    await closing?.close();
  }

  return {
    async open(): Promise<AuditEnd> {
      await close();
      file = await openFile(path, 'a+', 0o600);
      const { lastLine, keptBytes, tornBytes, unended } = await readEnd(file);
      if (tornBytes > 0) await file.truncate(keptBytes);
      if (unended) await file.appendFile('\n');
      size = keptBytes + (unended ? 1 : 0);
      return { lastLine, from, tornBytes };
    },
    async append(lines) {
      if (file === undefined) throw new ConfigurationError('the audit file is closed', { hint: 'Open it first.' });
      if ((await file.stat()).size !== size) {
        throw new ConfigurationError('the audit file was changed by somebody else', {
          hint: 'Give every process a file of its own, and verify this one.',
        });
      }
      const bytes = Buffer.from(`${lines.join('\n')}\n`);
      try {
        await file.appendFile(bytes);
        if (fsync) await file.datasync();
        size += bytes.length;
      } catch (error) {
        // All or nothing; where even this fails, the next `open` finds what was stored.
        await file.truncate(size).catch(() => {});
        throw error;
      }
    },
    close,
  };
}

interface FileEnd {
  lastLine: string | undefined;
  /** Size of the file without an unfinished last line. */
  keptBytes: number;
  tornBytes: number;
  /** Whether the last line is whole, but for its line break. */
  unended: boolean;
}

async function readEnd(file: FileHandle): Promise<FileEnd> {
  const { size } = await file.stat();
  const length = Math.min(size, 2 * longestLine);
  const end = Buffer.alloc(length);
  await file.read(end, 0, length, size - length);
  const tail = end.subarray(end.lastIndexOf(lineBreak) + 1);
  const tailText = tail.toString('utf8');
  if (tail.length > 0 && isJson(tailText)) return { lastLine: tailText, keptBytes: size, tornBytes: 0, unended: true };
  const kept = end.subarray(0, length - tail.length);
  if (tail.length > longestLine) {
    throw new ConfigurationError('the audit file does not end like an audit log', {
      hint: 'Move it away and begin a new one.',
    });
  }
  const lines = kept.subarray(0, -1);
  const lastLine = kept.length === 0 ? undefined : lines.subarray(lines.lastIndexOf(lineBreak) + 1).toString('utf8');
  return { lastLine, keptBytes: size - tail.length, tornBytes: tail.length, unended: false };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // An unfinished line.
    return false;
  }
}

/** The lines of an audit file, one at a time: for `verifyAuditLog`. */
export async function* readAuditLines(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() as string;
    yield* lines;
    if (rest.length > longestLine) {
      yield rest;
      rest = '';
    }
  }
  if (rest !== '') yield rest;
}
