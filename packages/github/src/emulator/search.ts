import { allWords } from '@headwater/testkit';
import { type EmulatorIssue, type Library, readmeOf, type StoredRepository } from './repositories.ts';
import { inRange, readSearch, type SearchQuery } from './search-syntax.ts';

export interface Hit<Item> {
  item: Item;
  score: number;
}

export interface FoundIssue {
  repository: StoredRepository;
  issue: EmulatorIssue;
  number: number;
}

export interface FoundFile {
  repository: StoredRepository;
  path: string;
  text: string;
}

type Test<Item> = (item: Item, value: string) => boolean;
type Tests<Item> = Readonly<Record<string, Test<Item>>>;

const same = (left: string | null | undefined, right: string): boolean => left?.toLowerCase() === right.toLowerCase();

const repositoryTests: Tests<StoredRepository> = {
  topic: (item, value) => item.topics.some((topic) => same(topic, value)),
  topics: (item, value) => inRange(item.topics.length, value),
  language: (item, value) => same(Object.keys(item.languages)[0], value),
  user: (item, value) => same(item.owner, value),
  org: (item, value) => same(item.owner, value),
  repo: (item, value) => same(item.fullName, value),
  license: (item, value) => same(item.license, value),
  stars: (item, value) => inRange(item.stars, value),
  forks: (item, value) => inRange(item.forks, value),
  created: (item, value) => inRange(item.createdAt, value),
  pushed: (item, value) => inRange(item.pushedAt, value),
  archived: (item, value) => String(item.archived ?? false) === value,
  is: (_item, value) => value !== 'private',
};

const issueTests: Tests<FoundIssue> = {
  repo: ({ repository }, value) => same(repository.fullName, value),
  user: ({ repository }, value) => same(repository.owner, value),
  org: ({ repository }, value) => same(repository.owner, value),
  language: ({ repository }, value) => same(Object.keys(repository.languages)[0], value),
  state: ({ issue }, value) => issue.state === value,
  author: ({ issue }, value) => same(issue.author, value),
  label: ({ issue }, value) => (issue.labels ?? []).some((label) => same(label, value)),
  comments: ({ issue }, value) => inRange(issue.comments, value),
  created: ({ issue }, value) => inRange(issue.createdAt, value),
  updated: ({ issue }, value) => inRange(issue.updatedAt, value),
  is: ({ issue }, value) => {
    if (value === 'issue') return !issue.isPullRequest;
    if (value === 'pull-request' || value === 'pr') return issue.isPullRequest === true;
    return value === 'public' || issue.state === value;
  },
};
const issueTestsWithType: Tests<FoundIssue> = { ...issueTests, type: issueTests.is as Test<FoundIssue> };

