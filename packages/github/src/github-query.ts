import { InvalidRequestError, isIsoDate } from '@headwater/core';
import type { GitHubRange } from './github-search-types.ts';

/** How a value of a qualifier is written. */
export type QualifierKind = 'login' | 'repository' | 'topic' | 'value' | 'number' | 'date' | 'flag';

/** One qualifier of a search: its own name, and what it takes. A fixed name with its value, such as `is:public`, is a `choice`. */
export interface Qualifier {
  readonly name: string;
  readonly kind: QualifierKind;
}

/** https://docs.github.com/en/search-github/searching-on-github/searching-for-repositories */
export const repositoryQualifiers: Readonly<Record<string, Qualifier>> = {
  in: { name: 'in', kind: 'value' },
  topics: { name: 'topic', kind: 'topic' },
  languages: { name: 'language', kind: 'value' },
  users: { name: 'user', kind: 'login' },
  organizations: { name: 'org', kind: 'login' },
  repositories: { name: 'repo', kind: 'repository' },
  licenses: { name: 'license', kind: 'value' },
  stars: { name: 'stars', kind: 'number' },
  forks: { name: 'forks', kind: 'number' },
  followers: { name: 'followers', kind: 'number' },
  sizeKb: { name: 'size', kind: 'number' },
  topicCount: { name: 'topics', kind: 'number' },
  goodFirstIssues: { name: 'good-first-issues', kind: 'number' },
  helpWantedIssues: { name: 'help-wanted-issues', kind: 'number' },
  created: { name: 'created', kind: 'date' },
  pushed: { name: 'pushed', kind: 'date' },
  archived: { name: 'archived', kind: 'flag' },
  mirror: { name: 'mirror', kind: 'flag' },
  template: { name: 'template', kind: 'flag' },
  fork: { name: 'fork', kind: 'value' },
  is: { name: 'is', kind: 'value' },
};

/** https://docs.github.com/en/search-github/searching-on-github/searching-issues-and-pull-requests */
export const issueQualifiers: Readonly<Record<string, Qualifier>> = {
  in: { name: 'in', kind: 'value' },
  is: { name: 'is', kind: 'value' },
  state: { name: 'state', kind: 'value' },
  reason: { name: 'reason', kind: 'value' },
  repositories: { name: 'repo', kind: 'repository' },
  users: { name: 'user', kind: 'login' },
  organizations: { name: 'org', kind: 'login' },
  authors: { name: 'author', kind: 'login' },
  assignees: { name: 'assignee', kind: 'login' },
  mentions: { name: 'mentions', kind: 'login' },
  commenters: { name: 'commenter', kind: 'login' },
  involves: { name: 'involves', kind: 'login' },
  labels: { name: 'label', kind: 'value' },
  milestones: { name: 'milestone', kind: 'value' },
  languages: { name: 'language', kind: 'value' },
  no: { name: 'no', kind: 'value' },
  comments: { name: 'comments', kind: 'number' },
  reactions: { name: 'reactions', kind: 'number' },
  interactions: { name: 'interactions', kind: 'number' },
  created: { name: 'created', kind: 'date' },
  updated: { name: 'updated', kind: 'date' },
  closed: { name: 'closed', kind: 'date' },
  merged: { name: 'merged', kind: 'date' },
  archived: { name: 'archived', kind: 'flag' },
  draft: { name: 'draft', kind: 'flag' },
};

/** https://docs.github.com/en/search-github/searching-on-github/searching-code */
export const codeQualifiers: Readonly<Record<string, Qualifier>> = {
  in: { name: 'in', kind: 'value' },
  repositories: { name: 'repo', kind: 'repository' },
  users: { name: 'user', kind: 'login' },
  organizations: { name: 'org', kind: 'login' },
  languages: { name: 'language', kind: 'value' },
  paths: { name: 'path', kind: 'value' },
  filenames: { name: 'filename', kind: 'value' },
  extensions: { name: 'extension', kind: 'value' },
  sizeBytes: { name: 'size', kind: 'number' },
  fork: { name: 'fork', kind: 'value' },
};

/** GitHub's own bound on what is not a qualifier. */
const maxWordsLength = 256;

/** @throws {InvalidRequestError} */
export function refuse(operation: string, problem: string): never {
  throw new InvalidRequestError(problem, { provider: 'github', operation, hint: 'Nothing was sent.' });
}

/**
 * A text of somebody's as words alone: nothing in it can become a qualifier, an operator, an exclusion or a phrase.
 * Letters, digits and `_ . + # -` inside a word stay; everything else separates words.
 */
