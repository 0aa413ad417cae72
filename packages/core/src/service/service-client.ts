import type { AdapterSnapshot, HealthCheckOptions, HealthStatus } from '../contract/adapter.ts';
import type { CallOptions } from '../contract/call.ts';
import { type KeyRule, keyVariable, resolveKey } from '../credentials.ts';
import { HeadwaterError } from '../errors/headwater-error.ts';
import { CancelledError } from '../errors/kinds.ts';
import { type AnyOperation, type Call, type Connection, executeCall } from '../pipeline/call.ts';
import type { InFlight } from '../pipeline/coalesce.ts';
import type { CallResult, EventOperation, Operation } from '../pipeline/operation.ts';
import { CallReporter } from '../pipeline/report.ts';
import { CallScope } from '../pipeline/scope.ts';
import { type EventStream, executeStream } from '../pipeline/stream.ts';
import type { Authorization } from '../pipeline/work.ts';
import type { Lane } from '../resilience/lane.ts';
import { limitFor } from '../resilience/limits.ts';
import { activeTelemetry } from '../telemetry/index.ts';
import type { ResolvedSettings, ServiceDefinition, ServiceProbe, ServiceSettings } from './definition.ts';
import { adapterSnapshot, healthFrom, newHealthRecord, noteOutcome } from './health.ts';
import { planOf, resolveSettings } from './settings.ts';

const defaultTimeoutMs = 30_000;
/** Streams are bounded by their silence; this only ends those that never end. */
const defaultStreamTimeoutMs = 600_000;
const defaultGraceMs = 5_000;

/** The rule of a service that knows no keys. */
const noKey: KeyRule = { variables: [], required: false, headers: () => ({}) };

/** What a provider builds its methods on: one pipeline, and the adapter's half of the contract. */
export interface ServiceClient {
  /** Runs one operation through the whole pipeline. Throws a `HeadwaterError`. */
  call<Input, Output>(
    operation: Operation<Input, Output>,
    input: Input,
    options?: CallOptions,
  ): Promise<CallResult<Output>>;
  /**
   * The items of a streamed answer. Nothing is sent before the first is asked for; leaving the loop ends the request.
   * Iterating throws a `HeadwaterError`.
   */
  stream<Input, Item>(operation: EventOperation<Input, Item>, input: Input, options?: CallOptions): EventStream<Item>;
  configure(patch: ServiceSettings): void;
  healthCheck(options?: HealthCheckOptions): Promise<HealthStatus>;
  inspect(): AdapterSnapshot;
  dispose(): Promise<void>;
}

