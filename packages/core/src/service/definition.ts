import type { CallCache, CallCacheSettings } from '../cache/index.ts';
import type { Quota } from '../contract/adapter.ts';
import type { Clock } from '../contract/clock.ts';
import type { KeyRule, KeySetting } from '../credentials.ts';
import type { Operation, VendorAnswer, VendorFailure } from '../pipeline/operation.ts';
import type { CircuitOptions } from '../resilience/circuit.ts';
import type { StateStore } from '../resilience/lane.ts';
import type { LimitPlan, RateLimit } from '../resilience/limits.ts';
import type { RetryOptions } from '../resilience/retry.ts';
import type { AuditLog, FieldCipher, RequestSigner } from '../security/index.ts';
import type { Telemetry } from '../telemetry/index.ts';

/** Settings every provider shares. Each is read once per call, so that `configure` takes effect on the next one. */
export interface ServiceSettings {
  /** Default: the provider's environment variable, read at first use. */
  apiKey?: KeySetting | undefined;
  /** Names the credential's share of limits and circuits, also across key rotation. Default: one per key. */
  credentialId?: string | undefined;
  /** Default: the service's own. */
  baseUrl?: string | undefined;
  /** Added to every request. Values of headers that look like credentials are redacted like the key. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Default: the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Default: the system clock. */
  clock?: Clock | undefined;
  /** Source of jitter, in [0, 1). Default: `Math.random`. */
  random?: (() => number) | undefined;
  resilience?: ResilienceSettings | undefined;
  /** Default: one store for the whole process, so that clients with the same key pace together. */
  stateStore?: StateStore | undefined;
  /**
   * Keeps answers of `read` operations: RFC 9111 for GET, by content for operations that say how long theirs stay good.
   * `true` for a memory store of its own, settings, or a cache to be shared with other clients.
   * @default false
   */
  cache?: boolean | CallCacheSettings | CallCache | undefined;
  /** Default: the OpenTelemetry SDK of the process, when one is registered. `false` turns it off. */
  telemetry?: Telemetry | false | undefined;
  /** Gets one record of every call: who, what, when and how it ended; never what was asked or answered. */
  audit?: AuditLog | undefined;
  /** On whose behalf, for the audit log. */
  actor?: string | undefined;
  /** Signs every request as it is sent; see `createRequestSigner`. */
  sign?: RequestSigner | undefined;
  /** Encrypts its fields in request bodies and decrypts them in answers; see `createFieldCipher`. Turns the cache off. */
  fieldCipher?: FieldCipher | undefined;
}

export interface ResilienceSettings {
  /**
   * The name of one of the provider's plans, `sandbox` (1,000 requests/s), or limits of your own per cost class.
   * Default: the plan that fits the key.
   */
  limits?: string | Readonly<Record<string, RateLimit>>;
  retry?: RetryOptions;
  circuit?: CircuitOptions;
  /** Bound of one attempt in milliseconds. @default 10000 (operations that take longer bring their own) */
  attemptTimeoutMs?: number;
  /** Largest answer in bytes after decompression. @default 10485760 */
  maxResponseBytes?: number;
  /** Deepest nesting of a JSON answer. @default 64 */
  maxDepth?: number;
  /**
   * Whether calls that ask the same while one is in flight share its request. Only `read` operations.
   * @default true
   */
  coalesce?: boolean;
  /**
   * Whether a free read that is slower than nearly all before it gets a second request beside it; the first answer wins.
   * Never more than 2 % of the calls.
   * @default false
   */
  hedge?: boolean;
  /** How long `dispose` waits for calls in flight, in milliseconds. @default 5000 */
  disposeGraceMs?: number;
}

/** The settings as the pipeline uses them: checked, and with everything worked out that does not change between calls. */
export interface ResolvedSettings extends Omit<ServiceSettings, 'headers' | 'cache'> {
  readonly given: ServiceSettings;
  readonly baseUrl: string;
  readonly origin: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Values of `headers` that must not be shown. */
  readonly headerSecrets: readonly string[];
  readonly resilience: ResilienceSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly stateStore: StateStore;
  readonly cache: (() => CallCache | Promise<CallCache>) | undefined;
}

/** What a provider package says about its service. */
export interface ServiceDefinition {
  readonly name: string;
  readonly version: string;
  readonly baseUrl: string;
  readonly key?: KeyRule;
  /** Published limits per plan, each with the vendor's page cited where it is written. */
  readonly plans: Readonly<Record<string, LimitPlan>>;
  readonly defaultPlan: (hasKey: boolean) => string;
  /** Translates an error answer. `undefined` leaves it to its HTTP status. */
  readonly parseFailure?: (answer: VendorAnswer) => VendorFailure | undefined;
  /** Header that names the request, for example `x-request-id`. */
  readonly requestIdHeader?: string;
  /** Finds the request's id inside an answer. */
  readonly requestId?: (json: unknown) => string | undefined;
  readonly readQuota?: (headers: Headers) => Quota | undefined;
  /** An operation that costs neither money nor quota, and how to read its outcome. */
  readonly probe?: ServiceProbe;
  /** @default 30000 */
  readonly timeoutMs?: number;
}

export interface ServiceProbe {
  readonly operation: Operation<any, unknown>;
  readonly input: unknown;
  /** Whether an error of this probe still shows a working service, for example a 400 to an empty request. */
  readonly healthyError?: (code: string, status: number | undefined) => boolean;
}
