/**
 * The part of GitHub's schema that this emulator serves, field by field as published. A test compares every line with
 * the published schema.
 */
export const schemaText: Readonly<Record<string, readonly string[]>> = {
  Query: [
    'search(query: String!, type: SearchType!, first: Int, after: String, last: Int, before: String): SearchResultItemConnection!',
    'repository(owner: String!, name: String!, followRenames: Boolean): Repository',
    'rateLimit(dryRun: Boolean): RateLimit',
    'viewer: User!',
  ],
  SearchResultItemConnection: [
    'nodes: [SearchResultItem]',
    'edges: [SearchResultItemEdge]',
    'pageInfo: PageInfo!',
    'repositoryCount: Int!',
    'issueCount: Int!',
    'userCount: Int!',
    'discussionCount: Int!',
    'codeCount: Int!',
    'wikiCount: Int!',
  ],
  SearchResultItemEdge: ['cursor: String!', 'node: SearchResultItem'],
  PageInfo: ['hasNextPage: Boolean!', 'hasPreviousPage: Boolean!', 'startCursor: String', 'endCursor: String'],
  Repository: [
    'id: ID!',
    'databaseId: Int',
    'name: String!',
    'nameWithOwner: String!',
    'url: URI!',
    'description: String',
    'homepageUrl: URI',
    'owner: RepositoryOwner!',
    'stargazerCount: Int!',
    'forkCount: Int!',
    'isArchived: Boolean!',
    'isFork: Boolean!',
    'isPrivate: Boolean!',
    'createdAt: DateTime!',
    'updatedAt: DateTime!',
    'pushedAt: DateTime',
    'diskUsage: Int',
    'primaryLanguage: Language',
    'languages(first: Int, after: String, last: Int, before: String, orderBy: LanguageOrder): LanguageConnection',
    'repositoryTopics(first: Int, after: String, last: Int, before: String): RepositoryTopicConnection!',
    'licenseInfo: License',
    'defaultBranchRef: Ref',
    'issues(first: Int, after: String, last: Int, before: String, states: [IssueState!], orderBy: IssueOrder, labels: [String!]): IssueConnection!',
    'object(expression: String, oid: GitObjectID): GitObject',
  ],
  RepositoryOwner: ['login: String!', 'id: ID!', 'url: URI!'],
  Organization: ['login: String!', 'id: ID!', 'url: URI!'],
  User: ['login: String!', 'id: ID!', 'url: URI!'],
  Actor: ['login: String!', 'url: URI!'],
  Language: ['name: String!', 'id: ID!', 'color: String'],
  LanguageConnection: [
    'nodes: [Language]',
    'edges: [LanguageEdge]',
    'pageInfo: PageInfo!',
    'totalCount: Int!',
    'totalSize: Int!',
  ],
  LanguageEdge: ['cursor: String!', 'size: Int!', 'node: Language!'],
  RepositoryTopicConnection: ['nodes: [RepositoryTopic]', 'pageInfo: PageInfo!', 'totalCount: Int!'],
  RepositoryTopic: ['id: ID!', 'topic: Topic!', 'url: URI!'],
  Topic: ['id: ID!', 'name: String!'],
  License: ['id: ID!', 'key: String!', 'name: String!', 'spdxId: String'],
  Ref: ['id: ID!', 'name: String!'],
  IssueConnection: ['nodes: [Issue]', 'pageInfo: PageInfo!', 'totalCount: Int!'],
  Issue: [
    'id: ID!',
    'number: Int!',
    'title: String!',
    'body: String!',
    'url: URI!',
    'state: IssueState!',
    'author: Actor',
    'createdAt: DateTime!',
    'updatedAt: DateTime!',
    'repository: Repository!',
  ],
  PullRequest: [
    'id: ID!',
    'number: Int!',
    'title: String!',
    'body: String!',
    'url: URI!',
    'state: PullRequestState!',
    'author: Actor',
    'createdAt: DateTime!',
    'updatedAt: DateTime!',
    'repository: Repository!',
  ],
  GitObject: ['id: ID!', 'oid: GitObjectID!'],
  Blob: [
    'id: ID!',
    'oid: GitObjectID!',
    'text: String',
    'byteSize: Int!',
    'isBinary: Boolean',
    'isTruncated: Boolean!',
  ],
  RateLimit: ['cost: Int!', 'limit: Int!', 'nodeCount: Int!', 'remaining: Int!', 'used: Int!', 'resetAt: DateTime!'],
};

/** What an abstract type can be, as far as this emulator has it. Unions have no fields of their own. */
export const possibleTypes: Readonly<Record<string, readonly string[]>> = {
  SearchResultItem: ['Repository', 'Issue', 'PullRequest', 'User', 'Organization'],
  RepositoryOwner: ['User', 'Organization'],
  Actor: ['User', 'Organization'],
  GitObject: ['Blob'],
};

export interface FieldType {
  name: string;
  /** As published, for example `[Issue!]!`. */
  type: string;
  /** The type without lists and exclamation marks. */
  named: string;
  args: Readonly<Record<string, string>>;
}

function readField(line: string): FieldType {
  const [, name = '', args = '', type = ''] = /^(\w+)(?:\(([^)]*)\))?: (.+)$/.exec(line) ?? [];
  const pairs = args === '' ? [] : args.split(', ').map((pair) => pair.split(': ') as [string, string]);
  return { name, type, named: type.replace(/[[\]!]/g, ''), args: Object.fromEntries(pairs) };
}

const fieldsByType = new Map(
  Object.entries(schemaText).map(([type, lines]) => [
    type,
    new Map(lines.map(readField).map((field) => [field.name, field])),
  ]),
);
const typeName: FieldType = { name: '__typename', type: 'String!', named: 'String', args: {} };

export function fieldOf(type: string, name: string): FieldType | undefined {
  return name === '__typename' ? typeName : fieldsByType.get(type)?.get(name);
}

export const isComposite = (type: string): boolean => fieldsByType.has(type) || Object.hasOwn(possibleTypes, type);

/** Whether an object of `concrete` is meant by a fragment on `condition`. */
export const isOfType = (concrete: string, condition: string): boolean =>
  concrete === condition || possibleTypes[condition]?.includes(concrete) === true;
