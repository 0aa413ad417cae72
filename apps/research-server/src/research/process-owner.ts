import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { StoredRun } from '../storage/run-store.ts';

/** How often a process says that it still works on its runs, in milliseconds. */
export const heartbeatMs = 2_000;
/** After this long without a word the process is taken to be gone, even if its number is in use again. */
const staleAfterMs = 30_000;

/** Owners alive in this very process: a process id alone cannot tell two servers of one process apart. */
const alive = new Set<string>();

/** Names one server of one process: `host/pid/uuid`. */
export function claimOwner(): string {
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  alive.add(owner);
  return owner;
}

/** Says that this owner works no more; its unfinished runs may be taken over. */
export function releaseOwner(owner: string): void {
  alive.delete(owner);
}

/** Whether the process that works on a run is gone, so that another may take the run over. */
export function isOrphan(run: Pick<StoredRun, 'owner' | 'heartbeatAtMs'>, nowMs: number): boolean {
  if (alive.has(run.owner)) return false;
  if (nowMs - run.heartbeatAtMs > staleAfterMs) return true;
  const [host, pid] = run.owner.split('/');
  if (host !== hostname()) return false;
  return Number(pid) === process.pid || !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
