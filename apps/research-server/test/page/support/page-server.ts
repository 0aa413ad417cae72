import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type {
  ChatEvent,
  ProvidersAnswer,
  ResearchRequest,
  RunDocument,
  RunEvent,
  RunSummary,
} from '../../../src/shared/api.ts';
import { pageContentSecurityPolicy, renderPageShell } from '../../../src/shared/page-shell.ts';
import type { RunScript } from './run-fixtures.ts';

/** A server that carries the built page and answers its API from scripts, one event at a time, when the test says so. */
export interface PageServer {
  url: string;
  /** Every request as `METHOD path`. */
  requests: string[];
  /** Bodies of `POST /v1/research`. */
  asked: ResearchRequest[];
  providers: ProvidersAnswer;
  /** The script the next `POST /v1/research` runs. */
  next: { script: RunScript };
  /** What `POST /v1/chat` streams. */
  chat: { events: ChatEvent[] };
  /** Adds a run; with `sent` it has already sent that many of its events (default: all). */
  addRun(script: RunScript, sent?: number): string;
  /** Sends the next `count` events of a run (default: the rest). */
  emit(id: string, count?: number): void;
  /** Breaks every open stream without a word. */
  breakStreams(): void;
  /** While set, event streams are refused with 503. */
  refuseStreams: { on: boolean };
  close(): Promise<void>;
}

interface Run {
  id: string;
  script: RunScript;
  sent: number;
  wake: Set<() => void>;
  createdAt: string;
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.html': 'text/html; charset=utf-8',
};

export const budget = { calls: 40, wallTimeMs: 120_000, costUsd: 0.5 };