/** @throws {ConfigurationError} when a setting cannot be right */
export function createServiceClient(definition: ServiceDefinition, given: ServiceSettings = {}): ServiceClient {
  let current = resolveSettings(definition, given);
  const keyRule = definition.key ?? noKey;
  const health = newHealthRecord();
  const running = new Set<CallScope>();
  let drained: (() => void) | undefined;
  let disposing: Promise<void> | undefined;
  /** The last lane of each cost class, for questions that must not wait for a key. */
  const lanes = new Map<string, Lane>();
  let inFlight: InFlight = new Map();

  function laneOf(of: ResolvedSettings, partition: string, hasKey: boolean, costClass: string): Lane {
    const { circuit, retry } = of.resilience;
    const key = { provider: definition.name, origin: of.origin, partition, costClass };
    const lane = of.stateStore.lane(key, of.clock, {
      limit: limitFor(planOf(definition, of, hasKey), costClass),
      ...(circuit === undefined ? {} : { circuit }),
      retryBudget: {
        ...(retry?.budgetRatio === undefined ? {} : { ratio: retry.budgetRatio }),
        ...(retry?.budgetFloor === undefined ? {} : { floor: retry.budgetFloor }),
      },
    });
    lanes.set(costClass, lane);
    return lane;
  }

  const authorization = (key: string | undefined): Authorization => ({
    headers: key === undefined ? {} : keyRule.headers(key),
    secret: key,
  });

  /** Connections of a key that does not change, by cost class. */
  let connections = new Map<string, { key: string | undefined; connection: Connection }>();

  function connect(of: ResolvedSettings, costClass: string): Connection | Promise<Connection> {
    const withKey = (key: string | undefined) => {
      const partition = of.credentialId ?? (key === undefined ? 'anonymous' : of.stateStore.partition(key));
      return partition instanceof Promise ? partition.then((name) => join(key, name)) : join(key, partition);
    };
    const join = (key: string | undefined, partition: string): Connection => {
      const lane = laneOf(of, partition, key !== undefined, costClass);
      const secrets = new Set(of.headerSecrets);
      if (key !== undefined) secrets.add(key);
      const fixed = typeof of.apiKey === 'function' ? undefined : authorization(key);
      const authorize = () => {
        if (fixed !== undefined) return fixed;
        const fresh = resolveKey(keyRule, of.apiKey, definition.name);
        return fresh instanceof Promise ? fresh.then(authorization) : authorization(fresh);
      };
      const connection = { lane, credential: of.credentialId ?? key, secrets, authorize };
      if (of === current && typeof of.apiKey !== 'function') connections.set(costClass, { key, connection });
      return connection;
    };
    const key = resolveKey(keyRule, of.apiKey, definition.name);
    if (key instanceof Promise) return key.then(withKey);
    const known = of === current ? connections.get(costClass) : undefined;
    return known !== undefined && known.key === key && !known.connection.lane.retired ? known.connection : withKey(key);
  }

  function begin<Endpoint extends AnyOperation>(
    operation: Endpoint,
    input: unknown,
    options: CallOptions,
    extra?: { revalidating: true },
  ): Call<Endpoint> {
    if (disposing !== undefined) {
      throw new CancelledError('the provider was disposed', {
        provider: definition.name,
        operation: operation.name,
        hint: 'Make a new one.',
      });
    }
    const settings = current;
    const bound = typeof operation.timeoutMs === 'function' ? operation.timeoutMs(input) : operation.timeoutMs;
    const fallback = operation.response === 'events' ? defaultStreamTimeoutMs : definition.timeoutMs;
    const scope = CallScope.forCall(settings.clock, options, bound ?? fallback ?? defaultTimeoutMs);
    const { method, path, safety, billed, costClass = 'default' } = operation;
    const telemetry = settings.telemetry === false ? undefined : (settings.telemetry ?? activeTelemetry());
    const traced = telemetry?.startCall({
      provider: definition.name,
      version: definition.version,
      operation: operation.name,
      method,
      path,
      baseUrl: settings.baseUrl,
      safety,
      billed,
      monotonicNow: () => settings.clock.monotonicNow(),
    });
    running.add(scope);
    return {
      definition,
      settings,
      operation,
      input,
      options,
      scope,
      report: new CallReporter(definition.name, operation.name, options.observe, traced),
      inFlight,
      ...extra,
      revalidate: () => {
        const beside = begin(operation as Operation<any, any>, input, {}, { revalidating: true });
        // Whoever was served does not wait for it; telemetry tells how it went, and the next call asks again.
        executeCall(beside).then(
          () => ended(beside),
          (error) => ended(beside, { error }),
        );
      },
      connect: () => connect(settings, costClass),
    };
  }

  async function call<Input, Output>(
    operation: Operation<Input, Output>,
    input: Input,
    options: CallOptions = {},
  ): Promise<CallResult<Output>> {
    const started = begin(operation, input, options);
    try {
      const result = await executeCall(started);
      const { attempts, durationMs } = result.response;
      // A stored answer says nothing about the service.
      ended(started, attempts === 0 ? undefined : { latencyMs: durationMs });
      return result;
    } catch (error) {
      ended(started, { error });
      throw error;
    }
  }

  function stream<Input, Item>(
    operation: EventOperation<Input, Item>,
    input: Input,
    options: CallOptions = {},
  ): EventStream<Item> {
    return executeStream(
      () => begin(operation, input, options),
      (started, error) => ended(started, { error }),
    );
  }

  function ended({ scope, settings }: Call<AnyOperation>, outcome?: { latencyMs?: number; error?: unknown }): void {
    running.delete(scope);
    if (running.size === 0) drained?.();
    if (outcome === undefined) return;
    const { latencyMs, error } = outcome;
    if (error !== undefined && !HeadwaterError.isInstance(error)) return;
    noteOutcome(health, settings.clock, {
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(error === undefined ? {} : { error }),
    });
  }

  async function healthCheck(options: HealthCheckOptions = {}): Promise<HealthStatus> {
    const now = new Date(current.clock.now());
    try {
      await resolveKey(keyRule, current.apiKey, definition.name);
    } catch (error) {
      if (!HeadwaterError.isInstance(error)) throw error;
      return {
        status: 'unconfigured',
        checkedAt: now,
        reason: [error.message, error.hint].filter(Boolean).join('. '),
        circuit: 'closed',
      };
    }
    if (options.mode === 'active' && definition.probe !== undefined) await probe(definition.probe, options);
    return healthFrom(health, [...lanes.values()], current.clock);
  }

  async function probe(
    { operation, input, healthyError }: ServiceProbe,
    { signal, timeoutMs = 5_000 }: HealthCheckOptions,
  ): Promise<void> {
    try {
      await call(operation, input, { timeoutMs, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      if (!HeadwaterError.isInstance(error)) throw error;
      if (healthyError?.(error.code, error.status)) noteOutcome(health, current.clock, { healthy: true });
    }
  }

  async function disposeNow(): Promise<void> {
    const empty = new Promise<void>((resolve) => {
      drained = resolve;
    });
    if (running.size === 0) return;
    const timer = current.clock.setTimeout(() => {
      for (const scope of running) scope.finish({ kind: 'disposed' });
    }, current.resilience.disposeGraceMs ?? defaultGraceMs);
    await empty;
    timer.cancel();
  }

  return {
    call,
    stream,
    configure(patch) {
      current = resolveSettings(definition, { ...current.given, ...patch }, current);
      inFlight = new Map();
      connections = new Map();
    },
    healthCheck,
    inspect: () => {
      const keySet = current.apiKey !== undefined || keyVariable(keyRule) !== undefined;
      return adapterSnapshot(health, definition, planOf(definition, current, keySet), keySet);
    },
    dispose: () => (disposing ??= disposeNow()),
  };
}
