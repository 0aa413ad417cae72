import type { AdapterSnapshot, HealthStatus, ServiceRegistry, SourceProvider } from '@headwater/core';
import type { ProviderEntry, ProvidersAnswer } from '../shared/api.ts';
import type { SourceEntry, SourceSet } from './source-set.ts';

export interface ProviderBoard {
  /** What is known of every source now, in alphabetical order. Sends nothing to any of them. */
  read(): Promise<ProvidersAnswer>;
  /**
   * Asks those that can be asked for nothing, then answers as `read` does.
   * @param names which of them. Default: all
   */
  check(names?: readonly string[]): Promise<ProvidersAnswer>;
}

/** How long a check waits for one source, in milliseconds. */
const checkTimeoutMs = 5_000;

export function createProviderBoard(sources: SourceSet, registry: ServiceRegistry): ProviderBoard {
  const read = async () => {
    const providers = await Promise.all(
      sources.entries.map(async (entry) => {
        return { ...entryOf(entry, await registry.checkHealth(entry.provider.name)), mode: sources.mode };
      }),
    );
    providers.sort((one, other) => one.name.localeCompare(other.name));
    return { mode: sources.mode, limits: sources.limits, checkedAt: new Date().toISOString(), providers };
  };
  return {
    read,
    async check(names) {
      const asked = sources.entries.filter(({ provider }) => names?.includes(provider.name) ?? true);
      await Promise.all(
        asked.map(({ provider }) => registry.checkHealth(provider.name, { mode: 'active', timeoutMs: checkTimeoutMs })),
      );
      return read();
    },
  };
}

function entryOf({ provider, notice, onRequest }: SourceEntry, health: HealthStatus): Omit<ProviderEntry, 'mode'> {
  const { kinds, freeProbe, costPerSearchUsd } = provider.capabilities;
  const snapshot = provider.inspect?.() ?? { key: keyOf(provider), limits: [] };
  const { lastError, lastSuccessAt } = snapshot;
  return {
    name: provider.name,
    version: provider.version,
    kinds: [...kinds],
    key: snapshot.key,
    health: { ...health, checkedAt: health.checkedAt.toISOString() },
    limits: snapshot.limits.map(({ costClass, requestsPerSecond, burst, concurrency }) => ({
      costClass,
      ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
      ...(burst === undefined ? {} : { burst }),
      ...(concurrency === undefined ? {} : { concurrency }),
    })),
    ...(freeProbe ? { freeProbe } : {}),
    ...(costPerSearchUsd === undefined ? {} : { costPerSearchUsd }),
    ...(lastSuccessAt === undefined ? {} : { lastSuccessAt: lastSuccessAt.toISOString() }),
    ...(lastError === undefined ? {} : { lastError: toldError(lastError) }),
    ...(onRequest ? { onRequest } : {}),
    ...(notice === undefined ? {} : { notice }),
  };
}

function toldError({ at, error }: NonNullable<AdapterSnapshot['lastError']>): ProviderEntry['lastError'] & object {
  return {
    at: at.toISOString(),
    code: error.code,
    message: error.message,
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  };
}

/** For an adapter that cannot say what it has: what its declaration says it needs. */
function keyOf({ capabilities }: SourceProvider): AdapterSnapshot['key'] {
  if (!capabilities.keyRequired) return { state: 'not-needed' };
  const variable = capabilities.keyVariable;
  const isSet = variable !== undefined && Boolean(process.env[variable]);
  return { state: isSet ? 'set' : 'not-set', ...(variable === undefined ? {} : { variable }) };
}
