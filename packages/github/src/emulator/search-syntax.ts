/** What a `q` says, read the way GitHub reads it. */
export interface SearchQuery {
  /** Words that must all match; a phrase is one of them. */
  words: string[];
  excludedWords: string[];
  qualifiers: { name: string; value: string; negated: boolean }[];
}

const qualifierNames: ReadonlySet<string> = new Set([
  ...['archived', 'assignee', 'author', 'closed', 'comments', 'created', 'draft', 'extension', 'filename', 'followers'],
  ...['fork', 'forks', 'good-first-issues', 'help-wanted-issues', 'in', 'interactions', 'involves', 'is', 'label'],
  ...['language', 'license', 'mentions', 'merged', 'milestone', 'mirror', 'no', 'org', 'path', 'pushed', 'reactions'],
  ...['reason', 'repo', 'size', 'sort', 'stars', 'state', 'template', 'topic', 'topics', 'type', 'updated', 'user'],
  ...['commenter'],
]);

/** A name and its value, a phrase, or a run of anything else; each perhaps after a minus. */
const part = /(-?)(?:([A-Za-z-]+):(?:"([^"]*)"|(\S*))|"([^"]*)"|(\S+))/g;

export function readSearch(q: string): SearchQuery {
  const read: SearchQuery = { words: [], excludedWords: [], qualifiers: [] };
  let negateNext = false;
  for (const [whole, minus, name, quoted, plain, phrase, word] of q.matchAll(part)) {
    const negated = minus === '-' || negateNext;
    negateNext = false;
    if (name !== undefined && qualifierNames.has(name.toLowerCase())) {
      read.qualifiers.push({ name: name.toLowerCase(), value: quoted ?? plain ?? '', negated });
      continue;
    }
    if (word === 'NOT') negateNext = true;
    else if (word !== 'AND' && word !== 'OR') {
      const text = phrase ?? word ?? whole;
      (negated ? read.excludedWords : read.words).push(text);
    }
  }
  return read;
}

/** `10`, `>10`, `>=10`, `<10`, `<=10`, `10..20`, `*..20`, for numbers and ISO dates. */
export function inRange(value: number | string, range: string): boolean {
  const compare = (bound: string): number => {
    if (typeof value === 'number') return value - Number(bound);
    // A day alone means the whole of it.
    const own = bound.includes('T') ? value : value.slice(0, bound.length);
    return own < bound ? -1 : own > bound ? 1 : 0;
  };
  const between = /^(.*)\.\.(.*)$/.exec(range);
  if (between !== null) {
    const [, low = '*', high = '*'] = between;
    return (low === '*' || compare(low) >= 0) && (high === '*' || compare(high) <= 0);
  }
  const [, sign = '', bound = ''] = /^(>=|<=|>|<)?(.*)$/.exec(range) ?? [];
  const difference = compare(bound);
  if (sign === '>') return difference > 0;
  if (sign === '>=') return difference >= 0;
  if (sign === '<') return difference < 0;
  return sign === '<=' ? difference <= 0 : difference === 0;
}
