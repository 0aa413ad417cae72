/** What a query means. */
export type QueryNode =
  | { kind: 'term'; field: string; text: string; isPhrase: boolean }
  | { kind: 'range'; field: 'submittedDate' | 'lastUpdatedDate'; from: string; to: string }
  | { kind: 'and' | 'or' | 'andnot'; left: QueryNode; right: QueryNode };

/** A query that cannot be read. */
export class QueryProblem extends Error {}

const FIELDS = new Set(['ti', 'au', 'abs', 'co', 'jr', 'cat', 'rn', 'id', 'all']);
const DATES = new Set(['submittedDate', 'lastUpdatedDate']);

/** Brackets, a field with its colon, a quoted phrase, a range, or a bare word. */
const TOKEN = /\s*(?:(\(|\))|([A-Za-z]+):|"([^"]*)"|\[\s*(\d{8,14})\s+TO\s+(\d{8,14})\s*\]|([^\s()"[\]]+))/y;

interface Token {
  bracket?: string;
  field?: string;
  phrase?: string;
  range?: [string, string];
  word?: string;
}

function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = query.trim();
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new QueryProblem(`cannot read the query at "${text.slice(at, at + 20)}"`);
    const [, bracket, field, phrase, from, to, word] = match;
    if (bracket !== undefined) tokens.push({ bracket });
    else if (field !== undefined) tokens.push({ field });
    else if (phrase !== undefined) tokens.push({ phrase });
    else if (from !== undefined) tokens.push({ range: [from, to as string] });
    else tokens.push({ word: word as string });
  }
  return tokens;
}

/** `AND` and `ANDNOT` bind more tightly than `OR`; parts with nothing between them are joined by `OR`. */
export function parseQuery(query: string): QueryNode {
  const tokens = tokensOf(query);
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const isOperator = (...names: string[]): boolean => names.includes(peek()?.word ?? '');

  function either(): QueryNode {
    let left = both();
    while (at < tokens.length && peek()?.bracket !== ')') {
      if (isOperator('OR')) at += 1;
      left = { kind: 'or', left, right: both() };
    }
    return left;
  }

  function both(): QueryNode {
    let left = single();
    while (isOperator('AND', 'ANDNOT')) {
      const kind = peek()?.word === 'AND' ? 'and' : 'andnot';
      at += 1;
      left = { kind, left, right: single() };
    }
    return left;
  }

  function single(field = 'all'): QueryNode {
    const token = tokens[at];
    at += 1;
    if (token === undefined) throw new QueryProblem('the query ends where a term was expected');
    if (token.bracket === '(') {
      const inside = either();
      if (tokens[at]?.bracket !== ')') throw new QueryProblem('a bracket is not closed');
      at += 1;
      return inside;
    }
    if (token.field !== undefined) return fielded(token.field);
    if (token.phrase !== undefined) return { kind: 'term', field, text: token.phrase, isPhrase: true };
    if (token.word !== undefined && !['AND', 'OR', 'ANDNOT'].includes(token.word)) {
      return { kind: 'term', field, text: token.word, isPhrase: false };
    }
    throw new QueryProblem('an operator or a bracket stands where a term was expected');
  }

  function fielded(name: string): QueryNode {
    if (DATES.has(name)) {
      const { range } = tokens[at] ?? {};
      if (range === undefined) throw new QueryProblem(`${name} needs a range`);
      at += 1;
      return { kind: 'range', field: name as 'submittedDate', from: range[0], to: range[1] };
    }
    if (!FIELDS.has(name)) throw new QueryProblem(`unknown field ${name}`);
    return single(name);
  }

  const parsed = either();
  if (at < tokens.length) throw new QueryProblem('a bracket is closed that was never opened');
  return parsed;
}