export function searchWords(text: string): string[] {
  return text
    .normalize('NFKC')
    .split(/[^\p{L}\p{M}\p{N}_.+#-]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}_]+/u, '').replace(/[.-]+$/, ''))
    .filter((word) => word !== '')
    .map((word) => (/^(?:AND|OR|NOT)$/.test(word) ? word.toLowerCase() : word));
}

/**
 * Writes the `q` of a search.
 *
 * @throws {InvalidRequestError} naming the field whose value cannot stand in a search
 */
export function buildSearchQuery(
  operation: string,
  text: string | undefined,
  qualifiers: Readonly<Record<string, Qualifier>>,
  values: Readonly<Record<string, unknown>>,
  exclude: Readonly<Record<string, unknown>> = {},
): string {
  const words = searchWords(text ?? '').join(' ');
  if (words.length > maxWordsLength) {
    refuse(operation, `text has ${words.length} characters; GitHub takes ${maxWordsLength}`);
  }
  const parts = [
    ...(words === '' ? [] : [words]),
    ...writeAll(operation, qualifiers, values, ''),
    ...writeAll(operation, qualifiers, exclude, '-'),
  ];
  if (parts.length === 0) refuse(operation, 'the search is empty: give text or a qualifier');
  return parts.join(' ');
}

function writeAll(
  operation: string,
  qualifiers: Readonly<Record<string, Qualifier>>,
  values: Readonly<Record<string, unknown>>,
  sign: '' | '-',
): string[] {
  return Object.entries(values).flatMap(([field, given]) => {
    if (given === undefined) return [];
    const qualifier = Object.hasOwn(qualifiers, field) ? (qualifiers[field] as Qualifier) : undefined;
    if (qualifier === undefined) return refuse(operation, `"${field}" is not a qualifier of this search`);
    return [given].flat().map((value) => {
      const written = writers[qualifier.kind](value);
      if (written === undefined) refuse(operation, `${field} cannot be ${show(value)}: ${expected[qualifier.kind]}`);
      return `${sign}${qualifier.name}:${written}`;
    });
  });
}

const show = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80);

const expected: Readonly<Record<QualifierKind, string>> = {
  login: 'expected the name of a user or an organization',
  repository: 'expected owner/name',
  topic: 'expected up to 50 letters, digits and hyphens',
  value: 'expected up to 100 characters without quotation marks, backslashes and line breaks',
  number: 'expected a whole number, or { from, to }',
  date: 'expected an ISO 8601 date, or { from, to }',
  flag: 'expected true or false',
};

const login = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?|@me)$/;
const repository = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/;
const plain = /^[\p{L}\p{N}_.+#/*-]+$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const unquotable = /["\\\x00-\x1f\x7f\u2028\u2029]/;

const writers: Readonly<Record<QualifierKind, (value: unknown) => string | undefined>> = {
  login: (value) => (typeof value === 'string' && login.test(value) ? value : undefined),
  repository: (value) => (isRepositoryName(value) ? value : undefined),
  topic: (value) => (typeof value === 'string' ? topicOf(value) : undefined),
  value: (value) => {
    if (typeof value !== 'string' || value.trim() === '' || value.length > 100 || unquotable.test(value))
      return undefined;
    return plain.test(value) ? value : `"${value}"`;
  },
  number: (value) =>
    range(value, (bound) => (Number.isSafeInteger(bound) && (bound as number) >= 0 ? String(bound) : undefined)),
  date: (value) => range(value, (bound) => (typeof bound === 'string' && isIsoDate(bound) ? bound : undefined)),
  flag: (value) => (typeof value === 'boolean' ? String(value) : undefined),
};

export function isRepositoryName(value: unknown): value is string {
  return typeof value === 'string' && repository.test(value) && !/\/\.{1,2}$/.test(value);
}

/** Topics are lower case and hyphenated; `Machine Learning` is written `machine-learning`. */
export function topicOf(text: string): string | undefined {
  const topic = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  return /^[a-z0-9][a-z0-9-]{0,49}$/.test(topic) ? topic : undefined;
}

function range(value: unknown, write: (bound: unknown) => string | undefined): string | undefined {
  if (typeof value !== 'object' || value === null) return write(value);
  const { from, to, ...others } = value as GitHubRange<unknown>;
  if (Object.keys(others).length > 0) return undefined;
  const [low, high] = [from, to].map((bound) => (bound === undefined ? undefined : write(bound)));
  const wrong = (from !== undefined && low === undefined) || (to !== undefined && high === undefined);
  if (wrong || (low === undefined && high === undefined)) return undefined;
  if (low === undefined) return `<=${high}`;
  return high === undefined ? `>=${low}` : `${low}..${high}`;
}
