import {
  type CallOptions,
  type CallResult,
  createServiceClient,
  type Operation,
  pagedList,
  type ResultPromise,
  resultPromise,
  type ServiceDefinition,
  type SourceCapabilities,
  type SourceProvider,
  systemClock,
} from '@headwater/core';
import { createAppMethods, type XAppMethods } from './x-app.ts';
import { usageOperation } from './x-app-operations.ts';
import { createFailureReader } from './x-errors.ts';
import type { CountsInput } from './x-inputs.ts';
import { indexIncludes, toMissing, toPost, toUser } from './x-join.ts';
import { xPlans } from './x-limits.ts';
import { type ListRequest, listOf, postsOf } from './x-lists.ts';
import { createOperations, pricedPostUsd } from './x-operations.ts';
import type { WireList, WirePost, WireUser } from './x-schemas.ts';
import { createDocumentSearch } from './x-search.ts';
import { xTools } from './x-tools.ts';
import type {
  XBatch,
  XCount,
  XCountsList,
  XCountsOptions,
  XCountsPage,
  XList,
  XMentionsOptions,
  XPost,
  XPostOptions,
  XSearchOptions,
  XSettings,
  XTimelineOptions,
  XUser,
  XUserOptions,
} from './x-types.ts';

const version = '0.1.0';

/** Lists send nothing before they are read; `timeoutMs` bounds each page and `deadline` all of them. */
export interface XProvider extends SourceProvider<XSettings>, XAppMethods {
  /**
   * Posts of the last seven days, newest first.
   *
   * @example
   * for await (const post of x.searchRecent({ query: 'heat wave lang:en', limit: 20 })) {
   *   console.log(post.author?.username, post.fullText);
   * }
   * @throws {HeadwaterError} while reading
   */
  searchRecent(query: string | XSearchOptions, callOptions?: CallOptions): XList<XPost>;
  /** Posts since 2006. One request per second. */
  searchAll(query: string | XSearchOptions, callOptions?: CallOptions): XList<XPost>;
  /** An account's newest posts, up to 3,200. Takes the numeric id: see `userByUsername`. */
  userPosts(userId: string, options?: XTimelineOptions, callOptions?: CallOptions): XList<XPost>;
  /** The newest posts that mention an account. */
  userMentions(userId: string, options?: XMentionsOptions, callOptions?: CallOptions): XList<XPost>;
  /** @throws {NotFoundError} when it is gone, {PermissionError} when it is not to be seen */
  post(id: string, options?: XPostOptions, callOptions?: CallOptions): ResultPromise<XPost>;
  /** Up to 100 posts. Those that cannot be had are in `missing`. */
  posts(ids: readonly string[], options?: XPostOptions, callOptions?: CallOptions): ResultPromise<XBatch<XPost>>;
  /** @throws {NotFoundError} when there is none, {PermissionError} when it is suspended */
  user(id: string, options?: XUserOptions, callOptions?: CallOptions): ResultPromise<XUser>;
  /** Up to 100 accounts by id. Those that cannot be had are in `missing`. */
  users(ids: readonly string[], options?: XUserOptions, callOptions?: CallOptions): ResultPromise<XBatch<XUser>>;
  /** @throws {NotFoundError} when there is none, {PermissionError} when it is suspended */
  userByUsername(username: string, options?: XUserOptions, callOptions?: CallOptions): ResultPromise<XUser>;
  /** Up to 100 accounts by name. Those that cannot be had are in `missing`. */
  usersByUsernames(
    usernames: readonly string[],
    options?: XUserOptions,
    callOptions?: CallOptions,
  ): ResultPromise<XBatch<XUser>>;
  /** How many posts of the last seven days match, in buckets; one page holds them all. */
  countRecent(query: string | XCountsOptions, callOptions?: CallOptions): XCountsList;
  /** How many posts since 2006 match, in buckets; about 30 days a page, newest page first, each charged. */
  countAll(query: string | XCountsOptions, callOptions?: CallOptions): XCountsList;
}

const capabilities: SourceCapabilities = {
  kinds: ['social'],
  filters: ['since', 'until', 'kinds', 'languages'],
  maxPageSize: 100,
  freeProbe: true,
  costPerSearchUsd: 10 * pricedPostUsd,
  keyRequired: true,
  keyVariable: 'TWITTER_BEARER_TOKEN',
};

