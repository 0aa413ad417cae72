import type {
  CallOptions,
  DocumentKind,
  HealthStatus,
  SourceDocument,
  SourcePage,
  SourceProvider,
  SourceQuery,
} from '@headwater/core';
import type { SourceSet } from '../src/sources/source-set.ts';

export type Search = (query: SourceQuery, options: CallOptions) => Promise<Partial<SourcePage>>;

/** A source that answers as a test says, with the contract of a real one. */
export function fakeSource(name: string, search: Search): SourceProvider & { queries: SourceQuery[] } {
  const queries: SourceQuery[] = [];
  const health = async (): Promise<HealthStatus> => ({
    status: 'healthy',
    checkedAt: new Date(),
    circuit: 'closed',
  });
  return {
    name,
    version: '1.0.0',
    queries,
    tools: [],
    capabilities: { kinds: ['academic'], filters: [], maxPageSize: 100, freeProbe: false, keyRequired: false },
    configure() {},
    healthCheck: health,
    dispose: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
    async searchDocuments(query, options = {}) {
      queries.push(query);
      const page = await search(query, options);
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

export function sourceSet(...providers: SourceProvider[]): SourceSet {
  return {
    mode: 'sandbox',
    limits: 'sandbox',
    entries: providers.map((provider) => ({ provider })),
    close: async () => undefined,
  };
}

export interface FakeDocument {
  id: string;
  title: string;
  text: string;
  provider?: string;
  kind?: DocumentKind;
  publishedAt?: string;
  url?: string;
}

export function fakeDocument({ id, title, text, provider = 'alpha', ...rest }: FakeDocument): SourceDocument {
  const url = rest.url ?? `https://example.org/${encodeURIComponent(id)}`;
  return {
    id: `${provider}:${id}`,
    ids: { url },
    kind: 'academic',
    title,
    url,
    text,
    textKind: 'abstract',
    authors: ['A. Author'],
    synthetic: false,
    provenance: [
      { provider, operation: 'search', requestId: `request-${id}`, retrievedAt: '2026-01-02T03:04:05.000Z', rank: 0 },
    ],
    ...rest,
  };
}

/** Documents that answer `Does vitamin D prevent respiratory infection?` */
export const vitaminDocuments: SourceDocument[] = [
  fakeDocument({
    id: 'trial',
    title: 'Vitamin D and acute respiratory infection',
    text:
      'We pooled 25 trials. Vitamin D supplementation prevented acute respiratory infection among all participants. ' +
      'The effect was larger with daily dosing. Café, naïve and 𝔘nicode text 😀 stays exact.',
  }),
  fakeDocument({
    id: 'bolus',
    title: 'Bolus dosing of vitamin D',
    text: 'Vitamin D given as a bolus did not prevent respiratory infection in adults. Compliance was good.',
  }),
];
