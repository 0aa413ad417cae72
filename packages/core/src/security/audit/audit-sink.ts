import type { AuditHead } from './audit-line.ts';

/** Where the lines of an audit log go. */
export interface AuditSink {
  /**
   * Finds where the stored log ends. Called before the first line is written, and again after a failure: what a failed
   * `append` has stored is not known until it is read.
   */
  open(): AuditEnd | Promise<AuditEnd>;
  /** Stores the lines, in order, so that they outlive the process when it resolves. A line holds no line break. */
  append(lines: readonly string[]): void | Promise<void>;
  close?(): void | Promise<void>;
}

export interface AuditEnd {
  /** The last complete line; absent in an empty log. */
  lastLine?: string | undefined;
  /** Where an empty log begins, when lines before it were moved away. */
  from?: AuditHead | undefined;
  /** Bytes of an unfinished last line that were removed. */
  tornBytes?: number | undefined;
}

export interface MemoryAuditSink extends AuditSink {
  /** The lines held, oldest first. */
  readonly lines: readonly string[];
  /** Lines that were dropped to stay within `maxLines`, counted from the beginning. */
  readonly dropped: number;
}

/** Keeps the last `maxLines` lines in memory: for tests, and for showing recent calls. @default 10000 lines */
export function memoryAuditSink({ maxLines = 10_000 }: { maxLines?: number } = {}): MemoryAuditSink {
  let lines: string[] = [];
  let dropped = 0;
  return {
    get lines() {
      return lines;
    },
    get dropped() {
      return dropped;
    },
    open: () => ({ lastLine: lines.at(-1) }),
    append(added) {
      lines.push(...added);
      const excess = lines.length - maxLines;
      if (excess > 0) {
        lines = lines.slice(excess);
        dropped += excess;
      }
    },
  };
}
