import {
  array,
  boolean,
  type Infer,
  lenient,
  nullish,
  number,
  object,
  record,
  type Schema,
  string,
  union,
} from '@headwater/core/schema';

const account = lenient(object({ login: string(), html_url: lenient(string()), type: lenient(string()) }));

const textMatches = lenient(
  array(
    lenient(
      object({
        object_url: lenient(string()),
        property: lenient(string()),
        fragment: lenient(string()),
        matches: lenient(array(lenient(object({ text: lenient(string()), indices: lenient(array(number())) })))),
      }),
    ),
  ),
);

/** https://docs.github.com/en/rest/repos/repos#get-a-repository: what a report needs of it, under GitHub's own names. */
export const restRepository = object({
  id: number(),
  node_id: string(),
  name: string(),
  full_name: string({ minLength: 1 }),
  html_url: string({ pattern: /^https?:\/\// }),
  owner: account,
  description: lenient(string()),
  homepage: lenient(string()),
  language: lenient(string()),
  license: lenient(object({ key: lenient(string()), name: lenient(string()), spdx_id: lenient(string()) })),
  topics: lenient(array(string())),
  fork: lenient(boolean()),
  archived: lenient(boolean()),
  visibility: lenient(string()),
  size: lenient(number()),
  stargazers_count: lenient(number()),
  forks_count: lenient(number()),
  watchers_count: lenient(number()),
  /** Pull requests count as well. */
  open_issues_count: lenient(number()),
  default_branch: lenient(string()),
  mirror_url: lenient(string()),
  created_at: lenient(string()),
  updated_at: lenient(string()),
  pushed_at: lenient(string()),
  score: lenient(number()),
  text_matches: textMatches,
});
export type GitHubRestRepository = Infer<typeof restRepository>;

/** https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests */
export const restIssue = object({
  id: number(),
  node_id: lenient(string()),
  number: number(),
  title: string(),
  html_url: string({ pattern: /^https?:\/\// }),
  repository_url: lenient(string()),
  state: string(),
  state_reason: lenient(string()),
  user: account,
  assignee: account,
  assignees: lenient(array(account)),
  labels: lenient(array(union([string(), object({ name: lenient(string()), color: lenient(string()) })]))),
  milestone: lenient(object({ title: string() })),
  comments: lenient(number()),
  reactions: lenient(object({ total_count: lenient(number()) })),
  locked: lenient(boolean()),
  draft: lenient(boolean()),
  body: lenient(string()),
  created_at: lenient(string()),
  updated_at: lenient(string()),
  closed_at: lenient(string()),
  /** Its presence marks a pull request. */
  pull_request: lenient(object({ html_url: lenient(string()), merged_at: lenient(string()) })),
  score: lenient(number()),
  text_matches: textMatches,
});
export type GitHubRestIssue = Infer<typeof restIssue>;

/** https://docs.github.com/en/rest/search/search#search-code */
export const restCode = object({
  name: string(),
  path: string(),
  sha: lenient(string()),
  html_url: string({ pattern: /^https?:\/\// }),
  url: lenient(string()),
  language: lenient(string()),
  file_size: lenient(number()),
  last_modified_at: lenient(string()),
  line_numbers: lenient(array(string())),
  repository: object({
    full_name: string(),
    html_url: lenient(string()),
    description: lenient(string()),
    fork: lenient(boolean()),
  }),
  score: lenient(number()),
  text_matches: textMatches,
});
export type GitHubRestCode = Infer<typeof restCode>;

export interface RestSearchAnswer<Item> {
  total_count: number;
  incomplete_results: boolean;
  items: Item[];
}

export const restSearch = <Item>(item: Schema<Item>): Schema<RestSearchAnswer<Item>> =>
  object({ total_count: number(), incomplete_results: boolean(), items: array(item) });

/** https://docs.github.com/en/rest/repos/contents#get-a-repository-readme */
export const restReadme = object({
  name: string(),
  path: string(),
  size: lenient(number()),
  html_url: nullish(string()),
  encoding: string(),
  content: string(),
});

export const restTopics = object({ names: array(string()) });

const bucket = object({ limit: number(), used: lenient(number()), remaining: number(), reset: number() });
/** Newer API versions have lost `rate`, which repeats `core`. */
export const restRateLimit = object({ resources: record(bucket) });
