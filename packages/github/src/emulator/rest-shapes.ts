import { readmeOf, type StoredRepository } from './repositories.ts';
import type { FoundFile, FoundIssue } from './search.ts';

const account = (login: string, type: 'User' | 'Organization', origin: string) => ({
  login,
  id: 900_000 + login.length,
  node_id: `${type[0]}_${login}`,
  avatar_url: `https://github.example/avatars/${login}`,
  url: `${origin}/users/${login}`,
  html_url: `https://github.example/${login}`,
  type,
  site_admin: false,
});

export function repositoryShape(repository: StoredRepository, origin: string): Record<string, unknown> {
  const [language = null] = Object.keys(repository.languages);
  const { license } = repository;
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: repository.fullName,
    private: false,
    visibility: 'public',
    owner: account(repository.owner, 'Organization', origin),
    html_url: repository.url,
    url: `${origin}/repos/${repository.fullName}`,
    description: repository.description,
    fork: repository.fork ?? false,
    archived: repository.archived ?? false,
    disabled: false,
    is_template: false,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    pushed_at: repository.pushedAt,
    homepage: null,
    mirror_url: null,
    size: Math.ceil(Object.values(repository.languages).reduce((sum, bytes) => sum + bytes, 0) / 1024),
    stargazers_count: repository.stars,
    watchers_count: repository.stars,
    forks_count: repository.forks,
    open_issues_count: repository.issues.filter(({ state }) => state === 'open').length,
    language,
    license:
      license === null
        ? null
        : {
            key: license.toLowerCase(),
            name: `${license} License`,
            spdx_id: license,
            url: null,
            node_id: `Li_${license}`,
          },
    topics: repository.topics,
    default_branch: 'main',
  };
}

export function issueShape({ repository, issue, number }: FoundIssue, origin: string): Record<string, unknown> {
  const api = `${origin}/repos/${repository.fullName}`;
  const page = `${repository.url}/${issue.isPullRequest ? 'pull' : 'issues'}/${number}`;
  return {
    id: repository.id * 100 + number,
    node_id: `I_${repository.id}_${number}`,
    url: `${api}/issues/${number}`,
    repository_url: api,
    html_url: page,
    number,
    title: issue.title,
    body: issue.body,
    user: issue.author === null ? null : account(issue.author, 'User', origin),
    labels: (issue.labels ?? []).map((name, index) => ({ id: index + 1, name, color: 'ededed', default: false })),
    state: issue.state,
    state_reason: issue.state === 'closed' ? 'completed' : null,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: issue.comments,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.state === 'closed' ? issue.updatedAt : null,
    reactions: { url: `${api}/issues/${number}/reactions`, total_count: 0 },
    ...(issue.isPullRequest ? { draft: false, pull_request: { html_url: page, merged_at: null } } : {}),
  };
}

export function fileShape({ repository, path, text }: FoundFile, origin: string): Record<string, unknown> {
  const sha = hash(text);
  return {
    name: path.split('/').at(-1),
    path,
    sha,
    url: `${origin}/repositories/${repository.id}/contents/${path}?ref=main`,
    git_url: `${origin}/repositories/${repository.id}/git/blobs/${sha}`,
    html_url: `${repository.url}/blob/main/${path}`,
    repository: { ...repositoryShape(repository, origin) },
  };
}

export function readmeShape(repository: StoredRepository, origin: string): Record<string, unknown> | undefined {
  const readme = readmeOf(repository);
  if (readme === undefined) return undefined;
  const bytes = new TextEncoder().encode(readme.text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const lines = btoa(binary).match(/.{1,60}/g) ?? [];
  return {
    type: 'file',
    name: readme.path.split('/').at(-1),
    path: readme.path,
    sha: hash(readme.text),
    size: bytes.length,
    encoding: 'base64',
    content: `${lines.join('\n')}\n`,
    url: `${origin}/repos/${repository.fullName}/contents/${readme.path}?ref=main`,
    html_url: `${repository.url}/blob/main/${readme.path}`,
    download_url: `${repository.url}/raw/main/${readme.path}`,
  };
}

/** Fragments around the words that matched, as the text-match media type adds them. */
export function textMatches(
  property: string,
  text: string,
  words: readonly string[],
  url: string,
): Record<string, unknown>[] {
  const lower = text.toLowerCase();
  const at = words.map((word) => lower.indexOf(word.toLowerCase())).find((index) => index >= 0);
  if (at === undefined) return [];
  const from = Math.max(0, at - 60);
  const fragment = text.slice(from, from + 200);
  const matches = words.flatMap((word) => {
    const start = fragment.toLowerCase().indexOf(word.toLowerCase());
    return start < 0
      ? []
      : [{ text: fragment.slice(start, start + word.length), indices: [start, start + word.length] }];
  });
  return [{ object_url: url, object_type: 'FileContent', property, fragment, matches }];
}

/** FNV-1a over the text, drawn out to the length of a SHA-1: an identity, not a digest. */
export function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return state.toString(16).padStart(8, '0').repeat(5);
}
