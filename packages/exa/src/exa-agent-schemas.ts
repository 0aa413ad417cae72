import {
  array,
  boolean,
  type Infer,
  lenient,
  nullish,
  number,
  object,
  optional,
  refine,
  type Schema,
  strictObject,
  string,
  transform,
  unknown,
} from '@headwater/core/schema';
import type { ExaAgentEvent, ExaAgentRequest, ExaAgentRun } from './exa-agent-types.ts';
import { anyObject, cost, grounding, text } from './exa-schemas.ts';

// What callers give.

/** What stands in the path: nothing that could leave it. */
const runId = string({ maxLength: 200, pattern: /^(?!\.+$)[A-Za-z0-9_.:-]+$/ });
const cursor = optional(text);
const pageSize = number({ integer: true, minimum: 1, maximum: 100 });

export const agentRequestInput: Schema<ExaAgentRequest> = strictObject({
  query: refine(string(), (query) => query.trim() !== '', 'must not be empty'),
  effort: optional(text),
  systemPrompt: optional(text),
  outputSchema: optional(anyObject),
  input: optional(strictObject({ data: optional(array(anyObject)), exclusion: optional(array(anyObject)) })),
  previousRunId: optional(runId),
  budget: optional(strictObject({ maxCostDollars: optional(number({ minimum: 0 })) })),
  dataSources: optional(array(strictObject({ provider: text }), { maxLength: 5 })),
  metadata: optional(anyObject),
});

export const runInput = strictObject({ id: runId });
export const listInput = strictObject({ cursor, limit: pageSize });
export const eventsInput = strictObject({ id: runId, cursor, limit: pageSize });
export const watchInput = strictObject({ id: runId, lastEventId: optional(text) });
export type WatchInput = Infer<typeof watchInput>;

// What Exa answers. Only the id and the status are relied on.

const runOutput = object({
  text: lenient(string()),
  structured: unknown(),
  grounding: lenient(grounding),
});

const wireRun = object({
  id: text,
  status: text,
  stopReason: lenient(string()),
  createdAt: lenient(string()),
  completedAt: lenient(string()),
  request: lenient(anyObject),
  output: lenient(runOutput),
  usage: lenient(anyObject),
  costDollars: cost,
  error: lenient(object({ code: lenient(string()), type: lenient(string()), message: lenient(string()) })),
});

/** Until a run is completed, its output holds nothing but empty fields. */
export const agentRun: Schema<ExaAgentRun> = transform(wireRun, ({ output, ...run }) => ({
  id: run.id,
  status: run.status,
  stopReason: run.stopReason ?? null,
  createdAt: run.createdAt ?? null,
  completedAt: run.completedAt ?? null,
  request: run.request ?? null,
  output:
    output == null || run.status !== 'completed'
      ? null
      : { text: output.text ?? null, structured: output.structured ?? null, grounding: output.grounding ?? [] },
  usage: run.usage ?? null,
  costDollars: run.costDollars ?? null,
  error: run.error ?? null,
}));

export const agentEvent: Schema<ExaAgentEvent> = transform(
  object({ id: lenient(string()), event: text, data: unknown(), createdAt: lenient(string()) }),
  ({ id, event, data, createdAt }) => ({
    event,
    data: data ?? null,
    ...(id == null ? {} : { id }),
    ...(createdAt == null ? {} : { createdAt }),
  }),
);

export interface AgentList<Item> {
  data: Item[];
  hasMore?: boolean | null | undefined;
  nextCursor?: string | null | undefined;
}

/** The envelope of lists; its items are checked one by one. */
export function agentList<Item>(): Schema<AgentList<Item>> {
  return object({
    data: array(unknown()) as Schema<Item[]>,
    hasMore: lenient(boolean()),
    nextCursor: nullish(string()),
  });
}

export const deletedRun = object({ id: lenient(string()), deleted: lenient(boolean()) });
