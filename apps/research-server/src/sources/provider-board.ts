import type { AdapterSnapshot, ServiceRegistry, SourceProvider } from '@headwater/core';
import type { ProviderEntry, ProvidersAnswer } from '../shared/api.ts';
import type { SourceEntry, SourceSet } from './source-set.ts';

export interface ProviderBoard {
  /** What is known of every source now, in alphabetical order. Sends nothing to any of them. */
  read(): Promise<ProvidersAnswer>;
}

export function createProviderBoard(sources: SourceSet, registry: ServiceRegistry): ProviderBoard {
  const read = async (entry: SourceEntry): Promise<ProviderEntry> => {
    const { provider, notice } = entry;
    const { checkedAt, ...health } = await registry.checkHealth(provider.name);
    const { key, limits, lastError } = provider.inspect?.() ?? { key: keyOf(provider), limits: [] };
    const { error } = lastError ?? {};
    return {
      name: provider.name,
      version: provider.version,
      kinds: [...provider.capabilities.kinds],
      mode: sources.mode,
      key,
      health: { ...health, checkedAt: checkedAt.toISOString() },
      limits: limits.map(({ costClass, requestsPerSecond, concurrency }) => ({
        costClass,
        ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
        ...(concurrency === undefined ? {} : { concurrency }),
      })),
      ...(lastError && error
        ? {
            lastError: {
              at: lastError.at.toISOString(),
              code: error.code,
              message: error.message,
              ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
            },
          }
        : {}),
      ...(notice === undefined ? {} : { notice }),
    };
  };

  return {
    async read() {
      const providers = await Promise.all(sources.entries.map(read));
      providers.sort((one, other) => one.name.localeCompare(other.name));
      return { mode: sources.mode, limits: sources.limits, checkedAt: new Date().toISOString(), providers };
    },
  };
}

/** For an adapter that cannot say what it has: what its declaration says it needs. */
function keyOf({ capabilities }: SourceProvider): AdapterSnapshot['key'] {
  if (!capabilities.keyRequired) return { state: 'not-needed' };
  const variable = capabilities.keyVariable;
  const isSet = variable !== undefined && Boolean(process.env[variable]);
  return { state: isSet ? 'set' : 'not-set', ...(variable === undefined ? {} : { variable }) };
}
