import type { ExaCost, ExaOutput, Open } from './exa-types.ts';

/** How hard a run works. `max` is a beta, whose header the client sends. */
export type ExaAgentEffort = Open<'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'auto' | 'max'>;

export type ExaAgentStatus = Open<'queued' | 'running' | 'completed' | 'failed' | 'cancelled'>;

/** https://docs.exa.ai/reference/agent-api/create-a-run */
export interface ExaAgentRequest {
  /** The task, in plain words. */
  query: string;
  /** @default 'auto' */
  effort?: ExaAgentEffort | undefined;
  systemPrompt?: string | undefined;
  /** JSON Schema of `output.structured`. */
  outputSchema?: Readonly<Record<string, unknown>> | undefined;
  input?:
    | {
        /** Rows to work on or to complete. */
        data?: readonly Readonly<Record<string, unknown>>[] | undefined;
        /** What must not be found again. */
        exclusion?: readonly Readonly<Record<string, unknown>>[] | undefined;
      }
    | undefined;
  /** A completed run to go on from. */
  previousRunId?: string | undefined;
  /** Most US dollars the run may cost, for the efforts `auto` and `max`. */
  budget?: { maxCostDollars?: number | undefined } | undefined;
  /** Data providers of Exa Connect, at most 5. */
  dataSources?: readonly { provider: string }[] | undefined;
  /** Comes back with the run. */
  metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface ExaAgentRun {
  id: string;
  status: ExaAgentStatus;
  /** For example `schema_satisfied`, `budget_reached`, `error`; `null` while it works. */
  stopReason: string | null;
  /** ISO 8601 date-time. */
  createdAt: string | null;
  /** ISO 8601 date-time; `null` while it works. */
  completedAt: string | null;
  request: Record<string, unknown> | null;
  /** What it found; `null` unless it is completed. */
  output: ExaAgentOutput | null;
  usage: Record<string, unknown> | null;
  /** So far. */
  costDollars: ExaCost | null;
  /** Why it failed. */
  error: { code?: string | null; type?: string | null; message?: string | null } | null;
}

export interface ExaAgentOutput {
  /** Written by a model of Exa, not by the authors of the pages. */
  text: string | null;
  /** A value of the schema that was asked for. */
  structured: unknown;
  grounding: NonNullable<ExaOutput['grounding']>;
}

/** Something that happened to a run. */
export interface ExaAgentEvent {
  /** Gives the place to go on from: `lastEventId`. */
  id?: string;
  /** For example `agent_run.completed`. The set is open. */
  event: string;
  data: unknown;
  /** ISO 8601 date-time; in lists only. */
  createdAt?: string;
}

export interface ExaAgentListOptions {
  /** Most items over all pages. @default all there are */
  limit?: number | undefined;
  /** Items per request, 1 to 100. @default 20 */
  pageSize?: number | undefined;
}

export interface ExaAgentWaitOptions {
  /** Milliseconds between two looks at the run. @default 4000, as Exa advises */
  pollIntervalMs?: number | undefined;
  /** Called with the run after every look. */
  onUpdate?: ((run: ExaAgentRun) => void) | undefined;
}
