import {
  CircuitOpenError,
  HeadwaterError,
  type ServiceSettings,
  type SourcePage,
  type SourceProvider,
  UpstreamError,
} from '@headwater/core';
import { createToySource, type ToyAnswer, toDocuments } from './toy-source.ts';

type Make = (settings: ServiceSettings) => SourceProvider;

const emptyPage: SourcePage = {
  outcome: 'empty',
  documents: [],
  skipped: [],
  unsupportedFilters: [],
  cache: 'miss',
};

/** The well-behaved source with some of its methods replaced. */
const with_ = (change: (good: SourceProvider, settings: ServiceSettings) => Partial<SourceProvider>): Make => {
  return (settings) => {
    const good = createToySource(settings);
    return { ...good, ...change(good, settings) };
  };
};

/** Sources that are wrong in one way each: the mistakes the suite is there to find. */
export const brokenSources: Record<string, Make> = {
  'swallows every error': with_((good) => ({
    searchDocuments: (query, options) => good.searchDocuments(query, options).catch(() => emptyPage),
  })),

  'calls fetch by itself': with_((_good, settings) => ({
    async searchDocuments(query, options = {}) {
      const url = `https://toy.example/items?q=${encodeURIComponent(query.text)}&limit=${query.limit ?? 10}`;
      const send = settings.fetch ?? fetch;
      const response = await send(url, {
        headers: { 'x-api-key': String(settings.apiKey), ...settings.headers },
        signal: options.signal ?? null,
      });
      const body = await response.text();
      if (!response.ok) throw new UpstreamError(`answered ${response.status}`, { provider: 'toy' });
      const { items } = JSON.parse(body) as ToyAnswer;
      const documents = toDocuments(items, new Date().toISOString());
      return { ...emptyPage, outcome: documents.length > 0 ? 'ok' : 'empty', documents };
    },
  })),

  'never answers': with_(() => ({ searchDocuments: () => new Promise<never>(() => {}) })),

  'asks twice for everything': with_((good) => ({
    async searchDocuments(query, options) {
      await good.searchDocuments(query, options);
      return good.searchDocuments(query, options);
    },
  })),

  'sends a request for every health check': with_((good) => ({
    async healthCheck(options) {
      await good.healthCheck({ ...options, mode: 'active' });
      return good.healthCheck({ ...options, mode: 'active' });
    },
  })),

  'is always said to be healthy': with_((good) => ({
    healthCheck: async (options) => ({ ...(await good.healthCheck(options)), status: 'healthy', circuit: 'closed' }),
  })),

  'is said to be sick': with_((good) => ({
    healthCheck: async (options) => ({ ...(await good.healthCheck(options)), status: 'unhealthy', circuit: 'open' }),
  })),

  'is asked on a plan of its own': (settings) => {
    const limits = { default: { requestsPerSecond: 100, burst: 100 } };
    return createToySource({ ...settings, resilience: { ...settings.resilience, limits } });
  },

  'opens its circuit for anything': with_((good) => {
    let failures = 0;
    return {
      async searchDocuments(query, options) {
        if (failures >= 10) throw new CircuitOpenError('failed too often', { provider: 'toy', retryAfterMs: 1000 });
        try {
          return await good.searchDocuments(query, options);
        } catch (error) {
          failures += 1;
          throw error;
        }
      },
    };
  }),

  'tells every error as another': with_((good) => ({
    async searchDocuments(query, options) {
      try {
        return await good.searchDocuments(query, options);
      } catch (error) {
        const { message, retryAfterMs, attempts } = error as HeadwaterError;
        throw new HeadwaterError('configuration', message, { provider: 'toy', retryAfterMs, attempts });
      }
    },
  })),

  'shows its key': with_((good, settings) => ({
    async searchDocuments(query, options) {
      try {
        return await good.searchDocuments(query, options);
      } catch (error) {
        throw Object.assign(error as Error, { request: { headers: { 'x-api-key': settings.apiKey } } });
      }
    },
  })),

  'is deaf to its caller': with_((good) => ({
    searchDocuments: (query, { signal: _, ...options } = {}) => good.searchDocuments(query, options),
  })),

  'hands out whatever came': with_((good) => ({
    async searchDocuments({ limit: _, ...query }, options) {
      const page = await good.searchDocuments(query, options);
      const documents = page.documents.map((document) => ({
        ...document,
        text: `${document.text}\0`,
        kind: 'news' as const,
      }));
      return { ...page, outcome: 'ok', documents, skipped: [] };
    },
  })),
};
