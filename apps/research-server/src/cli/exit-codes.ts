import type { RunDocument } from '../shared/api.ts';
import { foundNothing } from '../shared/vocabulary.ts';

/** What the command's exit code tells a script. */
export const exitCodes = {
  done: 0,
  internal: 1,
  usage: 2,
  notEnoughEvidence: 3,
  gaps: 4,
  everySourceFailed: 5,
  unreachable: 6,
  cancelled: 130,
} as const;

/** @param strict whether a run with gaps counts as one that did not do what was asked */
export function exitCodeOf(run: RunDocument, strict: boolean): number {
  if (run.state === 'cancelled') return exitCodes.cancelled;
  if (run.state === 'failed') {
    return run.failure?.code === 'no-source-answered' ? exitCodes.everySourceFailed : exitCodes.internal;
  }
  if (foundNothing(run)) return exitCodes.notEnoughEvidence;
  return run.state === 'partial' && strict ? exitCodes.gaps : exitCodes.done;
}
