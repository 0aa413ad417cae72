import type { Infer, Schema } from '@headwater/core/schema';
import { array, boolean, lenient, nullable, nullish, number, object, string } from '@headwater/core/schema';
import { typedDocument } from '@headwater/graphql';

const repositoryFields = `
fragment RepositoryFields on Repository {
  id
  name
  nameWithOwner
  url
  description
  homepageUrl
  owner { login }
  stargazerCount
  forkCount
  isArchived
  isFork
  createdAt
  updatedAt
  pushedAt
  diskUsage
  primaryLanguage { name }
  languages(first: 10, orderBy: { field: SIZE, direction: DESC }) { edges { size node { name } } }
  repositoryTopics(first: 20) { nodes { topic { name } } }
  licenseInfo { spdxId name }
  defaultBranchRef { name }
  openIssues: issues(states: OPEN) { totalCount }
  closedIssues: issues(states: CLOSED) { totalCount }
}`;

/** Where a README can be, best first. There is no field that finds it, and names are case-sensitive. */
export const readmePaths = ['README.md', 'readme.md', 'Readme.md', 'README.rst', 'README', 'docs/README.md'] as const;

const readmeFields = `
fragment ReadmeFields on Repository {
${readmePaths.map((path, index) => `  readme${index}: object(expression: "HEAD:${path}") { ...ReadmeText }`).join('\n')}
}
fragment ReadmeText on Blob {
  text
  byteSize
  isBinary
  isTruncated
}`;

const rateLimitFields = 'rateLimit { cost limit nodeCount remaining used resetAt }';

const name = object({ name: string() });
const count = lenient(object({ totalCount: number() }));
const blob = lenient(
  object({
    text: lenient(string()),
    byteSize: lenient(number()),
    isBinary: lenient(boolean()),
    isTruncated: lenient(boolean()),
  }),
);

