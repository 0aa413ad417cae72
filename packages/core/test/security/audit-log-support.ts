import { createVirtualClock } from '@headwater/testkit';
import type { AuditEntry } from '../../src/security/audit/audit-line.ts';
import { type AuditLogOptions, createAuditLog } from '../../src/security/audit/audit-log.ts';
import { memoryAuditSink } from '../../src/security/audit/audit-sink.ts';
import { verifyAuditLog } from '../../src/security/audit/verify-audit-log.ts';

export const entry: AuditEntry = { actor: 'ada', provider: 'toy', operation: 'search', outcome: 'ok' };

export async function written(count: number, options: Partial<AuditLogOptions> = {}) {
  const sink = memoryAuditSink();
  const log = createAuditLog({ sink, clock: createVirtualClock(), ...options });
  for (let index = 0; index < count; index += 1) log.record({ ...entry, requestId: `r${index + 1}` });
  const head = await log.head();
  return { log, sink, head, lines: [...sink.lines] };
}

export const parsed = (line: string | undefined) => JSON.parse(line ?? '');
export const kinds = async (lines: string[], options = {}) =>
  (await verifyAuditLog(lines, options)).findings.map(({ line, kind }) => `${line} ${kind}`);
