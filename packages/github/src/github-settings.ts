import {
  type Clock,
  ConfigurationError,
  type ServiceDefinition,
  type ServiceSettings,
  systemClock,
} from '@headwater/core';
import { wholeAnswersOnly } from '@headwater/graphql';
import { checkAuth, type GitHubAppAuth, type InstallationTokens, lazyTokens } from './app-auth.ts';
import { followRenames } from './follow-renames.ts';
import { parseGitHubFailure } from './github-errors.ts';
import { gitHubPlans } from './github-limits.ts';
import { probeOperation } from './github-operations.ts';

export const version = '0.1.0';

/** See `ServiceSettings`. Works without a token, slowly and through REST only; `GITHUB_TOKEN` is used when it is set. */
export interface GitHubSettings extends ServiceSettings {
  /** Instead of `apiKey`: makes and renews the tokens of an App's installation. */
  auth?: GitHubAppAuth | undefined;
}

/** GitHub refuses requests without a User-Agent. Settings come after these, so that an application can name itself. */
const defaultHeaders = {
  accept: 'application/vnd.github+json',
  // https://docs.github.com/en/rest/about-the-rest-api/api-versions: supported until March 2028.
  'x-github-api-version': '2022-11-28',
  'user-agent': `headwater-github/${version}`,
};

/** What the service client is given, and where the two halves of the API are below its base URL. */
export interface Prepared {
  settings: ServiceSettings;
  tokens: InstallationTokens | undefined;
  restPrefix: string;
}

export interface Preparation {
  definition: ServiceDefinition;
  clock(): Clock;
  prepare(given: GitHubSettings, patch: GitHubSettings): Prepared;
}

export function createPreparation(): Preparation {
  let clock: Clock = systemClock;
  let cache: ServiceSettings['cache'];
  const definition: ServiceDefinition = {
    name: 'github',
    version,
    baseUrl: 'https://api.github.com',
    key: {
      variables: ['GITHUB_TOKEN'],
      required: false,
      headers: (token) => ({ authorization: `Bearer ${token}` }),
    },
    plans: gitHubPlans,
    defaultPlan: (hasKey) => (hasKey ? 'token' : 'anonymous'),
    parseFailure: (answer) => parseGitHubFailure(answer, clock.now()),
    requestIdHeader: 'x-github-request-id',
    probe: { operation: probeOperation, input: {} },
  };
  return {
    definition,
    clock: () => clock,
    prepare(given, patch) {
      const { auth, ...settings } = given;
      if (auth !== undefined && given.apiKey !== undefined) {
        throw new ConfigurationError('both apiKey and auth are given', {
          provider: 'github',
          hint: 'Use auth for a GitHub App, apiKey for every other token.',
        });
      }
      clock = given.clock ?? systemClock;
      // An unchanged setting keeps what is stored.
      if ('cache' in patch) cache = wholeAnswersOnly(given.cache, clock);
      const { baseUrl, restPrefix } = splitBaseUrl(given.baseUrl);
      const own = Object.entries(given.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
      const prepared: ServiceSettings = {
        ...settings,
        ...(baseUrl === undefined ? {} : { baseUrl }),
        headers: { ...defaultHeaders, ...Object.fromEntries(own) },
        fetch: followRenames(given.fetch),
        cache,
      };
      if (auth === undefined) return { settings: prepared, tokens: undefined, restPrefix };
      checkAuth(auth);
      const tokens = lazyTokens(async () => {
        const { createInstallationTokens } = await import('./github-app.ts');
        return createInstallationTokens(auth, definition, prepared, given.clock ?? systemClock, restPrefix);
      });
      const credentialId = given.credentialId ?? `installation:${auth.installationId}`;
      return { settings: { ...prepared, apiKey: tokens.token, credentialId }, tokens, restPrefix };
    },
  };
}

/** Enterprise Server answers REST below `/api/v3` and GraphQL at `/api/graphql`. */
function splitBaseUrl(baseUrl: string | undefined): { baseUrl: string | undefined; restPrefix: string } {
  const server = /^(.*\/api)\/v3\/?$/.exec(baseUrl ?? '')?.[1];
  return server === undefined ? { baseUrl, restPrefix: '' } : { baseUrl: server, restPrefix: '/v3' };
}
