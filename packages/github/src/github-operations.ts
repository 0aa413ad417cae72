import { defineOperation, type Infer, type Operation, type QueryValue, type Schema } from '@headwater/core';
import { unknown } from '@headwater/core/schema';
import { isRepositoryName } from './github-query.ts';
import {
  type GitHubRestCode,
  type GitHubRestIssue,
  type GitHubRestRepository,
  type RestSearchAnswer,
  restCode,
  restIssue,
  restRateLimit,
  restReadme,
  restRepository,
  restSearch,
  restTopics,
} from './github-rest-schemas.ts';

/** GitHub's documentation of search: https://docs.github.com/en/rest/search/search */
export interface RestSearchInput {
  /** The parameters of the first page, or those that the link to the next page names. */
  query: Readonly<Record<string, QueryValue>>;
  textMatches: boolean;
}

const textMatchAccept = 'application/vnd.github.text-match+json';

function searchOperation<Item>(
  kind: 'repositories' | 'code' | 'issues',
  item: Schema<Item>,
): Operation<RestSearchInput, RestSearchAnswer<Item>> {
  return defineOperation({
    name: `search${kind[0]?.toUpperCase()}${kind.slice(1)}`,
    method: 'GET',
    path: `/search/${kind}`,
    safety: 'read',
    billed: false,
    costClass: kind === 'code' ? 'code_search' : 'search',
    request: ({ query, textMatches }: RestSearchInput) => ({
      query,
      ...(textMatches ? { headers: { accept: textMatchAccept } } : {}),
    }),
    items: { at: 'items', schema: item },
    output: restSearch(item),
  });
}

export const searchRepositoriesOperation: Operation<
  RestSearchInput,
  RestSearchAnswer<GitHubRestRepository>
> = searchOperation('repositories', restRepository);
export const searchCodeOperation: Operation<RestSearchInput, RestSearchAnswer<GitHubRestCode>> = searchOperation(
  'code',
  restCode,
);
export const searchIssuesOperation: Operation<RestSearchInput, RestSearchAnswer<GitHubRestIssue>> = searchOperation(
  'issues',
  restIssue,
);

/** `owner/name`, checked before it becomes part of a path. */
const repositoryName: Schema<string> = {
  '~standard': {
    version: 1,
    vendor: 'headwater',
    validate: (value) =>
      isRepositoryName(value) ? { value } : { issues: [{ message: 'expected a repository as owner/name' }] },
  },
};

const nameInput: Schema<{ repository: string; ref?: string | undefined }> = {
  '~standard': {
    version: 1,
    vendor: 'headwater',
    validate(input) {
      const { repository } = input as { repository: unknown };
      const checked = repositoryName['~standard'].validate(repository) as { issues?: readonly { message: string }[] };
      return checked.issues === undefined ? { value: input as { repository: string } } : { issues: checked.issues };
    },
  },
};

export type RepositoryInput = Infer<typeof nameInput>;

function repositoryOperation<Output>(
  name: string,
  suffix: string,
  output: Schema<Output>,
): Operation<RepositoryInput, Output> {
  return defineOperation({
    name,
    method: 'GET',
    path: `/repos/:owner/:name${suffix}`,
    safety: 'read',
    billed: false,
    input: nameInput,
    request: ({ repository, ref }: RepositoryInput) => ({ path: `/repos/${repository}${suffix}`, query: { ref } }),
    output,
  });
}

/** https://docs.github.com/en/rest/repos/repos#get-a-repository */
export const repositoryRestOperation: Operation<RepositoryInput, GitHubRestRepository> = repositoryOperation(
  'getRepository',
  '',
  restRepository,
);
/** https://docs.github.com/en/rest/repos/contents#get-a-repository-readme */
export const readmeRestOperation: Operation<RepositoryInput, Infer<typeof restReadme>> = repositoryOperation(
  'getReadme',
  '/readme',
  restReadme,
);
/** https://docs.github.com/en/rest/repos/repos#get-all-repository-topics */
export const topicsRestOperation: Operation<RepositoryInput, Infer<typeof restTopics>> = repositoryOperation(
  'getTopics',
  '/topics',
  restTopics,
);

/** https://docs.github.com/en/rest/rate-limit/rate-limit: costs nothing of any allowance. */
export const rateLimitOperation: Operation<Record<string, never>, Infer<typeof restRateLimit>> = defineOperation({
  name: 'getRateLimit',
  method: 'GET',
  path: '/rate_limit',
  safety: 'read',
  billed: false,
  request: () => ({}),
  output: restRateLimit,
});

/** The same endpoint as a free probe of service and token. */
export const probeOperation: Operation<Record<string, never>, unknown> = {
  ...(rateLimitOperation as Operation<Record<string, never>, any>),
  name: 'probe',
  output: unknown(),
};

export interface GetInput {
  path: string;
  query: Readonly<Record<string, QueryValue>> | undefined;
}

/** Any other GET, in the bucket its path belongs to. */
export function getOperation(path: string): Operation<GetInput, unknown> {
  const costClass = path.startsWith('/search/code')
    ? 'code_search'
    : path.startsWith('/search/')
      ? 'search'
      : 'default';
  return defineOperation({
    name: 'get',
    method: 'GET',
    path: '/:path',
    safety: 'read',
    billed: false,
    costClass,
    request: ({ path: asked, query }: GetInput) => ({ path: asked, ...(query === undefined ? {} : { query }) }),
    output: unknown(),
  });
}

/** The same operation below another path: Enterprise Server keeps REST under `/api/v3`. */
export function below<Input, Output>(prefix: string, operation: Operation<Input, Output>): Operation<Input, Output> {
  if (prefix === '') return operation;
  return {
    ...operation,
    request: (input) => {
      const parts = operation.request(input);
      return { ...parts, path: `${prefix}${parts.path ?? operation.path}` };
    },
  };
}