export async function startPageServer(directory: string, basePath = ''): Promise<PageServer> {
  const runs = new Map<string, Run>();
  const streams = new Set<SSEStreamingApi>();
  const requests: string[] = [];
  const asked: ResearchRequest[] = [];
  const refuseStreams = { on: false };
  const next: PageServer['next'] = { script: undefined as unknown as RunScript };
  const chat: PageServer['chat'] = { events: [] };
  const providers = defaultProviders();

  const addRun = (script: RunScript, sent = script.events.length): string => {
    const id = `r_${runs.size + 1}`;
    runs.set(id, { id, script, sent, wake: new Set(), createdAt: new Date().toISOString() });
    return id;
  };
  const emit = (id: string, count = Number.POSITIVE_INFINITY): void => {
    const run = runs.get(id);
    if (!run) throw new Error(`fixture: no run ${id}`);
    run.sent = Math.min(run.script.events.length, run.sent + count);
    for (const wake of run.wake) wake();
  };

  const app = new Hono().basePath(basePath);
  app.use(async (context, proceed) => {
    requests.push(`${context.req.method} ${context.req.path}`);
    await proceed();
    context.header('content-security-policy', pageContentSecurityPolicy);
    context.header('x-content-type-options', 'nosniff');
  });
  app.get('/v1/providers', (context) => context.json({ ...providers, checkedAt: new Date().toISOString() }));
  app.get('/v1/research', (context) => context.json({ runs: [...runs.values()].reverse().map(summaryOf) }));
  app.post('/v1/research', async (context) => {
    asked.push(await context.req.json());
    const id = addRun(next.script, 0);
    return context.json({ id, links: { self: `${basePath}/v1/research/${id}` } }, 202);
  });
  app.get('/v1/research/:id', (context) => {
    const run = runs.get(context.req.param('id'));
    if (!run)
      return context.json({ type: 'about:blank', title: 'Not found', status: 404, detail: 'No such run.' }, 404);
    return context.json(documentOf(run));
  });
  app.post('/v1/research/:id/cancel', (context) => context.json({ ok: true, id: context.req.param('id') }, 202));
  app.get('/v1/research/:id/events', (context) => {
    const run = runs.get(context.req.param('id'));
    if (!run || refuseStreams.on) return context.json({ title: 'Unavailable', status: 503 }, 503);
    return streamSSE(context, async (stream) => {
      streams.add(stream);
      let position = Number(context.req.header('last-event-id') ?? 0);
      while (!stream.aborted && !stream.closed) {
        for (; position < run.sent; position += 1) {
          const event = eventOf(run, position);
          if (event) await stream.writeSSE({ id: String(event.id), event: event.type, data: JSON.stringify(event) });
        }
        if (position >= run.script.events.length) break;
        await new Promise<void>((resolve) => {
          const wake = () => {
            run.wake.delete(wake);
            resolve();
          };
          run.wake.add(wake);
          stream.onAbort(wake);
        });
      }
      streams.delete(stream);
    });
  });
  app.get('/v1/evidence/:id', (context) => {
    const all = [...runs.values()].flatMap(({ script }) => script.final);
    const holder = all.find((final) => final.evidence?.some((item) => item.id === context.req.param('id')));
    const item = holder?.evidence?.find(({ id }) => id === context.req.param('id'));
    const document = holder?.documents?.find(({ id }) => id === item?.documentId);
    return item && document
      ? context.json({ ...item, document })
      : context.json({ title: 'Not found', status: 404 }, 404);
  });
  app.post('/v1/chat', (context) =>
    streamSSE(context, async (stream) => {
      for (const event of chat.events) await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
    }),
  );
  app.get('/assets/*', async (context) => {
    const path = normalize(context.req.path.slice(basePath.length));
    const body = await readFile(join(directory, path));
    return context.body(new Uint8Array(body), 200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
    });
  });
  app.get('*', async (context) => {
    const html = await readFile(join(directory, 'index.html'), 'utf8');
    return context.html(renderPageShell(html, basePath));
  });

  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    requests,
    asked,
    providers,
    next,
    chat,
    refuseStreams,
    addRun,
    emit,
    breakStreams: () => {
      if ('closeAllConnections' in server) server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function eventOf(run: Run, position: number): RunEvent | undefined {
  const body = run.script.events[position];
  const at = new Date(Date.parse(run.createdAt) + position).toISOString();
  return body && { id: position + 1, at, ...body };
}

function documentOf(run: Run): RunDocument {
  const over = run.sent === run.script.events.length;
  const first = run.script.events.find((event) => event.type === 'run-started');
  const base: RunDocument = {
    id: run.id,
    question: run.script.question,
    mode: first?.mode ?? 'live',
    writer: 'extractive',
    depth: first?.depth ?? 'standard',
    state: 'running',
    limits: 'published',
    createdAt: run.createdAt,
    progress: { stage: 'search', done: 0, planned: 0 },
    sources: [],
    usage: { calls: 0, bytes: 0, costUsd: 0, wallTimeMs: 0, documentsRetrieved: 0, documentsMerged: 0 },
    budget,
  };
  return over ? { ...base, ...run.script.final } : base;
}

function summaryOf(run: Run): RunSummary {
  const { report: _report, evidence: _evidence, documents: _documents, ...summary } = documentOf(run);
  return summary;
}

function defaultProviders(): ProvidersAnswer {
  const checkedAt = new Date().toISOString();
  const common = { version: '0.1.0', mode: 'live' as const, limits: [{ costClass: 'search', requestsPerSecond: 1 }] };
  return {
    mode: 'live',
    limits: 'published',
    checkedAt,
    providers: [
      {
        ...common,
        name: 'semantic-scholar',
        kinds: ['academic'],
        key: { state: 'not-needed', variable: 'SEMANTIC_SCHOLAR_API_KEY' },
        health: {
          status: 'healthy',
          checkedAt,
          latencyMs: 310,
          circuit: 'closed',
          quota: { remaining: 412, limit: 1000 },
        },
      },
      {
        ...common,
        name: 'exa',
        kinds: ['web', 'news'],
        key: { state: 'not-set', variable: 'EXA_API_KEY' },
        health: { status: 'unconfigured', checkedAt, circuit: 'closed' },
        notice: 'Set EXA_API_KEY, then restart.',
      },
      {
        ...common,
        name: 'newsapi',
        kinds: ['news'],
        key: { state: 'set', variable: 'NEWS_API_KEY' },
        health: {
          status: 'degraded',
          checkedAt,
          latencyMs: 900,
          circuit: 'closed',
          reason: '0 of 100 left, new tomorrow.',
        },
      },
      {
        ...common,
        name: 'firecrawl',
        kinds: ['web'],
        key: { state: 'set', variable: 'FIRECRAWL_API_KEY' },
        health: { status: 'unhealthy', checkedAt, circuit: 'open', reason: 'Left alone until 14:07.' },
        lastError: { at: checkedAt, code: 'upstream', message: 'answered 503', requestId: 'fc_9' },
      },
      {
        ...common,
        name: 'arxiv',
        kinds: ['academic'],
        key: { state: 'not-needed' },
        health: { status: 'healthy', checkedAt, circuit: 'closed' },
      },
    ],
  };
}
