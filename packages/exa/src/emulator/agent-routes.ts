import type { Clock } from '@headwater/core';
import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';
import { type AgentEvent, type AgentRequest, type AgentRuns, EFFORTS, MAX_CONCURRENT_RUNS } from './agent-runs.ts';
import { anyObject, anything, type Check, listOf, objectOf, oneOf, text } from './checks.ts';
import { readListBounds } from './other-routes.ts';
import { ExaProblem, refuse } from './problem.ts';
import { answering, type RequestIds, readBetas, readBody } from './requests.ts';

const MAX_EFFORT_BETA = 'agent-max-effort-2026-07-27';

const dollars: Check = (value, path) => {
  if (typeof value !== 'number' || value < 1 || value > 100) refuse(`${path}: expected a number from 1 to 100`);
};

const checkBody = objectOf(
  {
    query: text(1),
    effort: oneOf(EFFORTS),
    systemPrompt: text(),
    outputSchema: anyObject,
    input: objectOf({ data: listOf(anyObject, 0, 1000), exclusion: listOf(anyObject, 0, 1000) }),
    previousRunId: text(1),
    budget: objectOf({ maxCostDollars: dollars }),
    dataSources: listOf(anything, 0, 5),
    metadata: anyObject,
  },
  ['query'],
);

/** Create, list, get, delete, cancel and watch agent runs. */
export function agentRoutes(runs: AgentRuns, clock: Clock, requestIds: RequestIds): EmulatorRoute[] {
  const route = (
    method: string,
    path: string,
    handler: (request: EmulatorRequest, requestId: string) => EmulatorReply,
  ): EmulatorRoute => ({ method, path, handler: answering(requestIds, handler, 'toAgentReply') });

  return [
    route('POST', '/agent/runs', (request) => {
      const body = readBody<AgentRequest>(request);
      checkBody(body, 'body');
      checkRules(body, runs, readBetas(request));
      if (runs.active >= MAX_CONCURRENT_RUNS) {
        throw new ExaProblem(429, 'RATE_LIMIT_EXCEEDED', `At most ${MAX_CONCURRENT_RUNS} runs at a time`);
      }
      const run = runs.create(body);
      const isStream = request.headers.get('accept')?.includes('text/event-stream');
      return isStream ? { chunks: watch(runs, (run as { id: string }).id, clock, request.signal) } : { json: run };
    }),
    route('GET', '/agent/runs', (request) => {
      const { cursor, limit } = readListBounds(request);
      return { json: toPage(runs.list() as { id: string }[], cursor, limit) };
    }),
    route('GET', '/agent/runs/:id', (request) => ({ json: found(runs.get(idOf(request))) })),
    route('DELETE', '/agent/runs/:id', (request) => {
      if (!runs.remove(idOf(request))) found(undefined);
      return { json: { id: idOf(request), object: 'agent_run', deleted: true } };
    }),
    route('POST', '/agent/runs/:id/cancel', (request) => ({ json: found(runs.cancel(idOf(request))) })),
    route('POST', '/agent/runs/:id/stop', (request) => {
      const run = runs.stop(idOf(request));
      if (run === false) refuse('Only runs of effort "max" can be stopped', 'INVALID_REQUEST');
      return { json: found(run) };
    }),
    route('GET', '/agent/runs/:id/events', (request) => {
      const events = found(runs.events(idOf(request)));
      if (request.headers.get('accept')?.includes('text/event-stream')) {
        const last = request.headers.get('last-event-id');
        const seen = last === null ? 0 : events.findIndex(({ id }) => id === last) + 1;
        return { chunks: watch(runs, idOf(request), clock, request.signal, seen) };
      }
      const { cursor, limit } = readListBounds(request);
      return { json: toPage(events, cursor, limit) };
    }),
  ];
}

/** The rules that span several fields. */
function checkRules(body: AgentRequest, runs: AgentRuns, betas: readonly string[]): void {
  const { effort, budget, previousRunId } = body;
  if (effort === 'max' && !betas.includes(MAX_EFFORT_BETA)) {
    refuse(`effort "max" needs the header Exa-Beta: ${MAX_EFFORT_BETA}`);
  }
  if (budget != null && !['auto', 'max'].includes(effort ?? 'auto')) refuse(`budget is not for effort "${effort}"`);
  if (previousRunId == null) return;
  const previous = runs.get(previousRunId) as { status: string } | undefined;
  if (previous?.status !== 'completed') refuse('previousRunId: must name a completed run', 'INVALID_REQUEST');
}

function idOf(request: EmulatorRequest): string {
  return request.params.id ?? '';
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new ExaProblem(404, 'NOT_FOUND', 'No such agent run');
  return value;
}

function toPage(items: readonly { id: string }[], cursor: string | undefined, limit: number): object {
  const start = cursor === undefined ? 0 : items.findIndex((item) => item.id === cursor) + 1;
  if (cursor !== undefined && start === 0) refuse('cursor: unknown', 'INVALID_REQUEST_QUERY');
  const data = items.slice(start, start + limit);
  const hasMore = start + limit < items.length;
  return { object: 'list', data, hasMore, nextCursor: hasMore ? (data.at(-1)?.id ?? null) : null };
}

/** The run's events as they happen, until it ends or the client leaves. */
async function* watch(
  runs: AgentRuns,
  id: string,
  clock: Clock,
  signal: AbortSignal,
  seen = 0,
): AsyncGenerator<string> {
  let sent = seen;
  while (!signal.aborted) {
    const events = runs.events(id) ?? [];
    for (const event of events.slice(sent)) yield toServerSentEvent(event);
    sent = events.length;
    const waitMs = runs.untilNextChange(id);
    if (waitMs === undefined) return;
    await pause(clock, waitMs, signal);
  }
}

function toServerSentEvent({ id, event, data }: AgentEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(finish, ms);
    function finish(): void {
      timer.cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    }
    signal.addEventListener('abort', finish, { once: true });
  });
}
