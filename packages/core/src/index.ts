export { type CallBudgetOptions, createCallBudget } from './budget.ts';
export {
  type CachedFetchOptions,
  type CacheFailure,
  type CacheRecord,
  type CacheSettings,
  type CacheStore,
  type CallCache,
  type CallCacheSettings,
  cacheOutcome,
  createCachedFetch,
  createCallCache,
  createMemoryStore,
  type FetchCacheOutcome,
  fromKeyv,
  type KeyvLike,
  type KeyvStoreOptions,
  type MemoryStore,
  type MemoryStoreOptions,
} from './cache/index.ts';
export { checkItems } from './check-items.ts';
export { collectPages } from './collect-pages.ts';
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
export { type ArxivId, canonicalDoi, documentIdsOf, type GivenIds, parseArxivId } from './document-ids.ts';
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
export { type JobWait, waitForJob } from './job-wait.ts';
export { type Page, type PagedList, type PagedListOptions, pagedList } from './pagination/pages.ts';
export {
  type CallResult,
  defineEventOperation,
  defineOperation,
  type EventOperation,
  type ItemsRule,
  type Operation,
  type OperationSafety,
  type QueryValue,
  type RequestParts,
  type ResponseInfo,
  type ServerSentEvent,
  type VendorAnswer,
  type VendorFailure,
} from './pipeline/operation.ts';
export { type ResultPromise, resultPromise } from './pipeline/result-promise.ts';
export type { EventStream } from './pipeline/stream.ts';
export { requiredWords, tellingWords } from './question-words.ts';
export { HealthMonitor, type HealthMonitorOptions } from './registry/health-monitor.ts';
export { type HealthChange, ServiceRegistry } from './registry/service-registry.ts';
export type { AdaptiveRateOptions } from './resilience/adaptive-rate.ts';
export type { CircuitOptions, CircuitSnapshot } from './resilience/circuit.ts';
export {
  createStateStore,
  type LaneCircuitChange,
  type LaneKey,
  type LaneSnapshot,
  type StateStore,
} from './resilience/lane.ts';
export { type LimitPlan, type RateLimit, sandboxPlan } from './resilience/limits.ts';
export { parseRateLimitHeaders } from './resilience/rate-limit-headers.ts';
export type { RetryOptions } from './resilience/retry.ts';
export { isSampleVenue } from './sample-marks.ts';
export {
  type AuditEnd,
  type AuditEntry,
  type AuditFinding,
  type AuditHead,
  type AuditLog,
  type AuditLogOptions,
  type AuditProblem,
  type AuditSink,
  type AuditVerification,
  type AuditVerifyOptions,
  type CheckedUrl,
  createAuditLog,
  createFieldCipher,
  createRequestSigner,
  createSignatureVerifier,
  createUrlGuard,
  type FieldCipher,
  FieldCipherError,
  type FieldCipherOptions,
  type FieldCipherProblem,
  type GuardedFetch,
  type GuardedFetchOptions,
  guardedFetch,
  type HostAddresses,
  type HostResolver,
  type MemoryAuditSink,
  type MemoryReplayStoreOptions,
  memoryAuditSink,
  memoryReplayStore,
  type ReplayStore,
  type RequestSigner,
  type RequestSignerOptions,
  redactText,
  type SignableRequest,
  SignatureError,
  type SignatureProblem,
  type SignatureVerifier,
  type SignatureVerifierOptions,
  type SignedRequest,
  type SigningSecret,
  type UrlGuard,
  type UrlGuardOptions,
  type VerifiedSignature,
  verifyAuditLog,
} from './security/index.ts';
export type { ResilienceSettings, ServiceDefinition, ServiceProbe, ServiceSettings } from './service/definition.ts';
export { createServiceClient, type ServiceClient } from './service/service-client.ts';
export { sharedDeadline } from './shared-deadline.ts';
export { type CursorPlace, readCountedCursor, readOffsetCursor } from './source-cursor.ts';
export { instantOf, publishedDate, utcDayOf } from './source-dates.ts';
export { documentsOf, placesOf } from './source-documents.ts';
export { isIsoDate, readSourceQuery, sourceOutcome } from './source-query.ts';
export {
  activeTelemetry,
  type CallStart,
  type CallTelemetry,
  type LaneSource,
  type LaneState,
  type OtelContextManager,
  type OtelMeterProvider,
  type OtelTracerProvider,
  openTelemetry,
  type Telemetry,
  type TelemetryOptions,
  trackLanes,
} from './telemetry/index.ts';
export { cleanText, isReservedAddress, webAddress } from './text.ts';
