/** A known value, or one that GitHub adds later. */
export type Open<Known extends string> = Known | (string & {});

/** Bounds, both included. */
export interface GitHubRange<Bound> {
  from?: Bound | undefined;
  to?: Bound | undefined;
}

type OneOrMore<Value> = Value | readonly Value[];
export type GitHubNumbers = number | GitHubRange<number>;
/** ISO 8601 dates. */
export type GitHubDates = string | GitHubRange<string>;

interface SearchText {
  /** Words to look for, from anywhere: nothing in them is taken as a qualifier or an operator. All must match. At most 256 characters. */
  text?: string | undefined;
}

interface SearchScope {
  users?: OneOrMore<string> | undefined;
  organizations?: OneOrMore<string> | undefined;
  /** `owner/name` */
  repositories?: OneOrMore<string> | undefined;
  languages?: OneOrMore<string> | undefined;
}

interface RepositoryLists extends SearchScope {
  /** Lower case and hyphenated; other spellings are brought into that form. */
  topics?: OneOrMore<string> | undefined;
  licenses?: OneOrMore<string> | undefined;
}

/** What to look for among repositories. */
export interface GitHubRepositoryQuery extends SearchText, RepositoryLists {
  in?: OneOrMore<Open<'name' | 'description' | 'topics' | 'readme'>> | undefined;
  stars?: GitHubNumbers | undefined;
  forks?: GitHubNumbers | undefined;
  followers?: GitHubNumbers | undefined;
  /** Kilobytes. */
  sizeKb?: GitHubNumbers | undefined;
  topicCount?: GitHubNumbers | undefined;
  goodFirstIssues?: GitHubNumbers | undefined;
  helpWantedIssues?: GitHubNumbers | undefined;
  created?: GitHubDates | undefined;
  /** The last push: what tells whether a project is alive. */
  pushed?: GitHubDates | undefined;
  archived?: boolean | undefined;
  mirror?: boolean | undefined;
  template?: boolean | undefined;
  /** `true` includes forks, `only` shows nothing else. @default none */
  fork?: Open<'true' | 'only'> | undefined;
  is?: OneOrMore<Open<'public' | 'private' | 'sponsorable'>> | undefined;
  exclude?: RepositoryLists | undefined;
}

interface IssueLists extends SearchScope {
  authors?: OneOrMore<string> | undefined;
  assignees?: OneOrMore<string> | undefined;
  labels?: OneOrMore<string> | undefined;
  milestones?: OneOrMore<string> | undefined;
}

/** What to look for among issues and pull requests. */
export interface GitHubIssueQuery extends SearchText, IssueLists {
  in?: OneOrMore<Open<'title' | 'body' | 'comments'>> | undefined;
  /** App user tokens must say `issue` or `pull-request`. */
  is?:
    | OneOrMore<Open<'issue' | 'pull-request' | 'open' | 'closed' | 'merged' | 'locked' | 'public' | 'private'>>
    | undefined;
  state?: Open<'open' | 'closed'> | undefined;
  reason?: Open<'completed' | 'not planned'> | undefined;
  mentions?: OneOrMore<string> | undefined;
  commenters?: OneOrMore<string> | undefined;
  involves?: OneOrMore<string> | undefined;
  no?: OneOrMore<Open<'label' | 'milestone' | 'assignee' | 'project'>> | undefined;
  comments?: GitHubNumbers | undefined;
  reactions?: GitHubNumbers | undefined;
  interactions?: GitHubNumbers | undefined;
  created?: GitHubDates | undefined;
  updated?: GitHubDates | undefined;
  closed?: GitHubDates | undefined;
  merged?: GitHubDates | undefined;
  archived?: boolean | undefined;
  draft?: boolean | undefined;
  exclude?: IssueLists | undefined;
}

interface CodeLists extends SearchScope {
  paths?: OneOrMore<string> | undefined;
  filenames?: OneOrMore<string> | undefined;
  extensions?: OneOrMore<string> | undefined;
}

/** What to look for in files of default branches below 384 KB. GitHub wants at least one word. */
export interface GitHubCodeQuery extends SearchText, CodeLists {
  in?: OneOrMore<Open<'file' | 'path'>> | undefined;
  /** Bytes. */
  sizeBytes?: GitHubNumbers | undefined;
  fork?: Open<'true' | 'only'> | undefined;
  exclude?: CodeLists | undefined;
}

/** In GitHub's own syntax. Never put somebody else's text into it: use the fields of the query instead. */
export interface GitHubRawQuery {
  q: string;
}

interface Bounds {
  /** Most results over all pages. GitHub gives the first 1,000. */
  limit?: number | undefined;
  /** Results per request, 1 to 100. */
  pageSize?: number | undefined;
}

export interface GitHubSorting<Sort extends string> {
  /** @default best match */
  sort?: Open<Sort> | undefined;
  /** Means nothing without `sort`. @default 'desc' */
  order?: 'asc' | 'desc' | undefined;
}

export type GitHubRepositorySort = 'stars' | 'forks' | 'help-wanted-issues' | 'updated';
export type GitHubIssueSort =
  | 'comments'
  | 'reactions'
  | 'reactions-+1'
  | 'reactions--1'
  | 'reactions-smile'
  | 'reactions-thinking_face'
  | 'reactions-heart'
  | 'reactions-tada'
  | 'interactions'
  | 'created'
  | 'updated';

interface TextMatches {
  /** Asks for `text_matches`: the fragments that matched. @default false */
  textMatches?: boolean | undefined;
}

export type GitHubRepositorySearch = (GitHubRepositoryQuery | GitHubRawQuery) &
  GitHubSorting<GitHubRepositorySort> &
  Bounds & {
    /** Brings the README of every result along. @default false */
    readme?: boolean | undefined;
  };

export type GitHubRestRepositorySearch = (GitHubRepositoryQuery | GitHubRawQuery) &
  GitHubSorting<GitHubRepositorySort> &
  Bounds &
  TextMatches;

export type GitHubCodeSearch = (GitHubCodeQuery | GitHubRawQuery) &
  Bounds &
  TextMatches &
  /** GitHub is closing sorting of code down. */
  GitHubSorting<'indexed'>;

export type GitHubIssueSearch = (GitHubIssueQuery | GitHubRawQuery) &
  GitHubSorting<GitHubIssueSort> &
  Bounds &
  TextMatches & {
    /** Turns `AND`, `OR` and nesting on, for `q`. */
    advancedSearch?: boolean | undefined;
    /** @default by words */
    searchType?: Open<'semantic' | 'hybrid'> | undefined;
  };
