import {
  createEmulator,
  type Emulator,
  type EmulatorError,
  type EmulatorReply,
  type EmulatorRequest,
  type EmulatorRoute,
  type EmulatorSettings,
  realClock,
  SANDBOX_API_KEY,
} from '@headwater/testkit';
import { badCredentials, createInstallations, type EmulatorApp, problem, tokenOf } from './credentials.ts';
import { answerGraphQL } from './graphql-route.ts';
import { createQuotas, quotaHeaders, type Resource } from './quota.ts';
import { createLibrary, type EmulatorRepository } from './repositories.ts';
import { onRepository, search, showReadme, showRepository, showTopics } from './rest-routes.ts';
import { hash } from './rest-shapes.ts';
import { sampleRepositories } from './sample-repositories.ts';

export interface GitHubEmulatorOptions extends EmulatorSettings {
  /** @default some twenty invented repositories, `sampleRepositories` */
  corpus?: readonly EmulatorRepository[];
  /** Tokens that are accepted. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
  /** GitHub Apps that can make tokens for their installations. @default none */
  apps?: readonly EmulatorApp[];
}

const shownResources: readonly Resource[] = ['core', 'search', 'code_search', 'graphql'];

/**
 * An offline twin of GitHub's search and repositories, REST and GraphQL: token check, the limits with their headers,
 * conditional requests, paging by links and by cursors, renames, installation tokens, and GraphQL queries that are
 * parsed, checked, priced and run.
 */
