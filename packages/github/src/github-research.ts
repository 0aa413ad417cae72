import { type CallOptions, HeadwaterError } from '@headwater/core';
import { toSearchText } from './github-normalize.ts';
import { topicOf } from './github-query.ts';
import type { GitHubRest } from './github-rest.ts';
import type { GitHubRepositorySearch } from './github-search-types.ts';
import type { GitHubList, GitHubRepository, GitHubRestIssue, GitHubRestRepository } from './github-types.ts';

/** What the research is made of. */
export interface ResearchMethods {
  searchRepositories(search: GitHubRepositorySearch, callOptions?: CallOptions): GitHubList<GitHubRepository>;
  rest: Pick<GitHubRest, 'searchRepositories' | 'searchIssues' | 'searchCode'>;
  hasKey: () => boolean;
}

export interface ResearchInput {
  topic: string;
  repositories: number;
  readmeCharacters: number;
  language?: string | undefined;
  minimumStars?: number | undefined;
}

/** How one part of the research went. */
export interface ResearchPart {
  part: 'repositories-by-topic' | 'repositories-by-words' | 'readmes' | 'issues';
  outcome: 'ok' | 'partial' | 'empty' | 'throttled' | 'failed' | 'skipped';
  found: number;
  reason?: string;
}

export interface ResearchedRepository {
  name: string;
  url: string;
  description: string | null;
  stars: number | null;
  forks: number | null;
  language: string | null;
  topics: string[];
  license: string | null;
  isArchived: boolean | null;
  pushedAt: string | null;
  openIssues: number | null;
  closedIssues: number | null;
  readme: string | null;
  recentIssues: { title: string; url: string; state: string; comments: number | null; updatedAt: string | null }[];
}

export interface Research {
  repositories: ResearchedRepository[];
  parts: ResearchPart[];
}

const issuesPerRepository = 3;

/** A caller's own decisions end the whole; anything else is the outcome of its part. */
const endsEverything: ReadonlySet<string> = new Set([
  'cancelled',
  'budget-exhausted',
  'configuration',
  'authentication',
]);

/**
 * Looks for repositories under a topic, fills up with those that have its words, and asks for the issues they last had.
 * Parts that fail leave the others standing.
 *
 * @throws {HeadwaterError} when no part found a repository because of a failure
 */
export async function researchTopic(
  methods: ResearchMethods,
  { topic, repositories: wanted, readmeCharacters, language, minimumStars }: ResearchInput,
  callOptions: CallOptions | undefined,
): Promise<Research> {
  const parts: ResearchPart[] = [];
  const found = new Map<string, ResearchedRepository>();
  const failures: unknown[] = [];
  const withKey = methods.hasKey();

  async function search(part: ResearchPart['part'], scope: { topics?: string; text?: string }): Promise<void> {
    const stars = minimumStars === undefined ? undefined : { from: minimumStars };
    const asked = { ...scope, languages: language, stars, sort: 'stars', limit: wanted, pageSize: wanted } as const;
    try {
      const list: GitHubList<GitHubRepository | GitHubRestRepository> = withKey
        ? methods.searchRepositories({ ...asked, readme: true }, callOptions)
        : methods.rest.searchRepositories(asked, callOptions);
      const { value: page } = await list.pages().next();
      for (const item of page.items as (GitHubRepository | GitHubRestRepository)[]) {
        const repository =
          'full_name' in item ? fromRest(item) : { ...toSummary(item, readmeCharacters), recentIssues: [] };
        if (found.size < wanted && !found.has(repository.name)) found.set(repository.name, repository);
      }
      const problem =
        page.errors?.[0] ?? page.skipped[0]?.reason ?? (page.incomplete ? 'the search timed out' : undefined);
      const outcome = problem !== undefined ? 'partial' : page.items.length > 0 ? 'ok' : 'empty';
      parts.push({ part, outcome, found: page.items.length, ...(problem === undefined ? {} : { reason: problem }) });
    } catch (error) {
      failures.push(error);
      parts.push(failedPart(part, error));
    }
  }

  const asTopic = topicOf(topic);
  if (asTopic === undefined) {
    parts.push({ part: 'repositories-by-topic', outcome: 'skipped', found: 0, reason: 'this is no name of a topic' });
  } else await search('repositories-by-topic', { topics: asTopic });
  if (found.size < wanted) await search('repositories-by-words', { text: toSearchText(topic) });
  if (found.size === 0 && failures.length > 0) throw failures[0];

  const repositories = [...found.values()];
  parts.push(readmePart(repositories, withKey), await addIssues(methods, repositories, callOptions));
  return { repositories, parts };
}

