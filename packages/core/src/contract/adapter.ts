import type { HeadwaterError } from '../errors/headwater-error.ts';
import type { CallOptions } from './call.ts';
import type { DocumentKind, SourceFilter, SourcePage, SourceQuery } from './documents.ts';
import type { ToolDefinition } from './tools.ts';

export type CircuitState = 'closed' | 'open' | 'half-open';

export interface Quota {
  remaining?: number;
  limit?: number;
  resetsAt?: Date;
}

export interface HealthStatus {
  status: 'healthy' | 'degraded' | 'unhealthy' | 'unconfigured';
  checkedAt: Date;
  /** Time of the last successful call, in milliseconds. */
  latencyMs?: number;
  /** Why the status is not `healthy`, with the next step. */
  reason?: string;
  circuit: CircuitState;
  quota?: Quota;
}

export interface HealthCheckOptions {
  /**
   * `passive` answers from recent traffic, circuit and quota and sends nothing.
   * `active` uses the provider's probe, but only where that probe costs neither money nor quota.
   * @default 'passive'
   */
  mode?: 'passive' | 'active';
  signal?: AbortSignal;
  /** Bound of an active check in milliseconds. @default 5000 */
  timeoutMs?: number;
}

/** What an adapter says of itself for boards and diagnosis. Holds no secret. */
export interface AdapterSnapshot {
  key: { state: 'set' | 'not-set' | 'not-needed'; variable?: string };
  /** The request limits in force. */
  limits: { costClass: string; requestsPerSecond?: number; burst?: number; concurrency?: number }[];
  lastSuccessAt?: Date;
  lastError?: { at: Date; error: HeadwaterError };
}

/** The contract every external service is reached through. */
export interface ApiAdapter<Config extends object = object> extends AsyncDisposable {
  /** For example `exa`. */
  readonly name: string;
  /** The package's version. */
  readonly version: string;
  /**
   * Replaces the named top-level settings; nested objects are not merged. Calls in flight keep the old values.
   */
  configure(patch: Partial<Config>): void;
  /** Never spends money or quota by default. Does not throw for an unhealthy service: that is its answer. */
  healthCheck(options?: HealthCheckOptions): Promise<HealthStatus>;
  /** Key state, limits and the last error, without asking anybody. */
  inspect?(): AdapterSnapshot;
  /** Stops taking calls, drains up to a grace period, aborts the rest. Idempotent. */
  dispose(): Promise<void>;
}

export interface SourceCapabilities {
  kinds: readonly DocumentKind[];
  /** The filters of `SourceQuery` this provider applies; the others come back in `unsupportedFilters`. */
  filters: readonly SourceFilter[];
  /** Most documents one call can return. */
  maxPageSize: number;
  /** Most documents a query can reach over all pages. */
  maxResults?: number;
  /** Whether an `active` health check costs nothing. */
  freeProbe: boolean;
  /** A guide price of one search in US dollars. */
  costPerSearchUsd?: number;
  /** Whether a key is needed at all. */
  keyRequired: boolean;
  /** Environment variable the key is read from. */
  keyVariable?: string;
}

/** A service that can be searched for documents. */
export interface SourceProvider<Config extends object = object> extends ApiAdapter<Config> {
  readonly capabilities: SourceCapabilities;
  /** Framework-neutral tool definitions, for `@headwater/mastra` and the other faces. */
  readonly tools: readonly ToolDefinition[];
  /** Normalised search. Throws a `HeadwaterError` when throttled or failed. */
  searchDocuments(query: SourceQuery, options?: CallOptions): Promise<SourcePage>;
}
