import type { Archive, EmulatorPost } from './archive.ts';

export type Matcher = (post: EmulatorPost) => boolean;

export class QueryError extends Error {}

interface Token {
  kind: 'open' | 'close' | 'or' | 'term';
  negated: boolean;
  text: string;
  quoted: boolean;
}

const TOKEN = /\s*(?:(\()|(\))|(OR)(?=[\s()]|$)|(-?)(\()|(-?)((?:[\w@#$]+:)?"[^"]*"|[^\s()"]+))/gy;

function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = query.trim();
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) throw new QueryError('Reference to invalid operator or an unmatched quote');
    const [, open, close, or, groupMinus, group, minus, term] = found;
    const base = { negated: (groupMinus ?? minus) === '-', quoted: false, text: '' };
    if (open !== undefined || group !== undefined) tokens.push({ ...base, kind: 'open' });
    else if (close !== undefined) tokens.push({ ...base, kind: 'close' });
    else if (or !== undefined) tokens.push({ ...base, kind: 'or' });
    else tokens.push({ ...base, kind: 'term', text: term ?? '', quoted: (term ?? '').startsWith('"') });
  }
  return tokens;
}

/** Whether a term can stand alone; operators that only narrow cannot. */
interface Compiled {
  matches: Matcher;
  standsAlone: boolean;
}

/** Compiles a query: words and phrases, operators, `-`, `OR` and brackets. Throws a `QueryError`. */
export function compileQuery(query: string, archive: Archive): Matcher {
  const tokens = tokenize(query);
  if (tokens.length === 0) throw new QueryError('query must be a non-empty string');
  let position = 0;

  function anyOf(depth: number): Compiled {
    const branches = [allOf(depth)];
    while (tokens[position]?.kind === 'or') {
      position += 1;
      branches.push(allOf(depth));
    }
    return {
      matches: (post) => branches.some(({ matches }) => matches(post)),
      standsAlone: branches.every(({ standsAlone }) => standsAlone),
    };
  }

  function allOf(depth: number): Compiled {
    const parts: Compiled[] = [];
    for (let token = tokens[position]; token !== undefined; token = tokens[position]) {
      if (token.kind === 'or') break;
      if (token.kind === 'close') {
        if (depth === 0) throw new QueryError('missing opening bracket');
        break;
      }
      position += 1;
      if (token.kind === 'open') {
        const inner = anyOf(depth + 1);
        if (tokens[position]?.kind !== 'close') throw new QueryError('missing closing bracket');
        position += 1;
        parts.push(negate(inner, token.negated));
      } else parts.push(negate(compileTerm(token, archive), token.negated));
    }
    if (parts.length === 0) throw new QueryError('no viable alternative at input');
    return {
      matches: (post) => parts.every(({ matches }) => matches(post)),
      standsAlone: parts.some(({ standsAlone }) => standsAlone),
    };
  }

  const compiled = anyOf(0);
  if (!compiled.standsAlone) throw new QueryError('Rule must contain at least one positive, non-stopword clause');
  return compiled.matches;
}

const negate = ({ matches, standsAlone }: Compiled, negated: boolean): Compiled =>
  negated ? { matches: (post) => !matches(post), standsAlone: false } : { matches, standsAlone };

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];

const wordsByPost = new WeakMap<EmulatorPost, string[]>();

function wordsIn(post: EmulatorPost): string[] {
  const known = wordsByPost.get(post);
  if (known !== undefined) return known;
  const words = wordsOf(post.text);
  wordsByPost.set(post, words);
  return words;
}

function holdsPhrase(post: EmulatorPost, phrase: string): boolean {
  const sought = wordsOf(phrase);
  const words = wordsIn(post);
  return words.some((_, start) => sought.every((word, offset) => words[start + offset] === word));
}

const refers = (post: EmulatorPost, type: string): boolean =>
  post.references?.some((reference) => reference.type === type) ?? false;

const tagged = (post: EmulatorPost, mark: string, name: string): boolean =>
  post.text
    .toLowerCase()
    .match(/[#$@][\p{L}\p{M}\p{N}_]+/gu)
    ?.some((word) => word === `${mark}${name.toLowerCase()}`) ?? false;

type Operator = (value: string, archive: Archive) => Compiled;
const alone = (matches: Matcher): Compiled => ({ matches, standsAlone: true });
const narrowing = (matches: Matcher): Compiled => ({ matches, standsAlone: false });
const atLeast =
  (read: (post: EmulatorPost) => number | undefined): Operator =>
  (value) => {
    if (!/^\d+$/.test(value)) throw new QueryError('expected a number');
    return narrowing((post) => (read(post) ?? 0) >= Number(value));
  };

const KINDS: Readonly<Record<string, Matcher>> = {
  retweet: (post) => refers(post, 'retweeted'),
  reply: (post) => refers(post, 'replied_to'),
  quote: (post) => refers(post, 'quoted'),
};
const HAS: Readonly<Record<string, Matcher>> = {
  links: (post) => (post.links?.length ?? 0) > 0,
  media: (post) => (post.media?.length ?? 0) > 0,
  images: (post) => post.media?.some(({ type }) => type === 'photo') ?? false,
  videos: (post) => post.media?.some(({ type }) => type === 'video') ?? false,
  hashtags: (post) => /#[\p{L}\p{N}_]/u.test(post.text),
  cashtags: (post) => /\$[A-Za-z]/.test(post.text),
  mentions: (post) => /@\w/.test(post.text),
  geo: (post) => post.place !== undefined,
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  from: (value, archive) => alone((post) => isUser(archive, post.authorId, value)),
  to: (value, archive) => alone((post) => isUser(archive, archive.repliesTo(post)?.id ?? '', value)),
  conversation_id: (value, archive) => alone((post) => archive.conversationOf(post) === value),
  url: (value) =>
    alone((post) => post.links?.some(({ expandedUrl }) => expandedUrl.includes(value.replaceAll('"', ''))) ?? false),
  lang: (value) => narrowing((post) => (post.lang ?? 'und') === value),
  min_likes: atLeast(({ likes }) => likes),
  min_replies: atLeast(({ replies }) => replies),
  min_reposts: atLeast(({ reposts }) => reposts),
  is: (value, archive) => {
    if (value === 'verified') return narrowing((post) => archive.user(post.authorId)?.verifiedType !== 'none');
    if (value === 'nullcast') return narrowing(() => false);
    return narrowing(known(KINDS, 'is', value));
  },
  has: (value) => narrowing(known(HAS, 'has', value)),
};

function known(table: Readonly<Record<string, Matcher>>, operator: string, value: string): Matcher {
  const matcher = Object.hasOwn(table, value) ? table[value] : undefined;
  if (matcher === undefined) throw new QueryError(`Reference to invalid field '${operator}:${value}'`);
  return matcher;
}

const isUser = (archive: Archive, id: string, named: string): boolean =>
  id === named || archive.user(id)?.username.toLowerCase() === named.toLowerCase();

function compileTerm({ text, quoted }: Token, archive: Archive): Compiled {
  if (quoted) return alone((post) => holdsPhrase(post, text));
  const [, name = '', value = ''] = /^([a-z_]+):(.+)$/.exec(text) ?? [];
  if (name !== '') {
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (operator === undefined) throw new QueryError(`Reference to invalid operator '${name}'`);
    return operator(value, archive);
  }
  const mark = /^[#$@](.+)$/.exec(text);
  if (mark !== null) return alone((post) => tagged(post, text[0] as string, mark[1] as string));
  return alone((post) => holdsPhrase(post, text));
}
