import {
  type AdapterSnapshot,
  type CallOptions,
  ConfigurationError,
  createServiceClient,
  HeadwaterError,
  NotFoundError,
  type ResultPromise,
  type ServiceClient,
  type SourceProvider,
} from '@headwater/core';
import {
  type GraphQLCost,
  type GraphQLMethods,
  type GraphQLPage,
  type GraphQLResult,
  graphQLMethods,
  wholeData,
} from '@headwater/graphql';
import {
  foundBy,
  RateLimitDocument,
  ReadmeDocument,
  RepositoryDocument,
  SearchRepositoriesDocument,
  type WireRateLimit,
  type WireRepository,
  wireRepository,
} from './github-documents.ts';
import { capabilities, searchDocuments } from './github-documents-search.ts';
import { isQueryTimeout, readGraphQLFailure } from './github-errors.ts';
import { endOf, requireWhole, searchWindow } from './github-lists.ts';
import { toReadme, toRepository } from './github-normalize.ts';
import { below } from './github-operations.ts';
import { isRepositoryName, refuse, repositoryQualifiers } from './github-query.ts';
import { createGitHubRest, type GitHubRest, queryOf } from './github-rest.ts';
import type { GitHubRepositorySearch } from './github-search-types.ts';
import { createPreparation, type GitHubSettings, version } from './github-settings.ts';
import { gitHubTools } from './github-tools.ts';
import type { GitHubList, GitHubPage, GitHubRateLimit, GitHubReadme, GitHubRepository } from './github-types.ts';

export interface GitHubProvider
  extends SourceProvider<GitHubSettings>,
    Pick<GraphQLMethods, 'query' | 'mutate' | 'paginate'> {
  /**
   * Searches repositories through GraphQL; needs a token. A string, and the field `text`, are words: nothing in them is
   * taken as a qualifier. Nothing is sent before the list is read.
   *
   * @example
   * for await (const { nameWithOwner, stars } of github.searchRepositories({ topics: 'crdt', sort: 'stars', limit: 20 })) {
   *   console.log(nameWithOwner, stars);
   * }
   * @throws {HeadwaterError} while reading; {InvalidRequestError} at once for a search that cannot be right
   */
  searchRepositories(search: string | GitHubRepositorySearch, callOptions?: CallOptions): GitHubList<GitHubRepository>;
  /**
   * @param repository `owner/name`
   * @throws {NotFoundError} also for a private one that the token cannot see
   */
  getRepository(
    repository: string,
    options?: {
      /** @default false */ readme?: boolean | undefined /** @default true */;
      followRenames?: boolean | undefined;
    },
    callOptions?: CallOptions,
  ): ResultPromise<GitHubRepository>;
  /** The README, or `null` where none of the usual names holds one. `rest.getReadme` finds unusual ones as well. */
  getReadme(repository: string, callOptions?: CallOptions): ResultPromise<GitHubReadme | null>;
  /** What GraphQL has left. Costs one point; `rest.getRateLimit` is free and knows all buckets. */
  getGraphQLRateLimit(callOptions?: CallOptions): ResultPromise<GitHubRateLimit | null>;
  readonly rest: GitHubRest;
  inspect(): AdapterSnapshot;
}

