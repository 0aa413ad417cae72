import type { AdapterSnapshot, HealthCheckOptions, HealthStatus } from '../contract/adapter.ts';
import type { CallOptions } from '../contract/call.ts';
import { type KeyRule, keyVariable, resolveKey } from '../credentials.ts';
import { HeadwaterError } from '../errors/headwater-error.ts';
import { CancelledError, ConfigurationError } from '../errors/kinds.ts';
import { executeCall } from '../pipeline/execute.ts';
import type { CallResult, Operation } from '../pipeline/operation.ts';
import { CallScope } from '../pipeline/scope.ts';
import { type Lane, processClock, processStateStore } from '../resilience/lane.ts';
import { type LimitPlan, limitFor, sandboxPlan } from '../resilience/limits.ts';
import { isSecretHeader } from '../security/redact.ts';
import type { ServiceDefinition, ServiceProbe, ServiceSettings } from './definition.ts';
import { adapterSnapshot, healthFrom, newHealthRecord, noteOutcome } from './health.ts';

const defaultTimeoutMs = 30_000;
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
  configure(patch: ServiceSettings): void;
  healthCheck(options?: HealthCheckOptions): Promise<HealthStatus>;
  inspect(): AdapterSnapshot;
  dispose(): Promise<void>;
}

/** @throws {ConfigurationError} when a setting cannot be right */
export function createServiceClient(definition: ServiceDefinition, settings: ServiceSettings = {}): ServiceClient {
  let current = checkSettings(definition, settings);
  const keyRule = definition.key ?? noKey;
  const health = newHealthRecord();
  const disposal = new AbortController();
  const inFlight = new Set<Promise<unknown>>();
  let disposing: Promise<void> | undefined;
  /** The last lane of each cost class, for questions that must not wait for a key. */
  const lanes = new Map<string, Lane>();

  const clockOf = (of: ServiceSettings) => of.clock ?? processClock();

  async function laneFor(of: ServiceSettings, key: string | undefined, costClass: string): Promise<Lane> {
    const store = of.stateStore ?? processStateStore();
    const partition = of.credentialId ?? (key === undefined ? 'anonymous' : await store.partition(key));
    const { origin } = new URL(of.baseUrl ?? definition.baseUrl);
    const { circuit, retry } = of.resilience ?? {};
    const lane = store.lane([definition.name, origin, partition, costClass].join('|'), clockOf(of), {
      limit: limitFor(planOf(definition, of, key !== undefined), costClass),
      ...(circuit === undefined ? {} : { circuit }),
      retryBudget: {
        ...(retry?.budgetRatio === undefined ? {} : { ratio: retry.budgetRatio }),
        ...(retry?.budgetFloor === undefined ? {} : { floor: retry.budgetFloor }),
      },
    });
    lanes.set(costClass, lane);
    return lane;
  }

  async function run<Input, Output>(
    operation: Operation<Input, Output>,
    input: Input,
    options: CallOptions,
  ): Promise<CallResult<Output>> {
    if (disposal.signal.aborted || disposing !== undefined) {
      throw new CancelledError('the provider was disposed', {
        provider: definition.name,
        operation: operation.name,
        hint: 'Make a new one.',
      });
    }
    const of = current;
    const bound = typeof operation.timeoutMs === 'function' ? operation.timeoutMs(input) : operation.timeoutMs;
    const scope = new CallScope(
      clockOf(of),
      options,
      bound ?? definition.timeoutMs ?? defaultTimeoutMs,
      disposal.signal,
    );
    let handedOver = false;
    try {
      const key = await resolveKey(keyRule, of.apiKey, definition.name);
      const lane = await laneFor(of, key, operation.costClass ?? 'default');
      const secrets = new Set(headerSecrets(of));
      if (key !== undefined) secrets.add(key);
      handedOver = true;
      return await executeCall({
        definition,
        settings: of,
        operation,
        input,
        options,
        scope,
        lane,
        random: of.random ?? Math.random,
        secrets,
        authorize: async () => {
          const fresh = typeof of.apiKey === 'function' ? await resolveKey(keyRule, of.apiKey, definition.name) : key;
          return fresh === undefined
            ? { headers: {}, secrets: [] }
            : { headers: keyRule.headers(fresh), secrets: [fresh] };
        },
      });
    } finally {
      if (!handedOver) scope.dispose();
    }
  }

  async function call<Input, Output>(
    operation: Operation<Input, Output>,
    input: Input,
    options: CallOptions = {},
  ): Promise<CallResult<Output>> {
    const work = run(operation, input, options);
    inFlight.add(work);
    try {
      const result = await work;
      noteOutcome(health, clockOf(current), { latencyMs: result.response.durationMs });
      return result;
    } catch (error) {
      if (HeadwaterError.isInstance(error)) noteOutcome(health, clockOf(current), { error });
      throw error;
    } finally {
      inFlight.delete(work);
    }
  }

  async function healthCheck(options: HealthCheckOptions = {}): Promise<HealthStatus> {
    const now = new Date(clockOf(current).now());
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
    return healthFrom(health, [...lanes.values()], clockOf(current));
  }

  async function probe(
    { operation, input, healthyError }: ServiceProbe,
    { signal, timeoutMs = 5_000 }: HealthCheckOptions,
  ): Promise<void> {
    try {
      await call(operation, input, { timeoutMs, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      if (!HeadwaterError.isInstance(error)) throw error;
      if (healthyError?.(error.code, error.status)) noteOutcome(health, clockOf(current), { healthy: true });
    }
  }

  async function disposeNow(): Promise<void> {
    const clock = clockOf(current);
    const drained = Promise.allSettled(inFlight);
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, current.resilience?.disposeGraceMs ?? defaultGraceMs);
      void drained.then(() => {
        timer.cancel();
        resolve();
      });
    });
    disposal.abort();
    await drained;
  }

  return {
    call,
    configure(patch) {
      current = checkSettings(definition, { ...current, ...patch });
    },
    healthCheck,
    inspect: () => {
      const keySet = current.apiKey !== undefined || keyVariable(keyRule) !== undefined;
      return adapterSnapshot(health, definition, planOf(definition, current, keySet), keySet);
    },
    dispose: () => (disposing ??= disposeNow()),
  };
}

