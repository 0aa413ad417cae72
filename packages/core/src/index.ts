export { type CallBudgetOptions, createCallBudget } from './budget.ts';
export type {
  AdapterSnapshot,
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
export type { KeyRule, KeySetting } from './credentials.ts';
export { type ErrorCode, type ErrorDetails, HeadwaterError } from './errors/headwater-error.ts';
export {
  AuthenticationError,
  BudgetExhaustedError,
  CancelledError,
  CircuitOpenError,
  ConfigurationError,
  InvalidRequestError,
  NetworkError,
  NotFoundError,
  OverloadedError,
  PermissionError,
  QuotaExhaustedError,
  RateLimitedError,
  ResponseInvalidError,
  TimeoutError,
  UnsafeUrlError,
  UpstreamError,
  type VendorErrorCode,
} from './errors/kinds.ts';
export { type Page, type PagedList, type PagedListOptions, pagedList } from './pagination/pages.ts';
export {
  type CallResult,
  defineOperation,
  type ItemsRule,
  type Operation,
  type OperationSafety,
  type QueryValue,
  type RequestParts,
  type ResponseInfo,
  type VendorAnswer,
  type VendorFailure,
} from './pipeline/operation.ts';
export { type ResultPromise, resultPromise } from './pipeline/result-promise.ts';
export { HealthMonitor, type HealthMonitorOptions } from './registry/health-monitor.ts';
export { type HealthChange, ServiceRegistry } from './registry/service-registry.ts';
export type { CircuitOptions } from './resilience/circuit.ts';
export { createStateStore, type StateStore } from './resilience/lane.ts';
export { type LimitPlan, type RateLimit, sandboxPlan } from './resilience/limits.ts';
export type { RetryOptions } from './resilience/retry.ts';
export { redactText } from './security/redact.ts';
export type { ResilienceSettings, ServiceDefinition, ServiceProbe, ServiceSettings } from './service/definition.ts';
export { createServiceClient, type ServiceClient } from './service/service-client.ts';
export { isIsoDate, readSourceQuery, sourceOutcome } from './source-query.ts';
export { cleanText } from './text.ts';
