import { depthPlans } from '../depth.ts';
import { type LiveRun, loadRun, type ResearchDependencies } from '../live-run.ts';
import { planQueries } from '../plan-queries.ts';

/** Turns the question into queries, the same ones for every source. */
export async function planStep({ storage }: ResearchDependencies, live: LiveRun): Promise<void> {
  const run = await loadRun(storage, live.id);
  const planned = await storage.runs.queries.ofRun(run.id);
  if (planned.length > 0) return;
  const texts = planQueries(run.question, depthPlans[run.depth].queries);
  const pairs = texts.flatMap((text) => run.sources.map((provider) => ({ provider, text })));
  // Padded, so that the order of ids is the order of planning.
  const queries = pairs.map((pair, index) => ({ id: `q_${String(index + 1).padStart(3, '0')}`, ...pair }));
  await storage.events.commit(
    run.id,
    [
      { type: 'plan-made', queries: texts },
      ...queries.map(({ id, ...query }) => ({ type: 'query-planned' as const, queryId: id, ...query })),
    ],
    storage.runs.queries.plan(run.id, queries),
  );
}