/**
 * Makes a client of the X API v2 for an app's bearer token (a user's OAuth 2 token serves what its scopes allow). Nothing is
 * sent and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createX(settings: XSettings = {}): XProvider {
  let current = settings;
  const clock = () => current.clock ?? systemClock;
  const definition: ServiceDefinition = {
    name: 'x',
    version,
    baseUrl: 'https://api.x.com',
    key: {
      variables: ['TWITTER_BEARER_TOKEN', 'X_BEARER_TOKEN'],
      required: true,
      headers: (key) => ({ authorization: `Bearer ${key}` }),
    },
    plans: xPlans,
    defaultPlan: () => 'app',
    parseFailure: createFailureReader(clock),
    requestIdHeader: 'x-transaction-id',
    probe: { operation: usageOperation as Operation<any, any>, input: { days: 1 } },
  };
  const serviceSettings = ({ vocabulary: _vocabulary, access: _access, ...rest }: XSettings) => rest;
  const client = createServiceClient(definition, serviceSettings(settings));
  const operationsOf = ({ vocabulary = 'tweet', access = 'pay-per-use' }: XSettings) =>
    createOperations({ vocabulary, access, now: () => clock().now() });
  let operations = operationsOf(settings);

  const postList = <Input>(
    operation: ListRequest<Input, WirePost, XPost>['operation'],
    input: Input,
    [minimum, maximum]: readonly [number, number],
  ): ListRequest<Input, WirePost, XPost> => ({
    operation,
    input,
    sizes: { minimum, maximum, unlimited: 10 },
    toItems: postsOf,
  });

  function search(archive: 'recent' | 'all', query: string | XSearchOptions, callOptions?: CallOptions) {
    const { limit, pageSize, cursor, ...input } = typeof query === 'string' ? ({ query } as XSearchOptions) : query;
    const operation = archive === 'recent' ? operations.searchRecent : operations.searchAll;
    const request = postList(operation, input, archive === 'recent' ? [10, 100] : [10, 500]);
    return listOf(client, request, { limit, pageSize, cursor }, callOptions);
  }

  function timeline(
    kind: 'userPosts' | 'userMentions',
    id: string,
    { limit, pageSize, cursor, ...input }: XTimelineOptions = {},
    callOptions?: CallOptions,
  ) {
    const request = postList(operations[kind], { id, ...input }, [5, 100]);
    return listOf(client, request, { limit, pageSize, cursor }, callOptions);
  }

  function counts(kind: 'countRecent' | 'countAll', query: string | XCountsOptions, callOptions?: CallOptions) {
    const { cursor, ...input }: XCountsOptions = typeof query === 'string' ? { query } : query;
    return pagedList<XCount, XCountsPage>(
      async (token = cursor) => {
        const asked: CountsInput = { ...input, token };
        const { value, skipped, response } = await client.call(operations[kind], asked, callOptions);
        const { data, errors, meta } = value;
        return {
          items: (data ?? []).map(({ start, end, post_count, tweet_count }) => ({
            start,
            end,
            count: post_count ?? tweet_count ?? 0,
          })),
          total: meta?.total_post_count ?? meta?.total_tweet_count ?? null,
          skipped,
          missing: toMissing(errors),
          newestId: null,
          oldestId: null,
          resultCount: null,
          response,
          ...(meta?.next_token ? { nextCursor: meta.next_token } : {}),
        };
      },
      { provider: 'x', operation: operations[kind].name, signal: callOptions?.signal },
    );
  }

  const postBatch = (result: CallResult<WireList<WirePost>>): XBatch<XPost> => ({
    items: postsOf(result),
    missing: toMissing(result.value.errors),
    skipped: result.skipped,
  });
  const userBatch = ({ value, skipped }: CallResult<WireList<WireUser>>): XBatch<XUser> => {
    const included = indexIncludes(value.includes);
    return {
      items: (value.data ?? []).map((wire) => toUser(wire, included)),
      missing: toMissing(value.errors),
      skipped,
    };
  };
  const oneUser = ({ value }: CallResult<{ data: WireUser; includes?: WireList<unknown>['includes'] }>): XUser =>
    toUser(value.data, indexIncludes(value.includes));

  const methods = {
    searchRecent: (query: string | XSearchOptions, call?: CallOptions) => search('recent', query, call),
    searchAll: (query: string | XSearchOptions, call?: CallOptions) => search('all', query, call),
    userPosts: (id: string, options?: XTimelineOptions, call?: CallOptions) => timeline('userPosts', id, options, call),
    userMentions: (id: string, options?: XMentionsOptions, call?: CallOptions) =>
      timeline('userMentions', id, options, call),
    post: (id: string, options?: XPostOptions, call?: CallOptions) =>
      resultPromise(client.call(operations.post, { ...options, id }, call), ({ value }) =>
        toPost(value.data, indexIncludes(value.includes)),
      ),
    posts: (ids: readonly string[], options?: XPostOptions, call?: CallOptions) =>
      resultPromise(client.call(operations.posts, { ...options, ids }, call), postBatch),
    user: (id: string, options?: XUserOptions, call?: CallOptions) =>
      resultPromise(client.call(operations.user, { ...options, id }, call), oneUser),
    users: (ids: readonly string[], options?: XUserOptions, call?: CallOptions) =>
      resultPromise(client.call(operations.users, { ...options, ids }, call), userBatch),
    userByUsername: (username: string, options?: XUserOptions, call?: CallOptions) =>
      resultPromise(client.call(operations.userByUsername, { ...options, username }, call), oneUser),
    usersByUsernames: (usernames: readonly string[], options?: XUserOptions, call?: CallOptions) =>
      resultPromise(client.call(operations.usersByUsernames, { ...options, usernames }, call), userBatch),
    countRecent: (query: string | XCountsOptions, call?: CallOptions) => counts('countRecent', query, call),
    countAll: (query: string | XCountsOptions, call?: CallOptions) => counts('countAll', query, call),
  };

  return {
    name: definition.name,
    version,
    capabilities,
    tools: xTools(methods),
    ...methods,
    ...createAppMethods(client),
    searchDocuments: createDocumentSearch(client, capabilities, clock, () => operations),
    configure(patch) {
      client.configure(serviceSettings(patch));
      current = { ...current, ...patch };
      operations = operationsOf(current);
    },
    healthCheck: client.healthCheck,
    inspect: client.inspect,
    dispose: client.dispose,
    [Symbol.asyncDispose]: client.dispose,
  };
}

/** Ready to use: reads `TWITTER_BEARER_TOKEN` at the first call. */
export const x: XProvider = /* @__PURE__ */ createX();
