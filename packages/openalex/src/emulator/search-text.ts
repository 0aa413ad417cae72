import { allWords, contentWords } from '@headwater/testkit';
import { reject } from './problems.ts';

type Matches = (text: string) => boolean;

const operators = /(?:^|[\s(])(?:AND|OR|NOT)(?:[\s)]|$)|"|~\d|[*?]/;

/** Whether a search says more than plain words, so that it is matched and not merely ranked. */
export const isExplicit = (search: string): boolean => operators.test(search);

/**
 * `AND`, `OR`, `NOT`, brackets, `"phrases"`, `"near by"~5`, `fuzzy~1`, and in exact searches `wom?n` and `machin*`.
 *
 * https://help.openalex.org/api/searching
 */
export function compileSearch(search: string, exact: boolean): Matches {
  const tokens = search.match(/"[^"]*"(?:~\d+)?|[()]|[^\s()"]+/g) ?? [];
  let place = 0;

  function either(): Matches {
    let left = both();
    while (tokens[place] === 'OR') {
      place += 1;
      const [first, second] = [left, both()];
      left = (text) => first(text) || second(text);
    }
    return left;
  }

  function both(): Matches {
    let left = one();
    while (place < tokens.length && tokens[place] !== 'OR' && tokens[place] !== ')') {
      if (tokens[place] === 'AND') place += 1;
      const [first, second] = [left, one()];
      left = (text) => first(text) && second(text);
    }
    return left;
  }

  function one(): Matches {
    const token = tokens[place];
    place += 1;
    if (token === undefined) return reject('The search ends where a word was expected', 'Invalid search');
    if (token === 'NOT') {
      const inner = one();
      return (text) => !inner(text);
    }
    if (token !== '(') return term(token, exact);
    const inner = either();
    place += 1;
    return inner;
  }

  return tokens.length === 0 ? () => true : either();
}

function term(token: string, exact: boolean): Matches {
  const [, phrase, near] = /^"([^"]*)"(?:~(\d+))?$/.exec(token) ?? [];
  if (phrase !== undefined) return phraseMatch(phrase, near === undefined ? 0 : Number(near));
  const [, fuzzy, edits] = /^(.+)~([012])$/.exec(token) ?? [];
  if (fuzzy !== undefined) {
    return (text) => allWords(text).some((word) => distance(word, fuzzy.toLowerCase()) <= Number(edits));
  }
  if (/[*?]/.test(token)) return wildcard(token, exact);
  const words = exact ? allWords(token) : contentWords(token);
  return (text) => words.every((word) => (exact ? allWords(text) : contentWords(text)).includes(word));
}

function wildcard(token: string, exact: boolean): Matches {
  if (!exact) return reject('Wildcards are supported only in search.exact', 'Invalid search');
  if (!/^[^*?]{3,}/.test(token)) return reject('A wildcard needs at least 3 characters before it', 'Invalid search');
  const source = token.toLowerCase().replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`);
  return (text) => allWords(text).some((word) => pattern.test(word));
}

/** The words one after the other, or within so many words of each other. */
function phraseMatch(phrase: string, near: number): Matches {
  const words = allWords(phrase);
  return (text) => {
    const all = allWords(text);
    if (near === 0) return all.some((_, index) => words.every((word, step) => all[index + step] === word));
    const reach = words.length + near;
    return all.some((_, index) => words.every((word) => all.slice(index, index + reach).includes(word)));
  };
}

/** Edits from one word to the other, counted up to three. */
function distance(first: string, second: string): number {
  if (Math.abs(first.length - second.length) > 2) return 3;
  let row = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let i = 1; i <= first.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= second.length; j += 1) {
      const same = first[i - 1] === second[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same));
    }
    row = next;
  }
  return row[second.length] as number;
}
