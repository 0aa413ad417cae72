import { allWords } from '@headwater/testkit';

/**
 * The boolean syntax of `/paper/search/bulk`: terms are required unless joined by `|`; `-` excludes, `+` requires, `"…"` is
 * a phrase (`~N` lets N words stand between), `term*` a prefix, `term~N` up to N typing errors, `( )` groups.
 */
export function compileBulkQuery(query: string): (text: string) => boolean {
  const tokens = query.match(/"[^"]*"(?:~\d+)?|[()|]|[+-](?=\S)|[^\s()|"]+/g) ?? [];
  const parser = { tokens, position: 0 };
  const isMatch = parseAlternatives(parser);
  return (text) => isMatch(allWords(text));
}

type Test = (words: readonly string[]) => boolean;
interface Parser {
  tokens: readonly string[];
  position: number;
}

function parseAlternatives(parser: Parser): Test {
  const alternatives = [parseAll(parser)];
  while (parser.tokens[parser.position] === '|') {
    parser.position += 1;
    alternatives.push(parseAll(parser));
  }
  return alternatives.length === 1 ? (alternatives[0] as Test) : (words) => alternatives.some((test) => test(words));
}

function parseAll(parser: Parser): Test {
  const tests: Test[] = [];
  for (;;) {
    const token = parser.tokens[parser.position];
    if (token === undefined || token === '|' || token === ')') break;
    tests.push(parseOne(parser));
  }
  return (words) => tests.every((test) => test(words));
}

function parseOne(parser: Parser): Test {
  const token = parser.tokens[parser.position] as string;
  parser.position += 1;
  if (token === '+') return parseNext(parser);
  if (token === '-') {
    const excluded = parseNext(parser);
    return (words) => !excluded(words);
  }
  if (token === '(') {
    const group = parseAlternatives(parser);
    if (parser.tokens[parser.position] === ')') parser.position += 1;
    return group;
  }
  return token.startsWith('"') ? phraseTest(token) : termTest(token);
}

function parseNext(parser: Parser): Test {
  return parser.position < parser.tokens.length ? parseOne(parser) : () => true;
}

function phraseTest(token: string): Test {
  const [, phrase = '', gap = '0'] = /^"([^"]*)"(?:~(\d+))?$/.exec(token) ?? [];
  const wanted = allWords(phrase);
  const slack = Number(gap);
  return (words) => words.some((_, start) => follows(words, start, wanted, slack));
}

function follows(words: readonly string[], start: number, wanted: readonly string[], slack: number): boolean {
  let position = start;
  let left = slack;
  for (const [index, word] of wanted.entries()) {
    while (index > 0 && left > 0 && words[position] !== word) {
      position += 1;
      left -= 1;
    }
    if (words[position] !== word) return false;
    position += 1;
  }
  return true;
}

function termTest(token: string): Test {
  const fuzzy = /^(.+)~(\d*)$/.exec(token);
  if (fuzzy) {
    const wanted = allWords(fuzzy[1] as string)[0] ?? '';
    const allowed = Number(fuzzy[2] || 2);
    return (words) => words.some((word) => distance(word, wanted) <= allowed);
  }
  if (token.endsWith('*')) {
    const prefix = token.slice(0, -1).toLowerCase();
    return (words) => words.some((word) => word.startsWith(prefix));
  }
  const wanted = allWords(token);
  return (words) => wanted.every((word) => words.includes(word));
}

/** Edit distance: insertions, deletions and substitutions. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const substitution = (row[j - 1] as number) + Number(left[i - 1] !== right[j - 1]);
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, substitution));
    }
    row = next;
  }
  return row[right.length] as number;
}
