import type { Stage } from '../../shared/api.ts';
import type { LiveRun, ResearchDependencies } from '../live-run.ts';
import { planStep } from './plan.ts';
import { publishStep } from './publish.ts';
import { readStep } from './read.ts';
import { searchStep } from './search.ts';
import { selectStep } from './select.ts';
import { verifyStep } from './verify.ts';
import { writeStep } from './write.ts';

/** Does one stage. Each can be done again: it looks at what is stored and adds what is missing. */
export type ResearchStep = (dependencies: ResearchDependencies, live: LiveRun) => Promise<void>;

export const stageSteps: Record<Stage, ResearchStep> = {
  plan: planStep,
  search: searchStep,
  read: readStep,
  select: selectStep,
  write: writeStep,
  verify: verifyStep,
  publish: publishStep,
};
