export type {
  ApiAdapter,
  CircuitState,
  HealthCheckOptions,
  HealthStatus,
  Quota,
  SourceCapabilities,
  SourceProvider,
} from './contract/adapter.ts';
export type {
  BudgetReservation,
  CallBudget,
  CallEvent,
  CallObserver,
  CallOptions,
  WaitReason,
} from './contract/call.ts';
export { type Clock, systemClock, type TimerHandle } from './contract/clock.ts';
export type {
  CacheOutcome,
  DocumentIds,
  DocumentKind,
  Provenance,
  SkippedItem,
  SourceDocument,
  SourceFilter,
  SourceOutcome,
  SourcePage,
  SourceQuery,
  TextKind,
} from './contract/documents.ts';
export type { Infer, JsonSchema, Schema, SchemaIssue, SchemaResult } from './contract/schema.ts';
export type { ToolDefinition, ToolHints, ToolSchema } from './contract/tools.ts';
