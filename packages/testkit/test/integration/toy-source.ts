import {
  cleanText,
  createServiceClient,
  defineOperation,
  readSourceQuery,
  type ServiceSettings,
  type SourceCapabilities,
  type SourceDocument,
  type SourcePage,
  type SourceProvider,
  sourceOutcome,
} from '@headwater/core';
import { array, object, strictObject, string, unknown } from '@headwater/core/schema';
import { createEmulator, type Emulator, type EmulatorSettings, SANDBOX_API_KEY } from '../../src/index.ts';
import type { EmulatedService } from '../../src/integration/index.ts';

const item = object({ id: string(), title: string({ minLength: 1 }), text: string() });

export const toyOperation = defineOperation({
  name: 'search',
  method: 'GET',
  path: '/items',
  safety: 'read',
  billed: false,
  input: strictObject({ text: string({ minLength: 1 }), limit: string() }),
  request: ({ text, limit }: { text: string; limit: string }) => ({ query: { q: text, limit } }),
  items: { at: 'items', schema: item },
  output: object({ items: array(item) }),
});

const probeOperation = defineOperation({
  name: 'status',
  method: 'GET',
  path: '/status',
  safety: 'read',
  billed: false,
  request: (_input: object) => ({}),
  output: unknown(),
});

export type ToyAnswer = { items: { id: string; title: string; text: string }[] };

export const toyCapabilities: SourceCapabilities = {
  kinds: ['web'],
  filters: [],
  maxPageSize: 50,
  freeProbe: true,
  keyRequired: true,
  keyVariable: 'TOY_RIVERS_API_KEY',
};

export function toDocuments(items: ToyAnswer['items'], retrievedAt: string): SourceDocument[] {
  return items.map(({ id, title, text }, rank) => ({
    id: `toy:${id}`,
    ids: {},
    kind: 'web',
    title: cleanText(title),
    url: `https://toy.example/${id}`,
    text: cleanText(text),
    textKind: 'full',
    authors: [],
    synthetic: true,
    provenance: [{ provider: 'toy', operation: 'search', retrievedAt, rank }],
  }));
}

/** A whole, small, well-behaved source. */
export function createToySource(settings: ServiceSettings): SourceProvider {
  const client = createServiceClient(
    {
      name: 'toy',
      version: '1.0.0',
      baseUrl: 'https://toy.example',
      key: { variables: ['TOY_RIVERS_API_KEY'], required: true, headers: (key) => ({ 'x-api-key': key }) },
      plans: { published: { default: { requestsPerSecond: 5 } } },
      defaultPlan: () => 'published',
      probe: { operation: probeOperation, input: {} },
    },
    settings,
  );
  return {
    name: 'toy',
    version: '1.0.0',
    capabilities: toyCapabilities,
    tools: [],
    configure: client.configure,
    healthCheck: client.healthCheck,
    inspect: client.inspect,
    dispose: client.dispose,
    [Symbol.asyncDispose]: client.dispose,
    async searchDocuments(query, options): Promise<SourcePage> {
      const { limit, unsupportedFilters } = readSourceQuery(query, toyCapabilities, 'toy');
      const { value, skipped, response } = await client.call(
        toyOperation,
        { text: query.text, limit: String(limit) },
        options,
      );
      const documents = toDocuments(value.items, response.retrievedAt);
      return { outcome: sourceOutcome(documents, skipped), documents, skipped, unsupportedFilters, cache: 'miss' };
    },
  };
}

const rivers = ['Elbe', 'Loire', 'Tagus', 'Vistula', 'Danube'].map((name) => ({
  id: name.toLowerCase(),
  title: `The river ${name}`,
  text: `The river ${name} rises in the hills and reaches the sea.`,
}));

export function createToyEmulator(options: EmulatorSettings & { apiKeys?: readonly string[] } = {}): Emulator {
  const { apiKeys = [SANDBOX_API_KEY], ...settings } = options;
  return createEmulator({
    name: 'toy',
    baseUrl: 'https://toy.example',
    publishedLimits: { search: { requests: 5, perMs: 1000 } },
    before: ({ headers }) =>
      apiKeys.includes(headers.get('x-api-key') ?? '') ? undefined : { status: 401, json: { error: 'unknown key' } },
    routes: [
      { method: 'GET', path: '/status', handler: () => ({ json: { up: true } }) },
      {
        method: 'GET',
        path: '/items',
        limit: 'search',
        handler({ query }) {
          const words = (query.get('q') ?? '').toLowerCase().split(/\s+/);
          const found = rivers.filter(({ text }) => words.some((word) => text.toLowerCase().includes(word)));
          return { json: { items: found.slice(0, Number(query.get('limit') ?? 10)) } };
        },
      },
    ],
    ...settings,
  });
}

export const toy: EmulatedService = {
  create: createToySource,
  createEmulator: createToyEmulator,
  query: { text: 'river' },
  malformItem: (answer: ToyAnswer, index) => {
    answer.items[index] = { id: 'no title' } as never;
  },
};
