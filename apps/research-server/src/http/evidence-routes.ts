import { Hono } from 'hono';
import type { ServerContext } from '../context.ts';
import type { EvidenceAnswer } from '../shared/api.ts';
import { notFound } from './problem.ts';

/** One evidence record by its id, wherever it was made. */
export function evidenceRoutes({ storage }: ServerContext): Hono {
  const app = new Hono();
  app.get('/:id', async (context) => {
    const resolved = await storage.evidence.resolve(context.req.param('id'));
    if (!resolved) throw notFound('There is no such evidence, or it is not yours.');
    const { ownerId, evidence, document } = resolved;
    const run = await storage.runs.get(ownerId);
    const answer: EvidenceAnswer = { ...evidence, ...(run ? { runId: run.id } : {}), document };
    return context.json(answer);
  });
  return app;
}
