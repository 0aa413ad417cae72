import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { z } from 'zod';
import type { ServerContext } from '../context.ts';
import { loadRun } from '../research/live-run.ts';
import { IdempotencyConflict } from '../research/run-service.ts';
import type { RunAccepted, RunDocument, RunList, RunMode, RunState } from '../shared/api.ts';
import { words } from '../shared/vocabulary.ts';
import { readJson } from './body.ts';
import { eventStream } from './event-stream.ts';
import { badRequest, notFound, ProblemError } from './problem.ts';
import { readResearchRequest } from './research-request.ts';

const states = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled'] as const satisfies RunState[];
const modes = ['live', 'sandbox'] as const satisfies RunMode[];
const includable = ['documents', 'evidence'] as const;

/** Runs: ask, list, read, follow, cancel. */
export function researchRoutes({ runs, storage, sources }: ServerContext): Hono {
  const app = new Hono();

  const known = async (id: string) => {
    const run = await storage.runs.get(id);
    if (!run) throw notFound(words.notFound);
    return run;
  };

  app.post('/', async (context) => {
    const request = readResearchRequest(await readJson(context.req.raw), sources);
    const idempotencyKey = context.req.header('idempotency-key');
    if (idempotencyKey !== undefined && !/^[\x21-\x7E]{1,200}$/.test(idempotencyKey)) {
      throw badRequest('The key must be 1 to 200 printable characters without spaces.', 'Idempotency-Key');
    }
    const { id } = await startRun(request, idempotencyKey);
    const accepted: RunAccepted = { id, links: linksOf(id) };
    if (wantsEvents(context.req.header('accept'))) {
      return eventStream(storage.events, id, { headers: { location: accepted.links.self ?? '' } });
    }
    return context.json(accepted, 202, { location: accepted.links.self ?? '' });
  });

  const startRun = async (...[request, idempotencyKey]: [ReturnType<typeof readResearchRequest>, string?]) => {
    try {
      return await runs.start(request, idempotencyKey === undefined ? {} : { idempotencyKey });
    } catch (error) {
      if (!(error instanceof IdempotencyConflict)) throw error;
      throw new ProblemError({
        status: 422,
        kind: 'key-reused',
        title: 'Key used before',
        detail: 'This Idempotency-Key was used for another request.',
        pointer: 'Idempotency-Key',
      });
    }
  };

  app.get('/', etag(), async (context) => {
    const { limit, cursor, state, mode, q } = context.req.query();
    const before = cursor === undefined ? undefined : readCursor(cursor);
    const page = await storage.runs.list({
      limit: readLimit(limit),
      ...(before === undefined ? {} : { before }),
      ...(state === undefined ? {} : { state: choice('state', state, states) }),
      ...(mode === undefined ? {} : { mode: choice('mode', mode, modes) }),
      ...(q === undefined ? {} : { text: q.slice(0, 500) }),
    });
    const list: RunList = { runs: page.runs };
    if (page.nextBefore !== undefined) list.nextCursor = Buffer.from(`v1:${page.nextBefore}`).toString('base64url');
    return context.json(list);
  });

  app.get('/:id', etag(), async (context) => {
    const include = context.req.query('include');
    const parts = include === undefined ? includable : include.split(',').filter(Boolean);
    for (const part of parts) choice('include', part, includable);
    const run = await known(context.req.param('id'));
    const document: RunDocument = { ...(await storage.runs.summarise(run)) };
    if (run.report) document.report = run.report;
    if (parts.includes('evidence')) document.evidence = await storage.evidence.evidence(run.id);
    if (parts.includes('documents')) document.documents = await storage.evidence.documents(run.id);
    return context.json(document, 200, { 'cache-control': 'no-cache' });
  });

  app.get('/:id/events', async (context) => {
    const run = await known(context.req.param('id'));
    return eventStream(storage.events, run.id, { afterId: readLastEventId(context.req.header('last-event-id')) });
  });

  app.post('/:id/cancel', async (context) => {
    const run = await known(context.req.param('id'));
    const accepted = await runs.cancel(run.id);
    const summary = await storage.runs.summarise(await loadRun(storage, run.id));
    return context.json(summary, accepted ? 202 : 200);
  });

  app.get('/:id/documents/:documentId{.+}', async (context) => {
    const run = await known(context.req.param('id'));
    const document = await storage.evidence.document(run.id, context.req.param('documentId'));
    if (!document) throw notFound('This run has no such document.');
    return context.json(document);
  });

  return app;
}

export function linksOf(id: string): Record<string, string> {
  const self = `/v1/research/${id}`;
  return {
    self,
    events: `${self}/events`,
    cancel: `${self}/cancel`,
    markdown: `${self}/report.md`,
    html: `${self}/report.html`,
    json: `${self}/report.json`,
    page: `/runs/${id}`,
  };
}

function wantsEvents(accept: string | undefined): boolean {
  return accept?.split(',').some((type) => type.split(';')[0]?.trim() === 'text/event-stream') ?? false;
}

function readLastEventId(value: string | undefined): number {
  if (value === undefined || value === '') return 0;
  if (/^\d{1,12}$/.test(value)) return Number(value);
  throw badRequest('The id of the last event must be a whole number.', 'Last-Event-ID');
}

function readLimit(value: string | undefined): number {
  const result = z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .safeParse(value ?? 20);
  if (!result.success) throw badRequest('The limit must be a whole number from 1 to 100.', 'limit');
  return result.data;
}

function readCursor(value: string): number {
  const match = /^v1:(\d{1,12})$/.exec(Buffer.from(value, 'base64url').toString());
  if (!match) throw badRequest('This cursor is not one of this list; take it from nextCursor.', 'cursor');
  return Number(match[1]);
}

function choice<const Value extends string>(name: string, value: string, allowed: readonly Value[]): Value {
  const found = allowed.find((entry) => entry === value);
  if (!found) throw badRequest(`${name} must be one of ${allowed.join(', ')}.`, name);
  return found;
}