const fileTests: Tests<FoundFile> = {
  repo: ({ repository }, value) => same(repository.fullName, value),
  user: ({ repository }, value) => same(repository.owner, value),
  org: ({ repository }, value) => same(repository.owner, value),
  language: ({ repository }, value) => same(Object.keys(repository.languages)[0], value),
  extension: ({ path }, value) => path.toLowerCase().endsWith(`.${value.toLowerCase()}`),
  filename: ({ path }, value) => same(path.split('/').at(-1), value),
  path: ({ path }, value) => path.startsWith(value.replace(/^\//, '')),
};

/** How often the words stand in a text; 0 when one is missing. */
function matchWords({ words, excludedWords }: SearchQuery, text: string): number {
  const own = allWords(text);
  const counts = new Map<string, number>();
  for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1);
  let score = 1;
  for (const phrase of words) {
    for (const word of allWords(phrase)) {
      const count = counts.get(word);
      if (count === undefined) return 0;
      score += count;
    }
  }
  const isExcluded = excludedWords.some((phrase) => allWords(phrase).every((word) => counts.has(word)));
  return isExcluded ? 0 : score;
}

/** Qualifiers of one name are alternatives; a negated one must not hold; one this emulator does not know changes nothing. */
function passes<Item>(item: Item, { qualifiers }: SearchQuery, tests: Tests<Item>): boolean {
  const known = qualifiers.filter(({ name }) => Object.hasOwn(tests, name));
  const holds = ({ name, value }: { name: string; value: string }) => tests[name]?.(item, value) === true;
  if (known.some((each) => each.negated && holds(each))) return false;
  const wanted = known.filter(({ negated }) => !negated);
  const all = new Set(['topic', 'is', 'label']);
  return wanted.every((each) =>
    all.has(each.name) ? holds(each) : wanted.some((other) => other.name === each.name && holds(other)),
  );
}

function rank<Item>(
  items: readonly Item[],
  query: SearchQuery,
  tests: Tests<Item>,
  textOf: (item: Item) => string,
  sorts: Readonly<Record<string, (item: Item) => number | string>>,
  sort: string | undefined,
  order: string | undefined,
): Hit<Item>[] {
  const hits = items.flatMap((item) => {
    const score = passes(item, query, tests) ? matchWords(query, textOf(item)) : 0;
    return score > 0 ? [{ item, score }] : [];
  });
  const key = sorts[sort ?? ''];
  const direction = order === 'asc' ? 1 : -1;
  return hits.sort((left, right) => {
    const [first, second] = key === undefined ? [left.score, right.score] : [key(left.item), key(right.item)];
    const sign = key === undefined ? -1 : direction;
    return first === second ? 0 : first < second ? -sign : sign;
  });
}

/** `sort:stars-desc` inside a query, as GraphQL has it. */
function sortOf(query: SearchQuery, sort: string | undefined, order: string | undefined) {
  const inside = query.qualifiers.find(({ name }) => name === 'sort')?.value;
  const match = /^(.+?)(?:-(asc|desc))?$/.exec(inside ?? '');
  return match === null ? [sort, order] : [match[1], match[2]];
}

export function searchRepositories(
  library: Library,
  q: string,
  sort?: string,
  order?: string,
): Hit<StoredRepository>[] {
  const query = readSearch(q);
  const fork = query.qualifiers.find(({ name }) => name === 'fork')?.value ?? 'false';
  const places = query.qualifiers.flatMap(({ name, value }) => (name === 'in' ? value.split(',') : []));
  const looksIn = (place: string, byDefault: boolean) => (places.length === 0 ? byDefault : places.includes(place));
  const candidates = library.all.filter((item) => (item.fork ? fork !== 'false' : fork !== 'only'));
  const textOf = (item: StoredRepository): string =>
    [
      looksIn('name', true) ? item.name : '',
      looksIn('description', true) ? item.description : '',
      looksIn('topics', true) ? item.topics.join(' ') : '',
      looksIn('readme', false) ? readmeOf(item)?.text : '',
    ].join(' ');
  const sorts = {
    stars: (item: StoredRepository) => item.stars,
    forks: (item: StoredRepository) => item.forks,
    updated: (item: StoredRepository) => item.pushedAt,
  };
  return rank(candidates, query, repositoryTests, textOf, sorts, ...(sortOf(query, sort, order) as [string?, string?]));
}

export function searchIssues(library: Library, q: string, sort?: string, order?: string): Hit<FoundIssue>[] {
  const query = readSearch(q);
  const candidates = library.all.flatMap((repository) =>
    repository.issues.map((issue, index) => ({ repository, issue, number: index + 1 })),
  );
  const sorts = {
    comments: ({ issue }: FoundIssue) => issue.comments,
    created: ({ issue }: FoundIssue) => issue.createdAt,
    updated: ({ issue }: FoundIssue) => issue.updatedAt,
  };
  const textOf = ({ issue }: FoundIssue) => `${issue.title} ${issue.body ?? ''}`;
  return rank(
    candidates,
    query,
    issueTestsWithType,
    textOf,
    sorts,
    ...(sortOf(query, sort, order) as [string?, string?]),
  );
}

export function searchFiles(library: Library, q: string): Hit<FoundFile>[] {
  const files = library.all.flatMap((repository) =>
    Object.entries(repository.files).map(([path, text]) => ({ repository, path, text })),
  );
  return rank(files, readSearch(q), fileTests, ({ path, text }) => `${path} ${text}`, {}, undefined, undefined);
}

/** A `repo:` or `user:` in a query that nobody can see. */
export function namesStranger(library: Library, q: string): boolean {
  return readSearch(q).qualifiers.some(({ name, value, negated }) => {
    if (negated) return false;
    if (name === 'repo') return library.find(...(value.split('/') as [string, string])) === undefined;
    return (name === 'user' || name === 'org') && !library.all.some(({ owner }) => same(owner, value));
  });
}