export function createGitHubEmulator(options: GitHubEmulatorOptions = {}): Emulator {
  const {
    corpus = sampleRepositories,
    apiKeys = [SANDBOX_API_KEY],
    apps = [],
    clock = realClock,
    limits = 'published',
    ...settings
  } = options;
  const library = createLibrary(corpus);
  const now = () => clock.now();
  const quotas = createQuotas(limits, now);
  const installations = createInstallations(apps, now);
  let answered = 0;

  /** The caller by token; nobody's requests are counted by address. */
  const callerOf = (request: EmulatorRequest): string => tokenOf(request) ?? '';

  function secondary(resource: Resource, request: EmulatorRequest): EmulatorReply | undefined {
    if (quotas.take(resource, callerOf(request), 1).allowed) return undefined;
    return {
      ...problem(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
      headers: { 'retry-after': '60' },
    };
  }

  /** Charges a REST request, unless it turns out that nothing has changed. */
  function rest(
    method: string,
    path: string,
    resource: Resource,
    handler: (request: EmulatorRequest) => EmulatorReply,
  ): EmulatorRoute {
    return {
      method,
      path,
      handler(request) {
        const caller = callerOf(request);
        const refused = secondary('secondary_rest', request);
        if (refused !== undefined) return refused;
        const reply = handler(request);
        const etag = `W/"${hash(`${JSON.stringify(reply.json)}${request.headers.get('accept')}${caller}`)}"`;
        const isKnown =
          (reply.status ?? 200) === 200 && (request.headers.get('if-none-match') ?? '').split(/\s*,\s*/).includes(etag);
        // https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
        const { allowed, state } = quotas.take(resource, caller, isKnown && caller !== '' ? 0 : 1);
        const headers = { ...quotaHeaders(resource, state), ...reply.headers };
        if (!allowed) {
          const who = caller === '' ? '203.0.113.7' : 'user ID 1000001';
          return { ...problem(403, `API rate limit exceeded for ${who}.`), headers };
        }
        const cacheHeaders = {
          etag,
          'cache-control': `${caller === '' ? 'public' : 'private'}, max-age=60, s-maxage=60`,
          vary: 'Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, X-Requested-With',
        };
        if ((reply.status ?? 200) !== 200) return { ...reply, headers };
        return isKnown
          ? { status: 304, headers: { ...headers, ...cacheHeaders } }
          : { ...reply, headers: { ...headers, ...cacheHeaders } };
      },
    };
  }

  const onBoth = (suffix: string, handler: Parameters<typeof onRepository>[2]): EmulatorRoute[] =>
    ['/repos/:owner/:name', '/repositories/:id'].map((base) =>
      rest('GET', `${base}${suffix}`, 'core', onRepository(library, suffix, handler)),
    );

  return createEmulator({
    ...settings,
    // Its own quotas know what a query costs and what a 304 does not.
    limits: 'unlimited',
    clock,
    name: 'github',
    baseUrl: 'https://api.github.com',
    routes: [
      rest('GET', '/search/repositories', 'search', (request) => search(library, 'repositories', request)),
      rest('GET', '/search/issues', 'search', (request) => search(library, 'issues', request)),
      rest('GET', '/search/code', 'code_search', (request) =>
        callerOf(request) === '' ? problem(401, 'Requires authentication') : search(library, 'code', request),
      ),
      ...onBoth('', showRepository),
      ...onBoth('/readme', showReadme),
      ...onBoth('/topics', showTopics),
      {
        method: 'GET',
        path: '/rate_limit',
        handler: (request) => rateLimits(quotas, callerOf(request), now()),
      },
      { method: 'POST', path: '/app/installations/:id/access_tokens', handler: installations.createToken },
      {
        method: 'POST',
        path: '/graphql',
        handler(request) {
          const caller = callerOf(request);
          if (caller === '') return problem(401, 'This endpoint requires you to be authenticated.');
          return secondary('secondary_graphql', request) ?? answerGraphQL(library, quotas, request, caller);
        },
      },
    ],
    before(request) {
      if ((request.headers.get('user-agent') ?? '') === '') {
        return {
          status: 403,
          headers: { 'content-type': 'text/html' },
          text: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.\n',
        };
      }
      const apiVersion = request.headers.get('x-github-api-version');
      if (apiVersion !== null && !['2022-11-28', '2026-03-10'].includes(apiVersion) && request.path !== '/graphql') {
        return problem(
          400,
          `"${apiVersion}" is not a supported version. Supported versions: "2022-11-28", "2026-03-10".`,
        );
      }
      // Apps identify themselves by a signed token, which its own route checks.
      if (request.path.startsWith('/app/')) return undefined;
      const token = tokenOf(request);
      if (token === undefined) return request.headers.has('authorization') ? badCredentials() : undefined;
      return apiKeys.includes(token) || installations.isValid(token) ? undefined : badCredentials();
    },
    errorReply,
    replyHeaders: () => {
      answered += 1;
      return {
        'x-github-request-id': `SAMP:${answered.toString(16).toUpperCase().padStart(6, '0')}`,
        'x-github-media-type': 'github.v3; format=json',
      };
    },
    onReset() {
      quotas.reset();
      installations.reset();
      answered = 0;
    },
  });
}

/** Free, and the only way to see all buckets at once. */
function rateLimits(quotas: ReturnType<typeof createQuotas>, caller: string, now: number): EmulatorReply {
  const unlimited = { limit: 5000, used: 0, remaining: 5000, reset: Math.floor(now / 1000) + 3600 };
  const resources = Object.fromEntries(shownResources.map((name) => [name, quotas.state(name, caller) ?? unlimited]));
  return { headers: quotaHeaders('core', quotas.state('core', caller)), json: { resources, rate: resources.core } };
}

/** The bodies of errors that no handler made. */
function errorReply({ status }: EmulatorError): EmulatorReply {
  const messages: Record<number, string> = {
    401: 'Bad credentials',
    403: 'Resource not accessible by personal access token',
    404: 'Not Found',
    405: 'Not Found',
    429: 'Too many requests',
    500: 'Server Error',
    502: 'Server Error',
    503: 'Service unavailable',
  };
  return { ...problem(status === 405 ? 404 : status, messages[status] ?? `The request failed with status ${status}`) };
}
