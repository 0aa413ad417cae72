import { allWords } from '@headwater/testkit';

/** Whether a text, given as its words, fits a query. */
export type Matcher = (words: readonly string[]) => boolean;

interface Syntax {
  /** What joins two terms with nothing between them. */
  between: 'AND' | 'OR';
}

/** Thrown for a query that cannot be read. */
export class QuerySyntaxError extends Error {}

/**
 * Reads words, "phrases", parentheses, AND, OR, NOT, and `+`/`-` before a term, as far as these services have them in
 * common.
 */
export function parseBooleanQuery(query: string, syntax: Syntax): Matcher {
  const tokens = query.match(/[()]|[+-]?"[^"]*"?|[^\s()"]+/g) ?? [];
  let at = 0;
  const peek = (): string | undefined => tokens[at];

  function parseOr(): Matcher {
    let left = parseAnd();
    for (;;) {
      const token = peek();
      const implied =
        syntax.between === 'OR' && token !== undefined && token !== ')' && token !== 'AND' && token !== 'OR';
      if (token === 'OR') at += 1;
      else if (!implied) return left;
      const first = left;
      const second = parseAnd();
      left = (words) => first(words) || second(words);
    }
  }

  function parseAnd(): Matcher {
    let left = parseTerm();
    for (;;) {
      const token = peek();
      const implied =
        syntax.between === 'AND' && token !== undefined && token !== ')' && token !== 'AND' && token !== 'OR';
      if (token === 'AND') at += 1;
      else if (!implied) return left;
      const first = left;
      const second = parseTerm();
      left = (words) => first(words) && second(words);
    }
  }

  function parseTerm(): Matcher {
    const token = tokens[at++];
    if (token === undefined || token === ')' || token === 'AND' || token === 'OR') {
      throw new QuerySyntaxError('a term is missing');
    }
    if (token === 'NOT' || token === '-') return not(parseTerm());
    if (token === '(') {
      const inner = parseOr();
      if (tokens[at++] !== ')') throw new QuerySyntaxError('a parenthesis is not closed');
      return inner;
    }
    if (token.startsWith('-')) return not(phrase(token.slice(1)));
    return phrase(token.replace(/^\+/, ''));
  }

  const matcher = parseOr();
  if (at < tokens.length) throw new QuerySyntaxError('a parenthesis was never opened');
  return matcher;
}

const not =
  (matcher: Matcher): Matcher =>
  (words) =>
    !matcher(words);

/** The words of a phrase stand side by side. */
export function phrase(text: string): Matcher {
  const wanted = allWords(text);
  if (wanted.length === 0) throw new QuerySyntaxError('a term holds no word');
  return (words) => {
    for (
      let start = words.indexOf(wanted[0] as string);
      start >= 0;
      start = words.indexOf(wanted[0] as string, start + 1)
    ) {
      if (wanted.every((word, offset) => words[start + offset] === word)) return true;
    }
    return false;
  };
}

/** Whether a query steers the search instead of only naming words. */
export const hasOperators = (query: string): boolean =>
  /["()]|(?:^|\s)[+-]\S|(?:^|\s)(?:AND|OR|NOT)(?:\s|$)/.test(query);
