import {
  ConfigurationError,
  createServiceClient,
  type ServiceDefinition,
  type ServiceSettings,
  systemClock,
} from '@headwater/core';
import { type ReadFailure, readHttpFailure } from './failure.ts';
import { type GraphQLMethodsOptions, graphQLMethods } from './graphql-methods.ts';
import type { GraphQLClient } from './graphql-types.ts';
import { wholeAnswersOnly } from './whole-answers-cache.ts';

/** See `ServiceSettings` of the core for those not named here. */
export interface GraphQLClientOptions extends Omit<ServiceSettings, 'baseUrl'> {
  /** For example `https://api.example.com/graphql`. */
  endpoint: string;
  /** Shown in errors, spans and limits. @default 'graphql' */
  name?: string | undefined;
  /** Environment variable to read the key from when `apiKey` is not given. @default none */
  keyVariable?: string | undefined;
  /** Turns the key into headers. @default Authorization: Bearer */
  keyHeaders?: ((key: string) => Record<string, string>) | undefined;
  /** What the service means by its errors, beyond the common tags. */
  readFailure?: ReadFailure | undefined;
  /** Finds what a request cost in its answer, for `result.cost`. */
  readCost?: GraphQLMethodsOptions['readCost'];
  /**
   * Automatic persisted queries: sends the SHA-256 of the document first, and the document only when the service does not
   * know it. Turns itself off for a service that knows no persisted queries.
   * @default false
   */
  persistedQueries?: boolean | undefined;
  /** The header that names a request. @default 'x-request-id' */
  requestIdHeader?: string | undefined;
}

const version = '0.1.0';

/** https://graphql.github.io/graphql-over-http/draft/#sec-Accept, and what servers answered before it. */
const accept = 'application/graphql-response+json, application/json;q=0.9';

/**
 * Makes a client of any GraphQL endpoint. Nothing is sent and no key is read before the first call.
 *
 * @example
 * const client = createGraphQLClient({ endpoint: 'https://api.example.com/graphql' });
 * const { data, errors } = await client.query('query ($id: ID!) { river(id: $id) { name } }', { id: 'elbe' });
 * @throws {ConfigurationError} when an option cannot be right
 */
export function createGraphQLClient(options: GraphQLClientOptions): GraphQLClient {
  const { endpoint, name = 'graphql', keyVariable, keyHeaders = bearer, readFailure, ...rest } = options;
  const { readCost, persistedQueries, requestIdHeader = 'x-request-id', ...settings } = rest;
  const { baseUrl, path } = splitEndpoint(endpoint, name);
  const definition: ServiceDefinition = {
    name,
    version,
    baseUrl,
    key: {
      variables: keyVariable === undefined ? [] : [keyVariable],
      required: keyVariable !== undefined,
      headers: keyHeaders,
    },
    // Nobody publishes limits for all of GraphQL; callers give theirs as `resilience.limits`.
    plans: { unpaced: { default: {} } },
    defaultPlan: () => 'unpaced',
    parseFailure: (answer) => readHttpFailure(answer, readFailure),
    requestIdHeader,
  };
  const cache = wholeAnswersOnly(settings.cache, settings.clock);
  const service = createServiceClient(definition, { ...settings, baseUrl, ...(cache === undefined ? {} : { cache }) });
  const clock = settings.clock ?? systemClock;
  const methods = graphQLMethods(service, {
    provider: name,
    path,
    headers: { accept },
    now: () => clock.now(),
    readFailure,
    readCost,
    persistedQueries,
  });
  return {
    name,
    version,
    ...methods,
    configure(patch) {
      const { cache: setting, ...others } = patch;
      const patched = 'cache' in patch ? { ...others, cache: wholeAnswersOnly(setting, clock) } : others;
      service.configure(patched);
    },
    healthCheck: service.healthCheck,
    inspect: service.inspect,
    dispose: service.dispose,
    [Symbol.asyncDispose]: service.dispose,
  };
}

function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

function splitEndpoint(endpoint: string, provider: string): { baseUrl: string; path: string } {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.hash !== '') {
    throw new ConfigurationError('the option endpoint is not an http(s) URL without credentials and fragment', {
      provider,
      hint: 'For example https://api.example.com/graphql',
    });
  }
  return { baseUrl: url.origin, path: `${url.pathname}${url.search}` };
}
