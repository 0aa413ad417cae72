import type { Mastra } from '@mastra/core/mastra';
import type { Workflow } from '@mastra/core/workflows';
import { type Stage, stages } from '../shared/api.ts';
import type { Storage } from '../storage/index.ts';

/** Does one stage of a run. Everything it needs beyond the run's id is in storage, so that it can be done again. */
export type StageRunner = (stage: Stage, runId: string) => Promise<void>;

export interface ResearchEngine {
  /** Works a run through all its stages. Rejects when a stage throws. */
  start(runId: string): Promise<void>;
  /** Goes on with a run of an earlier process from its last finished stage. */
  restart(runId: string): Promise<void>;
  mastra: Mastra;
}

const workflowId = 'research';

/**
 * The research workflow as a Mastra workflow with snapshots in the same database file. Mastra is imported here and
 * nowhere on the way to the first answer of the server: it takes over half a second to load.
 */
export async function loadResearchEngine(storage: Storage, runStage: StageRunner): Promise<ResearchEngine> {
  const [{ Mastra }, { createStep, createWorkflow }, { LibSQLStore }, { z }] = await Promise.all([
    import('@mastra/core/mastra'),
    import('@mastra/core/workflows'),
    import('@mastra/libsql'),
    import('zod'),
  ]);
  const reference = z.object({ runId: z.string() });
  const [first, ...others] = stages.map((stage) =>
    createStep({
      id: stage,
      inputSchema: reference,
      outputSchema: reference,
      async execute({ inputData }) {
        await runStage(stage, inputData.runId);
        return { runId: inputData.runId };
      },
    }),
  );
  if (!first) throw new Error('the research workflow has no stages');
  const begun = createWorkflow({ id: workflowId, inputSchema: reference, outputSchema: reference }).then(first);
  const workflow = others.reduce((chain, step) => chain.then(step), begun).commit() as unknown as Workflow;
  const store = new LibSQLStore({ id: 'headwater', client: storage.database });
  const mastra = new Mastra({ workflows: { [workflowId]: workflow }, storage: store, logger: false });
  await store.init();

  return {
    mastra,
    async start(runId) {
      const handle = await workflow.createRun({ runId });
      settle(await handle.start({ inputData: { runId } }));
    },
    async restart(runId) {
      const snapshot = await workflow.getWorkflowRunById(runId);
      const handle = await workflow.createRun({ runId });
      // A process that ended before the first snapshot left nothing to go on from; every stage can be done again.
      const canRestart = snapshot?.status === 'running' || snapshot?.status === 'waiting';
      settle(await (canRestart ? handle.restart() : handle.start({ inputData: { runId } })));
    },
  };
}

function settle(result: { status: string; error?: unknown }): void {
  if (result.status === 'success') return;
  if (result.error instanceof Error) throw result.error;
  throw new Error(`the research workflow ended as ${result.status}`);
}
