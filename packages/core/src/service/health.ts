import type { AdapterSnapshot, CircuitState, HealthStatus } from '../contract/adapter.ts';
import type { Clock } from '../contract/clock.ts';
import type { HeadwaterError } from '../errors/headwater-error.ts';
import type { Lane } from '../resilience/lane.ts';
import type { LimitPlan } from '../resilience/limits.ts';
import type { ServiceDefinition } from './definition.ts';

/** What recent traffic says about a service. */
export interface HealthRecord {
  latencyMs: number | undefined;
  lastSuccessAt: number | undefined;
  lastError: { at: number; error: HeadwaterError } | undefined;
  consecutiveFailures: number;
}

export function newHealthRecord(): HealthRecord {
  return { latencyMs: undefined, lastSuccessAt: undefined, lastError: undefined, consecutiveFailures: 0 };
}

/** Errors that say nothing about the service: the caller's own doing. */
const callersOwn = new Set(['cancelled', 'invalid-request', 'not-found', 'budget-exhausted', 'overloaded']);

export function noteOutcome(
  record: HealthRecord,
  clock: Clock,
  outcome: { latencyMs?: number; error?: HeadwaterError; healthy?: true },
): void {
  const { error } = outcome;
  if (error === undefined) {
    record.latencyMs = outcome.latencyMs ?? record.latencyMs;
    record.lastSuccessAt = clock.now();
    record.consecutiveFailures = 0;
    return;
  }
  if (callersOwn.has(error.code)) return;
  record.lastError = { at: clock.now(), error };
  record.consecutiveFailures += 1;
}

/** Failures in a row that make a service unhealthy; fewer make it degraded. */
const unhealthyAfter = 3;

/** Errors that no amount of traffic cures. */
const needsAction = new Set(['authentication', 'permission', 'configuration', 'quota-exhausted']);

export function healthFrom(record: HealthRecord, lanes: readonly Lane[], clock: Clock): HealthStatus {
  const now = clock.monotonicNow();
  const circuit = worst(lanes.map((lane) => lane.circuit.state(now)));
  const quota = lanes.find((lane) => lane.quota !== undefined)?.quota;
  const error = record.consecutiveFailures > 0 ? record.lastError?.error : undefined;
  const unhealthy =
    circuit === 'open' ||
    (error !== undefined && (needsAction.has(error.code) || record.consecutiveFailures >= unhealthyAfter));
  const spent = quota?.remaining === 0;
  const degraded = circuit === 'half-open' || error !== undefined || spent;
  const reason =
    error !== undefined
      ? [error.message, error.hint].filter(Boolean).join('. ')
      : spent
        ? 'the quota is used up'
        : undefined;
  return {
    status: unhealthy ? 'unhealthy' : degraded ? 'degraded' : 'healthy',
    checkedAt: new Date(clock.now()),
    circuit,
    ...(record.latencyMs === undefined ? {} : { latencyMs: Math.round(record.latencyMs) }),
    ...(reason === undefined ? {} : { reason }),
    ...(quota === undefined ? {} : { quota }),
  };
}

function worst(states: CircuitState[]): CircuitState {
  return states.includes('open') ? 'open' : states.includes('half-open') ? 'half-open' : 'closed';
}

export function adapterSnapshot(
  record: HealthRecord,
  definition: ServiceDefinition,
  plan: LimitPlan,
  keySet: boolean,
): AdapterSnapshot {
  const { lastError } = record;
  const { key } = definition;
  const variable = key?.variables[0];
  // A service that takes no key does not get one that was given.
  const state = key !== undefined && keySet ? 'set' : key?.required ? 'not-set' : 'not-needed';
  return {
    key: {
      state,
      ...(variable === undefined ? {} : { variable }),
    },
    limits: Object.entries(plan).map(([costClass, limit]) => ({ costClass, ...limit })),
    ...(record.lastSuccessAt === undefined ? {} : { lastSuccessAt: new Date(record.lastSuccessAt) }),
    ...(lastError === undefined ? {} : { lastError: { at: new Date(lastError.at), error: lastError.error } }),
  };
}