function planOf(definition: ServiceDefinition, settings: ServiceSettings, hasKey: boolean): LimitPlan {
  const limits = settings.resilience?.limits ?? definition.defaultPlan(hasKey);
  return typeof limits === 'string' ? planNamed(definition, limits) : limits;
}

function planNamed(definition: ServiceDefinition, name: string): LimitPlan {
  const plans: Record<string, LimitPlan> = { sandbox: sandboxPlan, ...definition.plans };
  if (Object.hasOwn(plans, name)) return plans[name] as LimitPlan;
  throw new ConfigurationError(`there is no limit plan "${name}"`, {
    provider: definition.name,
    hint: `Use one of: ${Object.keys(plans).join(', ')}.`,
  });
}

function headerSecrets(settings: ServiceSettings): string[] {
  return Object.entries(settings.headers ?? {}).flatMap(([name, value]) => (isSecretHeader(name) ? [value] : []));
}

function checkSettings(definition: ServiceDefinition, settings: ServiceSettings): ServiceSettings {
  const problem = (message: string, hint: string) => {
    throw new ConfigurationError(message, { provider: definition.name, hint, secrets: headerSecrets(settings) });
  };
  const { baseUrl, resilience } = settings;
  if (baseUrl !== undefined) {
    const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
      problem(
        'the option baseUrl is not an http(s) URL without credentials and query',
        `For example ${definition.baseUrl}`,
      );
    }
  }
  if (typeof resilience?.limits === 'string') planNamed(definition, resilience.limits);
  const numbers: Record<string, number | undefined> = {
    attemptTimeoutMs: resilience?.attemptTimeoutMs,
    maxResponseBytes: resilience?.maxResponseBytes,
    'retry.attempts': resilience?.retry?.attempts,
  };
  for (const [name, value] of Object.entries(numbers)) {
    if (value !== undefined && !(value > 0)) problem(`resilience.${name} must be greater than 0`, `It was ${value}.`);
  }
  return settings;
}
