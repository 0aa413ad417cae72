import { HeadwaterError, type VendorAnswer, type VendorFailure } from '@headwater/core';
import { type GraphQLErrorEntry, readHttpFailure } from '@headwater/graphql';

/** The two kinds of limit. `primary` is the hourly (for search: per minute) allowance, `secondary` is about bursts. */
export type GitHubRateLimitKind = 'primary' | 'secondary';

const primary = 'PRIMARY_RATE_LIMIT';
const secondary = 'SECONDARY_RATE_LIMIT';
const tooSlow = 'QUERY_TIMEOUT';

/** Which limit an error speaks of; `undefined` for other errors. */
export function rateLimitKind(error: unknown): GitHubRateLimitKind | undefined {
  if (!HeadwaterError.isInstance(error) || error.code !== 'rate-limited') return undefined;
  return error.vendorCode === primary ? 'primary' : error.vendorCode === secondary ? 'secondary' : undefined;
}

/** GitHub ends a query after ten seconds and charges extra for it: the same again would only cost more. */
export function isQueryTimeout(error: unknown): boolean {
  return HeadwaterError.isInstance(error) && error.vendorCode === tooSlow;
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#exceeding-the-rate-limit */
const secondaryWaitMs = 60_000;
const secondaryMessage = /secondary rate limit|abuse detection/i;
const primaryMessage = /rate limit (?:already )?exceeded/i;
const timeoutMessage = /respond to your request in time|timedout|timed out|timeout/i;

function limitFailure(message: string, headers: Headers, now: number, tag?: string): VendorFailure | undefined {
  const spent = headers.get('x-ratelimit-remaining') === '0';
  const isSecondary = secondaryMessage.test(message);
  if (!isSecondary && !spent && tag !== 'RATE_LIMITED' && !primaryMessage.test(message)) return undefined;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000;
  const untilReset = spent && reset > now ? reset - now + 1000 : undefined;
  // Without it the core reads retry-after itself.
  const wait = headers.has('retry-after') ? undefined : (untilReset ?? (isSecondary ? secondaryWaitMs : undefined));
  return {
    code: 'rate-limited',
    message: message.slice(0, 300),
    vendorCode: isSecondary ? secondary : primary,
    hint: isSecondary
      ? 'Send fewer requests at a time; going on can get the application banned.'
      : 'The allowance is used up until it is reset; a token raises it, and the other endpoints have their own.',
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
export function parseGitHubFailure(answer: VendorAnswer, now: number): VendorFailure | undefined {
  const { status, headers, json } = answer;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const graphQL = readHttpFailure(answer, (errors) => readGraphQLFailure(errors, answer, now));
  const body = json as { message?: unknown; errors?: unknown };
  if (typeof body.message !== 'string') return graphQL;
  const message = [body.message, ...detailsOf(body.errors)].join('; ').slice(0, 400);
  const limited = status === 403 || status === 429 ? limitFailure(message, headers, now) : undefined;
  if (limited !== undefined) return limited;
  switch (status) {
    case 401:
      return {
        code: 'authentication',
        message,
        hint: 'Check GITHUB_TOKEN or the option apiKey: GitHub does not know this token, or it has expired.',
      };
    case 403:
      return { code: 'permission', message, hint: permissionHint(message, headers) };
    case 404:
      return { code: 'not-found', message, hint: 'Private repositories the token cannot see answer the same way.' };
    case 410:
      return { code: 'not-found', message, hint: 'Gone: the resource is turned off, or the API version was retired.' };
    case 422:
      return {
        code: 'invalid-request',
        message,
        hint: 'Also said of repositories and users in a search that the token cannot see.',
      };
    case 451:
      return { code: 'not-found', message, hint: 'Taken down for legal reasons.' };
    case 502:
    case 504:
      return timeoutMessage.test(message) ? queryTimeout(message) : undefined;
    default:
      return undefined;
  }
}

const queryTimeout = (message: string): VendorFailure => ({
  code: 'upstream',
  message,
  vendorCode: tooSlow,
  retryable: false,
  hint: 'Ask for fewer results, or fewer fields, at a time.',
});

function permissionHint(message: string, headers: Headers): string {
  if (headers.has('x-github-sso')) return 'The organization wants single sign-on: authorize the token for it.';
  if (/user-agent/i.test(message)) return 'Send a User-Agent header that names your application.';
  const needed = headers.get('x-accepted-github-permissions') ?? headers.get('x-accepted-oauth-scopes');
  return needed ? `The token needs: ${needed.slice(0, 200)}` : 'The token is not allowed to do this.';
}

/** `errors` of a 422 are texts, or objects that name a field. */
function detailsOf(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 3).flatMap((entry: unknown) => {
    if (typeof entry === 'string') return [entry];
    const { field, code, message } = (entry ?? {}) as Record<string, unknown>;
    const text =
      typeof message === 'string' ? message : [field, code].filter((part) => typeof part === 'string').join(' ');
    return text === '' ? [] : [text];
  });
}

/** The status is 200, from which nobody could tell that trying again helps. */
const goesOn = { retryable: true, hint: 'GitHub failed; try again later, or ask for less.' };

/** What the entries of a GraphQL answer mean at GitHub; the common tags are left to the GraphQL package. */
export function readGraphQLFailure(
  errors: readonly GraphQLErrorEntry[],
  { headers }: Pick<VendorAnswer, 'headers'>,
  now: number,
): VendorFailure | undefined {
  for (const { message, type } of errors) {
    // A spent allowance alone says nothing here: the request that spent the last point was answered.
    const isLimit = type === 'RATE_LIMITED' || secondaryMessage.test(message) || primaryMessage.test(message);
    if (isLimit) return limitFailure(message, headers, now, 'RATE_LIMITED');
    if (/something went wrong while executing your query/i.test(message)) {
      return { code: 'upstream', message: message.slice(0, 300), vendorCode: 'SOMETHING_WENT_WRONG', ...goesOn };
    }
    if (/respond to your request in time/i.test(message)) return queryTimeout(message.slice(0, 300));
  }
  return undefined;
}
