import { type CaseNotes, CaseSkipped, problemOf } from './case.ts';
import type { CaseResult, PlannedCase, TestFramework } from './types.ts';

/** A case bound to its service. */
export interface ReadyCase extends PlannedCase {
  advice: string;
  run(notes: CaseNotes): Promise<void>;
}

/**
 * Runs one case. Never throws.
 *
 * @param patienceMs real milliseconds after which it counts as hanging
 */
export async function runCase({ run, advice, ...planned }: ReadyCase, patienceMs: number): Promise<CaseResult> {
  let did = '';
  let figures: Record<string, number | string> = {};
  const end = (outcome: CaseResult['outcome'], extra: Partial<CaseResult> = {}): CaseResult => {
    return { ...planned, outcome, did, figures, ...extra };
  };
  if (planned.skip !== undefined) return end('skipped');
  const notes: CaseNotes = {
    did: (text) => {
      did = text;
    },
    figures: (values) => {
      figures = values;
    },
  };
  try {
    await inTime(run(notes), patienceMs);
    return end('passed');
  } catch (error) {
    if (error instanceof CaseSkipped) return end('skipped', { skip: error.message });
    return end('failed', { problem: problemOf(error), advice });
  }
}

async function inTime(work: Promise<void>, patienceMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it hangs: no end after ${patienceMs / 1000} s`)), patienceMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Declares a case as a test. One that turns out not to apply is skipped where the framework can do that. */
export function declareCase(it: TestFramework['it'], ready: ReadyCase, patienceMs: number): void {
  if (ready.skip !== undefined) {
    it.skip?.(`${ready.name} (${ready.skip})`, async () => {});
    return;
  }
  it(
    ready.name,
    async (context?: { skip?: (reason?: string) => unknown }) => {
      const { outcome, did, figures, problem, advice, skip } = await runCase(ready, patienceMs);
      if (outcome === 'failed') {
        throw new Error(`${problem}\n  did: ${did}\n  figures: ${JSON.stringify(figures)}\n  what to do: ${advice}`);
      }
      if (outcome === 'skipped') context?.skip?.(skip);
    },
    patienceMs + 1000,
  );
}