function failedPart(part: ResearchPart['part'], error: unknown): ResearchPart {
  if (!HeadwaterError.isInstance(error) || endsEverything.has(error.code)) throw error;
  const outcome = error.code === 'rate-limited' || error.code === 'quota-exhausted' ? 'throttled' : 'failed';
  return { part, outcome, found: 0, reason: error.message };
}

function readmePart(repositories: readonly ResearchedRepository[], withKey: boolean): ResearchPart {
  const part = 'readmes';
  const count = repositories.filter(({ readme }) => readme !== null).length;
  if (repositories.length === 0) return { part, outcome: 'empty', found: 0 };
  if (!withKey) return { part, outcome: 'skipped', found: 0, reason: 'READMEs need a token: set GITHUB_TOKEN' };
  if (count === repositories.length) return { part, outcome: 'ok', found: count };
  const reason = `${repositories.length - count} of ${repositories.length} have none under a usual name`;
  return { part, outcome: count === 0 ? 'empty' : 'partial', found: count, reason };
}

/** Puts the issues that were changed last beside their repositories. */
async function addIssues(
  { rest }: ResearchMethods,
  repositories: readonly ResearchedRepository[],
  callOptions: CallOptions | undefined,
): Promise<ResearchPart> {
  const part = 'issues';
  if (repositories.length === 0) return { part, outcome: 'empty', found: 0 };
  const byAddress = new Map(repositories.map((repository) => [repository.name.toLowerCase(), repository]));
  const limit = Math.min(100, repositories.length * issuesPerRepository * 2);
  const names = repositories.map(({ name }) => name);
  try {
    const list = rest.searchIssues(
      { repositories: names, is: 'issue', sort: 'updated', limit, pageSize: limit },
      callOptions,
    );
    const { value: page } = await list.pages().next();
    let count = 0;
    for (const issue of page.items as GitHubRestIssue[]) {
      const repository = byAddress.get(repositoryOf(issue));
      if (repository === undefined || repository.recentIssues.length >= issuesPerRepository) continue;
      repository.recentIssues.push(toIssue(issue));
      count += 1;
    }
    const isPartial = page.skipped.length > 0 || page.incomplete === true;
    return { part, outcome: isPartial ? 'partial' : count > 0 ? 'ok' : 'empty', found: count };
  } catch (error) {
    return failedPart(part, error);
  }
}

/** `owner/name` in lower case, from the address of the issue. */
function repositoryOf({ html_url }: GitHubRestIssue): string {
  return new URL(html_url).pathname.split('/').slice(1, 3).join('/').toLowerCase();
}

const toIssue = (issue: GitHubRestIssue): ResearchedRepository['recentIssues'][number] => ({
  title: issue.title,
  url: issue.html_url,
  state: issue.state,
  comments: issue.comments ?? null,
  updatedAt: issue.updated_at ?? null,
});

/** What a tool shows of a repository. */
export const toRow = (repository: GitHubRepository) => ({
  name: repository.nameWithOwner,
  url: repository.url,
  description: repository.description,
  stars: repository.stars,
  forks: repository.forks,
  openIssues: repository.openIssues,
  language: repository.primaryLanguage,
  topics: repository.topics,
  license: repository.license,
  isArchived: repository.isArchived,
  pushedAt: repository.pushedAt,
});

/** The same with the beginning of the README. */
export const toSummary = (repository: GitHubRepository, readmeCharacters: number) => ({
  ...toRow(repository),
  closedIssues: repository.closedIssues,
  readme: repository.readme?.text.slice(0, readmeCharacters).toWellFormed() ?? null,
});

function fromRest(repository: GitHubRestRepository): ResearchedRepository {
  return {
    name: repository.full_name,
    url: repository.html_url,
    description: repository.description ?? null,
    stars: repository.stargazers_count ?? null,
    forks: repository.forks_count ?? null,
    language: repository.language ?? null,
    topics: repository.topics ?? [],
    license: repository.license?.spdx_id ?? null,
    isArchived: repository.archived ?? null,
    pushedAt: repository.pushed_at ?? null,
    // REST counts pull requests as well: not the same number.
    openIssues: null,
    closedIssues: null,
    readme: null,
    recentIssues: [],
  };
}
