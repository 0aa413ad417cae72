import type {
  CallOptions,
  SourceCapabilities,
  SourceDocument,
  SourcePage,
  SourceProvider,
  SourceQuery,
} from '@headwater/core';

export interface FakeSource extends SourceProvider {
  /** What it was asked, with which options. */
  asked: { query: SourceQuery; options: CallOptions }[];
}

type Answer = (query: SourceQuery, options: CallOptions) => Partial<SourcePage> | Promise<Partial<SourcePage>>;

/** A source that answers what a test says. */
export function fakeSource(name: string, answer: Answer, capabilities: Partial<SourceCapabilities> = {}): FakeSource {
  const asked: FakeSource['asked'] = [];
  return {
    name,
    version: '1.0.0',
    asked,
    tools: [],
    capabilities: {
      kinds: ['academic'],
      filters: [],
      maxPageSize: 100,
      freeProbe: false,
      keyRequired: false,
      ...capabilities,
    },
    configure() {},
    healthCheck: async () => ({ status: 'healthy', checkedAt: new Date(0), circuit: 'closed' }),
    dispose: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
    async searchDocuments(query, options = {}) {
      asked.push({ query, options });
      const page = await answer(query, options);
      const documents = page.documents ?? [];
      return {
        outcome: documents.length > 0 ? 'ok' : 'empty',
        documents,
        skipped: [],
        unsupportedFilters: [],
        cache: 'miss',
        ...page,
      };
    },
  };
}

export function makeDocument(provider: string, key: string, more: Partial<SourceDocument> = {}): SourceDocument {
  return {
    id: `${provider}:${key}`,
    ids: {},
    kind: 'academic',
    title: `Title of ${key}`,
    url: `https://${provider}.example/${key}`,
    text: `Text of ${key}`,
    textKind: 'abstract',
    authors: [],
    synthetic: true,
    provenance: [{ provider, operation: 'search', retrievedAt: '2026-01-01T00:00:00Z', rank: 0 }],
    ...more,
  };
}

/** One that finds the documents of these keys; the same key is the same work everywhere. */
export const findsWorks = (name: string, keys: readonly string[]): FakeSource =>
  fakeSource(name, () => ({
    documents: keys.map((key) => makeDocument(name, key, { ids: { doi: `10.5555/${key}` } })),
  }));
