import { FieldProblem, type GraphObject } from './graphql-execute.ts';
import type { EmulatorIssue, Library, StoredRepository } from './repositories.ts';
import { searchIssues, searchRepositories } from './search.ts';

/** Beyond these GitHub gives no results. */
export const searchWindow = 1000;
/** A blob longer than this comes cut. */
const maxBlobCharacters = 512_000;

interface PageArguments {
  first?: number;
  last?: number;
  after?: string;
  before?: string;
}

const toCursor = (index: number): string => btoa(`cursor:${index + 1}`);

function fromCursor(cursor: string): number {
  let text = '';
  try {
    text = atob(cursor);
  } catch {
    // Reported below, like any other text that is no cursor.
  }
  const place = /^cursor:(\d+)$/.exec(text)?.[1];
  if (place === undefined)
    throw new FieldProblem('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
  return Number(place) - 1;
}

/** A page of a list, as the cursor specification has it. */
function connection<Item>(
  type: string,
  items: readonly Item[],
  { first, last, after, before }: PageArguments,
  toNode: (item: Item) => GraphObject,
  extra: Record<string, unknown> = {},
  edge: (item: Item) => Record<string, unknown> = () => ({}),
): GraphObject {
  let from = after == null ? 0 : fromCursor(after) + 1;
  let to = before == null ? items.length : Math.min(items.length, fromCursor(before));
  if (first != null) to = Math.min(to, from + first);
  else if (last != null) from = Math.max(from, to - last);
  const page = items.slice(from, to).map((item, index) => ({ item, node: toNode(item), at: from + index }));
  return {
    __typename: `${type}Connection`,
    totalCount: items.length,
    nodes: page.map(({ node }) => node),
    edges: page.map(({ item, node, at }) => ({ __typename: `${type}Edge`, node, cursor: toCursor(at), ...edge(item) })),
    pageInfo: {
      __typename: 'PageInfo',
      hasNextPage: to < items.length,
      hasPreviousPage: from > 0,
      startCursor: page.length === 0 ? null : toCursor(from),
      endCursor: page.length === 0 ? null : toCursor(to - 1),
    },
    ...extra,
  };
}

const ownerNode = (login: string): GraphObject => ({
  __typename: 'Organization',
  id: `O_${login}`,
  login,
  url: `https://github.example/${login}`,
});
const userNode = (login: string | null): GraphObject | null =>
  login === null ? null : { __typename: 'User', id: `U_${login}`, login, url: `https://github.example/${login}` };

function issueNode(repository: StoredRepository, issue: EmulatorIssue, number: number): GraphObject {
  return {
    __typename: issue.isPullRequest ? 'PullRequest' : 'Issue',
    id: `I_${repository.id}_${number}`,
    number,
    title: issue.title,
    body: issue.body ?? '',
    url: `${repository.url}/${issue.isPullRequest ? 'pull' : 'issues'}/${number}`,
    state: issue.state.toUpperCase(),
    author: userNode(issue.author),
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
    repository: () => repositoryNode(repository),
  };
}

function repositoryNode(repository: StoredRepository): GraphObject {
  const languages = Object.entries(repository.languages);
  const languageNode = ([name]: [string, number]): GraphObject => ({
    __typename: 'Language',
    id: `L_${name}`,
    name,
    color: null,
  });
  return {
    __typename: 'Repository',
    id: repository.nodeId,
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: repository.fullName,
    url: repository.url,
    description: repository.description,
    homepageUrl: null,
    owner: ownerNode(repository.owner),
    stargazerCount: repository.stars,
    forkCount: repository.forks,
    isArchived: repository.archived ?? false,
    isFork: repository.fork ?? false,
    isPrivate: false,
    createdAt: repository.createdAt,
    updatedAt: repository.pushedAt,
    pushedAt: repository.pushedAt,
    diskUsage: Math.ceil(languages.reduce((sum, [, bytes]) => sum + bytes, 0) / 1024),
    primaryLanguage: languages[0] === undefined ? null : languageNode(languages[0]),
    languages: (args: PageArguments) =>
      connection(
        'Language',
        languages,
        args,
        languageNode,
        { totalSize: languages.reduce((sum, [, bytes]) => sum + bytes, 0) },
        ([, size]) => ({ size }),
      ),
    repositoryTopics: (args: PageArguments) =>
      connection('RepositoryTopic', repository.topics, args, (name) => ({
        __typename: 'RepositoryTopic',
        id: `RT_${name}`,
        url: `https://github.example/topics/${name}`,
        topic: { __typename: 'Topic', id: `T_${name}`, name },
      })),
    licenseInfo:
      repository.license === null
        ? null
        : {
            __typename: 'License',
            id: `Li_${repository.license}`,
            key: repository.license.toLowerCase(),
            name: `${repository.license} License`,
            spdxId: repository.license,
          },
    defaultBranchRef: { __typename: 'Ref', id: `Ref_${repository.id}`, name: 'main' },
    issues: ({ states, ...page }: PageArguments & { states?: string[] }) => {
      const numbered = repository.issues.map((issue, index) => ({ issue, number: index + 1 }));
      const wanted = numbered.filter(
        ({ issue }) => !issue.isPullRequest && (states?.includes(issue.state.toUpperCase()) ?? true),
      );
      return connection('Issue', wanted, page, ({ issue, number }) => issueNode(repository, issue, number));
    },
    object: ({ expression }: { expression?: string }) => {
      const path = /^(?:HEAD|main|refs\/heads\/main):(.+)$/.exec(expression ?? '')?.[1];
      const text = path === undefined ? undefined : repository.files[path];
      return text === undefined ? null : blobNode(repository, path as string, text);
    },
  };
}

function blobNode({ id }: StoredRepository, path: string, text: string): GraphObject {
  return {
    __typename: 'Blob',
    id: `B_${id}_${path}`,
    oid: id.toString(16).padStart(40, '0'),
    text: text.slice(0, maxBlobCharacters),
    byteSize: new TextEncoder().encode(text).length,
    isBinary: false,
    isTruncated: text.length > maxBlobCharacters,
  };
}

const noCounts = { repositoryCount: 0, issueCount: 0, userCount: 0, discussionCount: 0, codeCount: 0, wikiCount: 0 };

/** The root of every query. */
export function queryRoot(library: Library, login: string, rateLimit: () => GraphObject | null): GraphObject {
  return {
    __typename: 'Query',
    rateLimit,
    viewer: userNode(login),
    repository({ owner, name, followRenames = true }: { owner: string; name: string; followRenames?: boolean }) {
      const found = library.find(owner, name);
      const isCurrent = found?.fullName.toLowerCase() === `${owner}/${name}`.toLowerCase();
      if (found !== undefined && (isCurrent || followRenames)) return repositoryNode(found);
      throw new FieldProblem('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
    },
    search({ query, type, ...page }: PageArguments & { query: string; type: string }) {
      if (type === 'ISSUE') {
        const hits = searchIssues(library, query).map(({ item }) => item);
        const toNode = ({ repository, issue, number }: (typeof hits)[number]) => issueNode(repository, issue, number);
        return connection('SearchResultItem', hits.slice(0, searchWindow), page, toNode, {
          ...noCounts,
          issueCount: hits.length,
        });
      }
      if (type !== 'REPOSITORY') return connection('SearchResultItem', [], page, repositoryNode, noCounts);
      const hits = searchRepositories(library, query).map(({ item }) => item);
      const counts = { ...noCounts, repositoryCount: hits.length };
      return connection('SearchResultItem', hits.slice(0, searchWindow), page, repositoryNode, counts);
    },
  };
}
