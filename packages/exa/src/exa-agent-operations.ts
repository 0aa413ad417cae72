import { defineEventOperation, defineOperation, type EventOperation, type Operation } from '@headwater/core';
import type { Infer } from '@headwater/core/schema';
import {
  type AgentList,
  agentEvent,
  agentList,
  agentRequestInput,
  agentRun,
  deletedRun,
  eventsInput,
  listInput,
  runInput,
  type WatchInput,
  watchInput,
} from './exa-agent-schemas.ts';
import type { ExaAgentEvent, ExaAgentRequest, ExaAgentRun } from './exa-agent-types.ts';
import { agentAttemptTimeoutMs } from './exa-limits.ts';

interface Run {
  id: string;
}
interface ListPage {
  limit: number;
  cursor?: string | undefined;
}

/** A run works for up to an hour, and nothing may pass between two of its events for long. */
const watchTimeoutMs = 3_600_000;
const watchIdleMs = 600_000;

const agent = { billed: false, costClass: 'agent', attemptTimeoutMs: agentAttemptTimeoutMs } as const;
const read = { ...agent, method: 'GET', safety: 'read' } as const;

const pathOf = ({ id }: Run, rest = ''): { path: string } => ({ path: `/agent/runs/${encodeURIComponent(id)}${rest}` });

/** `max` is a beta, refused without its header. */
const maxEffortBeta = { 'exa-beta': 'agent-max-effort-2026-07-27' };
const creation = (request: ExaAgentRequest) => ({
  body: request,
  headers: request.effort === 'max' ? maxEffortBeta : {},
});

/** The most the run may cost, where the request says so: a run is charged as it works, not when it is made. */
const estimatedCostUsd = ({ budget }: ExaAgentRequest): number => budget?.maxCostDollars ?? 0;

/** https://docs.exa.ai/reference/agent-api/create-a-run. Charged and not repeatable: never sent again once it was sent. */
export const createRunOperation: Operation<ExaAgentRequest, ExaAgentRun> = defineOperation({
  ...agent,
  name: 'agentRuns.create',
  method: 'POST',
  path: '/agent/runs',
  safety: 'unsafe',
  billed: true,
  estimatedCostUsd,
  input: agentRequestInput,
  request: creation,
  output: agentRun,
});

export const getRunOperation: Operation<Run, ExaAgentRun> = defineOperation({
  ...read,
  name: 'agentRuns.get',
  path: '/agent/runs/{id}',
  input: runInput,
  request: (run: Run) => pathOf(run),
  output: agentRun,
});

export const listRunsOperation: Operation<ListPage, AgentList<ExaAgentRun>> = defineOperation({
  ...read,
  name: 'agentRuns.list',
  path: '/agent/runs',
  input: listInput,
  request: ({ cursor, limit }: ListPage) => ({ query: { cursor, limit } }),
  output: agentList<ExaAgentRun>(),
  items: { at: 'data', schema: agentRun },
});

export const runEventsOperation: Operation<Run & ListPage, AgentList<ExaAgentEvent>> = defineOperation({
  ...read,
  name: 'agentRuns.events',
  path: '/agent/runs/{id}/events',
  input: eventsInput,
  request: ({ id, cursor, limit }: Run & ListPage) => ({ ...pathOf({ id }, '/events'), query: { cursor, limit } }),
  output: agentList<ExaAgentEvent>(),
  items: { at: 'data', schema: agentEvent },
});

/** Ending a run twice changes nothing, so it may be asked for again. */
const ending = { ...agent, method: 'POST', safety: 'idempotent', input: runInput, output: agentRun } as const;

export const cancelRunOperation: Operation<Run, ExaAgentRun> = defineOperation({
  ...ending,
  name: 'agentRuns.cancel',
  path: '/agent/runs/{id}/cancel',
  request: (run: Run) => pathOf(run, '/cancel'),
});

export const stopRunOperation: Operation<Run, ExaAgentRun> = defineOperation({
  ...ending,
  name: 'agentRuns.stop',
  path: '/agent/runs/{id}/stop',
  request: (run: Run) => ({ ...pathOf(run, '/stop'), headers: maxEffortBeta }),
});

export const deleteRunOperation: Operation<Run, Infer<typeof deletedRun>> = defineOperation({
  ...agent,
  name: 'agentRuns.delete',
  method: 'DELETE',
  path: '/agent/runs/{id}',
  safety: 'idempotent',
  input: runInput,
  request: (run: Run) => pathOf(run),
  output: deletedRun,
});

/** The event's name and id stand beside its data. */
const events: Pick<
  EventOperation<unknown, ExaAgentEvent>,
  'response' | 'format' | 'ignore' | 'toItem' | 'item' | 'firstItemTimeoutMs' | 'idleTimeoutMs'
> = {
  response: 'events',
  format: 'sse',
  firstItemTimeoutMs: agentAttemptTimeoutMs,
  idleTimeoutMs: watchIdleMs,
  ignore: ({ data }) => data.trim() === '[DONE]',
  toItem: (data, { type, id }) => ({ event: type, data, ...(id === undefined ? {} : { id }) }),
  item: agentEvent,
};

/** As `create`, but the answer is the run's events until it ends. */
export const createRunStream: EventOperation<ExaAgentRequest, ExaAgentEvent> = defineEventOperation({
  ...events,
  name: 'agentRuns.stream',
  method: 'POST',
  path: '/agent/runs',
  safety: 'unsafe',
  billed: true,
  costClass: 'agent',
  timeoutMs: watchTimeoutMs,
  estimatedCostUsd,
  input: agentRequestInput,
  request: (request: ExaAgentRequest) => {
    const { body, headers } = creation(request);
    return { body, headers: { ...headers, accept: 'text/event-stream' } };
  },
});

/** https://docs.exa.ai/reference/agent-api/list-run-events, replayed as a stream */
export const watchRunStream: EventOperation<WatchInput, ExaAgentEvent> = defineEventOperation({
  ...events,
  name: 'agentRuns.watch',
  method: 'GET',
  path: '/agent/runs/{id}/events',
  safety: 'read',
  billed: false,
  costClass: 'agent',
  timeoutMs: watchTimeoutMs,
  input: watchInput,
  request: ({ id, lastEventId }: WatchInput) => ({
    ...pathOf({ id }, '/events'),
    headers: { accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
  }),
});
