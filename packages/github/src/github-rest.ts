import {
  type CallOptions,
  type QueryValue,
  ResponseInvalidError,
  type ResultPromise,
  resultPromise,
  type ServiceClient,
} from '@headwater/core';
import { searchList } from './github-lists.ts';
import { decodeReadme } from './github-normalize.ts';
import {
  getOperation,
  rateLimitOperation,
  readmeRestOperation,
  repositoryRestOperation,
  searchCodeOperation,
  searchIssuesOperation,
  searchRepositoriesOperation,
  topicsRestOperation,
} from './github-operations.ts';
import {
  buildSearchQuery,
  codeQualifiers,
  issueQualifiers,
  type Qualifier,
  refuse,
  repositoryQualifiers,
} from './github-query.ts';
import type { GitHubCodeSearch, GitHubIssueSearch, GitHubRestRepositorySearch } from './github-search-types.ts';
import type {
  GitHubList,
  GitHubRateLimitBucket,
  GitHubReadme,
  GitHubRestCode,
  GitHubRestIssue,
  GitHubRestRepository,
} from './github-types.ts';

/** GitHub's REST API, under its own names. Conditional requests come with the setting `cache`. */
export interface GitHubRest {
  /** https://docs.github.com/en/rest/search/search#search-repositories. Works without a token. */
  searchRepositories(
    search: string | GitHubRestRepositorySearch,
    callOptions?: CallOptions,
  ): GitHubList<GitHubRestRepository>;
  /** https://docs.github.com/en/rest/search/search#search-code. Needs a token; nine requests a minute. */
  searchCode(search: string | GitHubCodeSearch, callOptions?: CallOptions): GitHubList<GitHubRestCode>;
  /** https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests. Works without a token. */
  searchIssues(search: string | GitHubIssueSearch, callOptions?: CallOptions): GitHubList<GitHubRestIssue>;
  /**
   * @param repository `owner/name`. A repository that was renamed is found under its old name.
   * @throws {NotFoundError} also for a private one that the token cannot see
   */
  getRepository(repository: string, callOptions?: CallOptions): ResultPromise<GitHubRestRepository>;
  /**
   * The README that GitHub shows, wherever it is.
   *
   * @param options `ref`: a branch, a tag or a commit. @default the default branch
   * @throws {NotFoundError} when there is none
   */
  getReadme(
    repository: string,
    options?: { ref?: string | undefined },
    callOptions?: CallOptions,
  ): ResultPromise<GitHubReadme>;
  getTopics(repository: string, callOptions?: CallOptions): ResultPromise<string[]>;
  /** What is left in every bucket. Free. */
  getRateLimit(callOptions?: CallOptions): ResultPromise<Record<string, GitHubRateLimitBucket>>;
  /**
   * Any other GET of the API, checked by nobody: paced, retried, cached and cancelled like the others.
   *
   * @example await github.rest.get('/search/users', { q: 'location:example' });
   */
  get(path: string, query?: Readonly<Record<string, QueryValue>>, callOptions?: CallOptions): ResultPromise<unknown>;
}

type SearchFields = Record<string, unknown> & { q?: string; text?: string; exclude?: Record<string, unknown> };

/** The `q` of a search: as it is given, or built from fields. */
export function queryOf(
  operation: string,
  qualifiers: Readonly<Record<string, Qualifier>>,
  fields: SearchFields,
): string {
  const { q, text, exclude, ...values } = fields;
  if (q === undefined) return buildSearchQuery(operation, text, qualifiers, values, exclude);
  const others = Object.keys({
    ...(text === undefined ? {} : { text }),
    ...(exclude === undefined ? {} : { exclude }),
    ...values,
  });
  const problem =
    others.length > 0
      ? `q stands alone, without ${others.join(', ')}`
      : typeof q !== 'string' || q.trim() === ''
        ? 'q must be a non-empty string'
        : undefined;
  if (problem === undefined) return q;
  return refuse(operation, problem);
}

export function createGitHubRest(
  client: Pick<ServiceClient, 'call'>,
  requireKey: (operation: string) => void,
): GitHubRest {
  function fields(search: string | object): Record<string, any> {
    return typeof search === 'string' ? { text: search } : { ...search };
  }

  function searchRepositories(
    search: string | GitHubRestRepositorySearch,
    callOptions?: CallOptions,
  ): GitHubList<GitHubRestRepository> {
    const { limit, pageSize, sort, order, textMatches = false, ...rest } = fields(search);
    const q = queryOf('searchRepositories', repositoryQualifiers, rest);
    const request = { operation: searchRepositoriesOperation, query: { q, sort, order }, textMatches };
    return searchList(client, request, { limit, pageSize }, callOptions);
  }

  function searchCode(search: string | GitHubCodeSearch, callOptions?: CallOptions): GitHubList<GitHubRestCode> {
    const { limit, pageSize, sort, order, textMatches = false, ...rest } = fields(search);
    const q = queryOf('searchCode', codeQualifiers, rest);
    const keyed: Pick<ServiceClient, 'call'> = {
      async call(operation, input, options) {
        requireKey('searchCode');
        return client.call(operation, input, options);
      },
    };
    const request = { operation: searchCodeOperation, query: { q, sort, order }, textMatches };
    return searchList(keyed, request, { limit, pageSize }, callOptions);
  }

  function searchIssues(search: string | GitHubIssueSearch, callOptions?: CallOptions): GitHubList<GitHubRestIssue> {
    const { limit, pageSize, sort, order, textMatches = false, advancedSearch, searchType, ...rest } = fields(search);
    const q = queryOf('searchIssues', issueQualifiers, rest);
    const query = {
      q,
      sort,
      order,
      advanced_search: advancedSearch === undefined ? undefined : String(advancedSearch),
      search_type: searchType,
    };
    return searchList(
      client,
      { operation: searchIssuesOperation, query, textMatches },
      { limit, pageSize },
      callOptions,
    );
  }

  return {
    searchRepositories,
    searchCode,
    searchIssues,
    getRepository: (repository, callOptions) =>
      resultPromise(client.call(repositoryRestOperation, { repository }, callOptions), ({ value }) => value),
    getReadme: (repository, { ref } = {}, callOptions) =>
      resultPromise(client.call(readmeRestOperation, { repository, ref }, callOptions), ({ value }) => {
        const text = decodeReadme(value);
        if (text !== undefined) return { path: value.path, text, bytes: value.size ?? null, isTruncated: false };
        throw new ResponseInvalidError(`the README has the encoding "${value.encoding}", which cannot be read`, {
          provider: 'github',
          operation: 'getReadme',
        });
      }),
    getTopics: (repository, callOptions) =>
      resultPromise(client.call(topicsRestOperation, { repository }, callOptions), ({ value }) => value.names),
    getRateLimit: (callOptions) =>
      resultPromise(client.call(rateLimitOperation, {}, callOptions), ({ value }) =>
        Object.fromEntries(
          Object.entries(value.resources).map(([name, { limit, remaining, used, reset }]) => [
            name,
            { limit, remaining, used: used ?? null, resetAt: new Date(reset * 1000) },
          ]),
        ),
      ),
    get: (path, query, callOptions) =>
      resultPromise(client.call(getOperation(path), { path, query }, callOptions), ({ value }) => value),
  };
}