/** What is needed of a repository, and what can be missing: a field that came malformed costs no more than itself. */
export const wireRepository = object({
  id: string({ minLength: 1 }),
  name: string(),
  nameWithOwner: string({ minLength: 1 }),
  url: string({ pattern: /^https?:\/\// }),
  description: lenient(string()),
  homepageUrl: lenient(string()),
  owner: lenient(object({ login: string() })),
  stargazerCount: lenient(number()),
  forkCount: lenient(number()),
  isArchived: lenient(boolean()),
  isFork: lenient(boolean()),
  createdAt: lenient(string()),
  updatedAt: lenient(string()),
  pushedAt: lenient(string()),
  diskUsage: lenient(number()),
  primaryLanguage: lenient(name),
  languages: lenient(object({ edges: lenient(array(lenient(object({ size: number(), node: name })))) })),
  repositoryTopics: lenient(object({ nodes: lenient(array(lenient(object({ topic: name })))) })),
  licenseInfo: lenient(object({ spdxId: lenient(string()), name: lenient(string()) })),
  defaultBranchRef: lenient(name),
  openIssues: count,
  closedIssues: count,
  readme0: blob,
  readme1: blob,
  readme2: blob,
  readme3: blob,
  readme4: blob,
  readme5: blob,
});
export type WireRepository = Infer<typeof wireRepository>;
export type WireBlob = Infer<typeof blob>;

const rateLimit = lenient(
  object({
    cost: number(),
    limit: number(),
    nodeCount: lenient(number()),
    remaining: number(),
    used: lenient(number()),
    resetAt: string(),
  }),
);
export type WireRateLimit = Infer<typeof rateLimit>;

const searchData = object({
  search: nullable(
    object({
      repositoryCount: lenient(number()),
      pageInfo: object({ hasNextPage: boolean(), endCursor: nullish(string()) }),
      // Each is checked on its own.
      nodes: nullish(array(nullable(object({})))),
    }),
  ),
  rateLimit,
});
export type SearchData = Omit<Infer<typeof searchData>, 'search'> & {
  search:
    | (Omit<NonNullable<Infer<typeof searchData>['search']>, 'nodes'> & { nodes?: (WireRepository | null)[] | null })
    | null;
};

/** https://docs.github.com/en/graphql/reference/queries#search */
export const SearchRepositoriesDocument = typedDocument<
  SearchData,
  { q: string; first: number; after?: string | undefined; withReadme: boolean }
>(
  `query SearchRepositories($q: String!, $first: Int!, $after: String, $withReadme: Boolean!) {
  search(query: $q, type: REPOSITORY, first: $first, after: $after) {
    repositoryCount
    pageInfo { hasNextPage endCursor }
    nodes { ...RepositoryFields ...ReadmeFields @include(if: $withReadme) }
  }
  ${rateLimitFields}
}${repositoryFields}${readmeFields}`,
  { data: looseNodes(searchData), hints: { name: 'searchRepositories', costClass: 'graphql', cacheTtlMs: 300_000 } },
);

/** The list of a search, with GitHub's own count of what it found. */
export function foundBy({ search }: SearchData) {
  return search === null ? null : { ...search, totalCount: search.repositoryCount ?? null };
}

/** https://docs.github.com/en/graphql/reference/queries#repository */
export const RepositoryDocument = typedDocument<
  { repository: WireRepository | null; rateLimit?: WireRateLimit },
  { owner: string; name: string; withReadme: boolean; followRenames: boolean }
>(
  `query Repository($owner: String!, $name: String!, $withReadme: Boolean!, $followRenames: Boolean!) {
  repository(owner: $owner, name: $name, followRenames: $followRenames) {
    ...RepositoryFields
    ...ReadmeFields @include(if: $withReadme)
  }
  ${rateLimitFields}
}${repositoryFields}${readmeFields}`,
  {
    data: object({ repository: nullable(wireRepository), rateLimit }),
    hints: { name: 'getRepository', costClass: 'graphql', cacheTtlMs: 300_000 },
  },
);

/** The README alone. */
export const ReadmeDocument = typedDocument<
  { repository: Pick<WireRepository, `readme${0 | 1 | 2 | 3 | 4 | 5}`> | null; rateLimit?: WireRateLimit },
  { owner: string; name: string }
>(
  `query Readme($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { ...ReadmeFields }
  ${rateLimitFields}
}${readmeFields}`,
  {
    data: object({
      repository: nullable(
        object({ readme0: blob, readme1: blob, readme2: blob, readme3: blob, readme4: blob, readme5: blob }),
      ),
      rateLimit,
    }),
    hints: { name: 'getReadme', costClass: 'graphql', cacheTtlMs: 300_000 },
  },
);

/** https://docs.github.com/en/graphql/reference/queries#ratelimit */
export const RateLimitDocument = typedDocument<{ rateLimit?: WireRateLimit }, { dryRun?: boolean }>(
  'query RateLimit($dryRun: Boolean = false) { rateLimit(dryRun: $dryRun) { cost limit nodeCount remaining used resetAt } }',
  { data: object({ rateLimit }), hints: { name: 'getGraphQLRateLimit', costClass: 'graphql' } },
);

/** Leaves the nodes of a search as they came: the list checks them one by one, so that one does not cost the others. */
function looseNodes(schema: Schema<Infer<typeof searchData>>): Schema<SearchData> {
  return {
    '~standard': {
      version: 1,
      vendor: 'headwater',
      async validate(data) {
        const search = (data as { search?: { nodes?: unknown } | null }).search;
        const nodes = search?.nodes;
        const isList = Array.isArray(nodes);
        const envelope = isList ? { ...(data as object), search: { ...search, nodes: [] } } : data;
        const checked = await schema['~standard'].validate(envelope);
        if (checked.issues !== undefined || !isList || checked.value.search === null)
          return checked as { value: SearchData };
        return { value: { ...checked.value, search: { ...checked.value.search, nodes } } };
      },
    },
  };
}

/** Every document this package sends, for those who want to check them against a schema. */
export const gitHubDocuments = {
  searchRepositories: SearchRepositoriesDocument.toString(),
  getRepository: RepositoryDocument.toString(),
  getReadme: ReadmeDocument.toString(),
  getGraphQLRateLimit: RateLimitDocument.toString(),
} as const;
