import {
  type CallOptions,
  ConfigurationError,
  createServiceClient,
  type LimitPlan,
  readCountedCursor,
  readSourceQuery,
  type ServiceDefinition,
  type ServiceSettings,
  type SourceCapabilities,
  type SourcePage,
  type SourceProvider,
  type SourceQuery,
  sourceOutcome,
  systemClock,
} from '@headwater/core';
import { type CrossrefCollections, createCollections, worksOperation } from './crossref-collections.ts';
import { parseCrossrefFailure } from './crossref-errors.ts';
import { writeFilter } from './crossref-filters.ts';
import { adjustPlan, crossrefPlans, largestPage, readAnnouncedLimit } from './crossref-limits.ts';
import { fetchPage } from './crossref-lists.ts';
import { documentFields, toDocuments, toFilter, toWork } from './crossref-normalize.ts';
import { singleOperation } from './crossref-operations.ts';
import { wireType } from './crossref-schemas.ts';
import { crossrefTools } from './crossref-tools.ts';

const version = '0.1.0';

/** See `ServiceSettings`. `apiKey` is the token of Crossref Plus, which most callers do not have. */
export interface CrossrefSettings extends ServiceSettings {
  /**
   * An address at which Crossref can reach you when something is wrong. It moves you to the polite pool, which allows
   * three times as many requests. Sent with every request, as a parameter.
   */
  mailto?: string | undefined;
}

export interface CrossrefProvider extends SourceProvider<CrossrefSettings>, CrossrefCollections {}

const definition: ServiceDefinition = {
  name: 'crossref',
  version,
  baseUrl: 'https://api.crossref.org',
  key: {
    variables: ['CROSSREF_PLUS_API_TOKEN'],
    required: false,
    headers: (token) => ({ 'crossref-plus-api-token': `Bearer ${token}` }),
  },
  plans: crossrefPlans,
  defaultPlan: (hasKey) => (hasKey ? 'plus' : 'public'),
  parseFailure: parseCrossrefFailure,
  // There is no health endpoint. A type of work is the smallest record there is.
  probe: { operation: singleOperation('probe', '/types/{id}', wireType), input: { path: '/types/dataset' } },
};

const capabilities: SourceCapabilities = {
  kinds: ['academic'],
  filters: ['since', 'until', 'kinds'],
  maxPageSize: largestPage,
  freeProbe: true,
  keyRequired: false,
  keyVariable: 'CROSSREF_PLUS_API_TOKEN',
};

const identityOf = ({ mailto }: CrossrefSettings): { mailto?: string } => {
  if (mailto === undefined) return {};
  const address = mailto.trim();
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) return { mailto: address };
  throw new ConfigurationError('the option mailto is no mail address', {
    provider: definition.name,
    hint: 'Give an address at which you can be reached, or leave it out.',
  });
};

/** The settings as the core takes them. Callers of the polite pool are limited apart from those of the public one. */
const coreSettings = ({ mailto, ...settings }: CrossrefSettings): ServiceSettings =>
  mailto === undefined || settings.credentialId !== undefined || settings.apiKey !== undefined
    ? settings
    : { ...settings, credentialId: 'polite' };

/**
 * Makes a client of the Crossref REST API. Nothing is sent and no token is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createCrossref(settings: CrossrefSettings = {}): CrossrefProvider {
  let current = settings;
  let identity = identityOf(settings);
  /** The limits the service announces, which replace the published ones until other settings are given. */
  let announced: LimitPlan | undefined;
  const publishedPlan = (hasKey: boolean): string =>
    hasKey ? 'plus' : identity.mailto === undefined ? 'public' : 'polite';

  const client = createServiceClient(
    { ...definition, defaultPlan: publishedPlan, readQuota: (headers) => void learn(headers) },
    coreSettings(settings),
  );

  /** Called with the head of every answer. Crossref has no quota that could run out, only limits that it announces. */
  function learn(headers: Headers): void {
    if (current.resilience?.limits !== undefined) return;
    const found = readAnnouncedLimit(headers);
    if (found === undefined) return;
    const pool = poolOf(headers);
    const adjusted = adjustPlan(announced ?? crossrefPlans[pool], found);
    if (adjusted === undefined) return;
    announced = adjusted;
    client.configure({ resilience: { ...current.resilience, limits: adjusted } });
  }

  function configure(patch: Partial<CrossrefSettings>): void {
    const patched = { ...current, ...patch };
    identity = identityOf(patched);
    announced = undefined;
    client.configure({ credentialId: undefined, ...coreSettings(patched), resilience: patched.resilience });
    current = patched;
  }

  const collections = createCollections(
    () => client,
    () => current.clock ?? systemClock,
    () => identity,
  );

  async function searchDocuments(query: SourceQuery, callOptions?: CallOptions): Promise<SourcePage> {
    const { limit, unsupportedFilters } = readSourceQuery(query, capabilities, definition.name);
    const { offset, cursor } = readCountedCursor(query.cursor, {
      provider: definition.name,
      service: 'Crossref',
      hint: 'Crossref forgets its cursors after some minutes.',
    });
    if (query.kinds !== undefined && !query.kinds.includes('academic')) {
      return { outcome: 'empty', documents: [], skipped: [], unsupportedFilters, cache: 'miss' };
    }
    const input = {
      ...identity,
      path: '/works',
      query: query.text.trim(),
      filter: writeFilter(toFilter(query)),
      select: [...new Set(['DOI', ...documentFields])],
    };
    const request = {
      ...{ operation: worksOperation, name: 'listWorks', input, hasCursor: true },
      map: (wire: Parameters<typeof toWork>[0]) => toWork(wire, documentFields),
    };
    const page = await fetchPage(client, request, { cursor, offset: undefined, rows: limit }, callOptions);
    const { documents, skipped } = toDocuments(page.items, page.skipped, offset, page.response.retrievedAt);
    const seen = offset + page.items.length + page.skipped.length;
    const isOver = page.nextCursor === undefined || seen >= (page.total ?? Number.POSITIVE_INFINITY);
    return {
      outcome: sourceOutcome(documents, skipped),
      documents,
      skipped,
      unsupportedFilters,
      cache: page.response.cache,
      ...(isOver ? {} : { nextCursor: `${seen}:${page.nextCursor}` }),
    };
  }

  return {
    name: definition.name,
    version,
    capabilities,
    ...collections,
    tools: crossrefTools(collections.works),
    searchDocuments,
    configure,
    healthCheck: client.healthCheck,
    inspect: client.inspect,
    dispose: client.dispose,
    [Symbol.asyncDispose]: client.dispose,
  };
}

function poolOf(headers: Headers): keyof typeof crossrefPlans {
  const [name] = (headers.get('x-api-pool') ?? '').split('-');
  return name === 'plus' || name === 'polite' ? name : 'public';
}

/** Ready to use, in the public pool: name yourself with `crossref.configure({ mailto })`. */
export const crossref: CrossrefProvider = /* @__PURE__ */ createCrossref();