/**
 * Makes a client of GitHub's GraphQL and REST APIs. Nothing is sent and no token is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createGitHub(settings: GitHubSettings = {}): GitHubProvider {
  let given = settings;
  const preparation = createPreparation();
  let prepared = preparation.prepare(given, given);
  const service = createServiceClient(preparation.definition, prepared.settings);
  const hasKey = () => service.inspect().key.state === 'set';

  const call: ServiceClient['call'] = async (operation, input, options) => {
    try {
      return await service.call(operation, input, options);
    } catch (error) {
      if (HeadwaterError.isInstance(error) && error.code === 'authentication') prepared.tokens?.forget();
      throw error;
    }
  };
  const client: Pick<ServiceClient, 'call'> = {
    call: (operation, input, options) => call(below(prepared.restPrefix, operation), input, options),
  };
  const requireKey = (operation: string): void => {
    if (hasKey()) return;
    throw new ConfigurationError('GitHub wants a token for this', {
      provider: 'github',
      operation,
      hint: 'Set the environment variable GITHUB_TOKEN, or pass the option apiKey or auth. Nothing was sent.',
    });
  };
  const graphQL = graphQLMethods(
    {
      async call(operation, input, options) {
        requireKey(operation.name);
        return call(operation, input, options);
      },
    },
    {
      provider: 'github',
      path: '/graphql',
      costClass: 'graphql',
      now: () => preparation.clock().now(),
      readFailure: (errors, answer) => readGraphQLFailure(errors, answer, preparation.clock().now()),
      readCost: (data) => costOf((data as { rateLimit?: WireRateLimit }).rateLimit),
    },
  );

  function searchRepositories(
    search: string | GitHubRepositorySearch,
    callOptions?: CallOptions,
  ): GitHubList<GitHubRepository> {
    const options: Record<string, any> = typeof search === 'string' ? { text: search } : { ...search };
    const {
      limit = searchWindow,
      readme = false,
      pageSize = readme ? 20 : 50,
      sort,
      order = 'desc',
      ...fields
    } = options;
    requireWhole('searchRepositories', 'limit', limit, searchWindow);
    requireWhole('searchRepositories', 'pageSize', pageSize, 100);
    const q = `${queryOf('searchRepositories', repositoryQualifiers, fields)}${sortQualifier(sort, order)}`;
    const variables = { q, first: pageSize, withReadme: readme };
    const list = graphQL.paginate(SearchRepositoriesDocument, variables, foundBy, {
      ...callOptions,
      pageSizeVariable: 'first',
      pageSize,
      maxItems: limit,
      node: wireRepository,
      shrinkAfter: isQueryTimeout,
      describeEnd: ({ search: found }, items) => endOf(items, found?.repositoryCount ?? undefined).truncated,
    });
    const toPage = (page: GraphQLPage<WireRepository>): GitHubPage<GitHubRepository> => ({
      items: page.items.map((wire) => toRepository(wire, readme)),
      skipped: page.skipped,
      response: page.response,
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
      ...(page.truncated === undefined ? {} : { truncated: page.truncated }),
      ...(page.totalCount === undefined ? {} : { totalCount: page.totalCount }),
      ...(page.errors.length === 0 ? {} : { errors: page.errors.map(({ message }) => message) }),
      ...(page.cost === undefined ? {} : { rateLimit: rateLimitOf(page.cost) }),
    });
    return {
      async *pages() {
        for await (const page of list.pages()) yield toPage(page);
      },
      async *[Symbol.asyncIterator]() {
        for await (const wire of list) yield toRepository(wire, readme);
      },
    };
  }

  function getRepository(
    repository: string,
    {
      readme = false,
      followRenames = true,
    }: { readme?: boolean | undefined; followRenames?: boolean | undefined } = {},
    callOptions?: CallOptions,
  ): ResultPromise<GitHubRepository> {
    const variables = { ...nameOf(repository, 'getRepository'), withReadme: readme, followRenames };
    return mapped(graphQL.query(RepositoryDocument, variables, callOptions), (result) =>
      toRepository(found(result.data.repository, result, repository, 'getRepository'), readme),
    );
  }

  function getReadme(repository: string, callOptions?: CallOptions): ResultPromise<GitHubReadme | null> {
    const asked = graphQL.query(ReadmeDocument, nameOf(repository, 'getReadme'), callOptions);
    return mapped(asked, (result) => toReadme(found(result.data.repository, result, repository, 'getReadme')));
  }

  const getGraphQLRateLimit = (callOptions?: CallOptions): ResultPromise<GitHubRateLimit | null> =>
    mapped(graphQL.query(RateLimitDocument, {}, callOptions), ({ cost }) =>
      cost === undefined ? null : rateLimitOf(cost),
    );

  const rest = createGitHubRest(client, requireKey);

  return {
    name: preparation.definition.name,
    version,
    capabilities,
    tools: gitHubTools({ searchRepositories, getRepository, rest, hasKey }),
    searchRepositories,
    getRepository,
    getReadme,
    getGraphQLRateLimit,
    rest,
    ...graphQL,
    searchDocuments: (query, callOptions) => searchDocuments({ client, graphQL, hasKey }, query, callOptions),
    configure(patch) {
      const next = { ...given, ...patch };
      const replacement = preparation.prepare(next, patch);
      service.configure(replacement.settings);
      void prepared.tokens?.dispose();
      given = next;
      prepared = replacement;
    },
    healthCheck: service.healthCheck,
    inspect: service.inspect,
    dispose: async () => {
      await Promise.all([service.dispose(), prepared.tokens?.dispose()]);
    },
    async [Symbol.asyncDispose]() {
      await this.dispose();
    },
  };
}

function mapped<From, To>(asked: ResultPromise<From>, map: (from: From) => To): ResultPromise<To> {
  const both = asked.withResponse().then(({ result, response }) => ({ result: map(result), response }));
  const promise = both.then(({ result }) => result);
  return Object.assign(promise, {
    withResponse: () => {
      // The caller now watches `both`; the plain promise must not count as an unhandled rejection.
      promise.catch(() => {});
      return both;
    },
  });
}

function nameOf(repository: string, operation: string): { owner: string; name: string } {
  if (!isRepositoryName(repository)) refuse(operation, 'a repository is named as owner/name');
  const [owner = '', name = ''] = repository.split('/');
  return { owner, name };
}

/** A missing repository is `null` beside an error that says why. */
function found<Repository>(
  repository: Repository | null,
  result: GraphQLResult<unknown>,
  name: string,
  operation: string,
): Repository {
  if (repository !== null) return repository;
  wholeData(result, 'github');
  throw new NotFoundError(`there is no repository ${name}`, { provider: 'github', operation });
}

function sortQualifier(sort: unknown, order: unknown): string {
  if (sort === undefined) return '';
  if (typeof sort === 'string' && /^[\w+-]{1,40}$/.test(sort) && (order === 'asc' || order === 'desc')) {
    return ` sort:${sort}-${order}`;
  }
  return refuse('searchRepositories', 'sort and order must be words that GitHub knows, such as stars and desc');
}

function costOf(wire: WireRateLimit | undefined): GraphQLCost | undefined {
  if (wire == null) return undefined;
  const { cost, limit, remaining, resetAt, used, nodeCount } = wire;
  return { points: cost, limit, remaining, resetsAt: resetAt, used: used ?? 0, nodeCount: nodeCount ?? 0 };
}

function rateLimitOf({ points, resetsAt, ...rest }: GraphQLCost): GitHubRateLimit {
  return { cost: points, resetAt: resetsAt, ...rest } as GitHubRateLimit;
}

/** Ready to use: reads `GITHUB_TOKEN` at the first call. */
export const github: GitHubProvider = /* @__PURE__ */ createGitHub();
