import { allWords } from '@headwater/testkit';
import { phrase } from './boolean-query.ts';
import type { EmulatorArticle } from './synthetic-articles.ts';

type Test = (article: EmulatorArticle, words: readonly string[]) => boolean;

/** Thrown for a query GDELT explains it cannot run. */
export class GdeltRejection extends Error {}

const FIPS: Readonly<Record<string, string>> = { us: 'US', gb: 'UK', de: 'GM', fr: 'FR' };
const LANGUAGES: Readonly<Record<string, string>> = { en: 'English', de: 'German', fr: 'French' };
const COUNTRIES: Readonly<Record<string, string>> = {
  us: 'United States',
  gb: 'United Kingdom',
  de: 'Germany',
  fr: 'France',
};

export const languageName = ({ language }: EmulatorArticle): string => LANGUAGES[language] ?? '';
export const countryName = ({ country }: EmulatorArticle): string => COUNTRIES[country] ?? '';
/** A tone that an article always has: from its own text, as any other would do. */
export const toneOf = ({ title }: EmulatorArticle): number =>
  ([...title].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 21) - 10;

const hostOf = ({ url }: EmulatorArticle): string => new URL(url).hostname;

/** Reads a query; everything it names must hold. */
export function readGdeltQuery(query: string): Test {
  const tokens: string[] = query.match(/\(|\)|-?[a-z]+\d*:"[^"]*"|-?"[^"]*"|[^\s()]+/gi) ?? [];
  const tests: Test[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as string;
    if (token === ')') throw new GdeltRejection("Parentheses may only be used around OR'd statements.");
    if (token === 'OR') throw new GdeltRejection("Queries containing OR'd terms must be surrounded by ().");
    if (token !== '(') {
      tests.push(readTerm(token));
      continue;
    }
    const end = tokens.indexOf(')', at);
    if (end < 0) throw new GdeltRejection("Parentheses may only be used around OR'd statements.");
    tests.push(readAlternatives(tokens.slice(at + 1, end)));
    at = end;
  }
  if (tests.length === 0) throw new GdeltRejection('Your search did not contain any keywords.');
  return (article, words) => tests.every((test) => test(article, words));
}

function readAlternatives(tokens: readonly string[]): Test {
  const terms = tokens.filter((_, place) => place % 2 === 0);
  if (tokens.some((token, place) => place % 2 === 1 && token !== 'OR') || tokens.length % 2 === 0) {
    throw new GdeltRejection("Parentheses may only be used around OR'd statements.");
  }
  const tests = terms.map(readTerm);
  return (article, words) => tests.some((test) => test(article, words));
}

function readTerm(token: string): Test {
  if (token.startsWith('-')) {
    const test = readTerm(token.slice(1));
    return (article, words) => !test(article, words);
  }
  const operator = /^([a-z]+)(\d*):(.+)$/i.exec(token);
  if (operator !== null)
    return readOperator(operator[1]?.toLowerCase() ?? '', Number(operator[2]), (operator[3] ?? '').replaceAll('"', ''));
  const bound = /^(tone|toneabs)([<>])(-?\d+(?:\.\d+)?)$/i.exec(token);
  if (bound !== null) {
    const value = (article: EmulatorArticle) =>
      bound[1]?.toLowerCase() === 'toneabs' ? Math.abs(toneOf(article)) : toneOf(article);
    return (article) => (bound[2] === '>' ? value(article) > Number(bound[3]) : value(article) < Number(bound[3]));
  }
  const text = token.replaceAll('"', '');
  if ([...text].length < 3) throw new GdeltRejection('The specified phrase is too short.');
  const matches = phrase(text);
  return (_, words) => matches(words);
}

function readOperator(name: string, number: number, value: string): Test {
  const wanted = value.toLowerCase();
  switch (name) {
    case 'domain':
      // The end of the name, wherever it begins; a hyphen in it finds nothing.
      return (article) => !wanted.includes('-') && hostOf(article).endsWith(wanted);
    case 'domainis':
      return (article) => !wanted.includes('-') && hostOf(article) === wanted;
    case 'sourcecountry':
      return ({ country }) =>
        FIPS[country]?.toLowerCase() === wanted || COUNTRIES[country]?.toLowerCase().replaceAll(' ', '') === wanted;
    case 'sourcelang':
      return (article) =>
        languageName(article).toLowerCase() === wanted || wanted === { en: 'eng', de: 'deu' }[article.language];
    case 'theme':
      return ({ section }) => wanted === `env_${section}` || wanted === section;
    case 'repeat':
      return (_, words) => words.filter((word) => word === allWords(value)[0]).length >= number;
    case 'near': {
      const [first, last] = allWords(value);
      return (_, words) =>
        words.some(
          (word, at) => word === first && words.slice(Math.max(0, at - number), at + number + 1).includes(last ?? ''),
        );
    }
    default:
      throw new GdeltRejection(`The operator "${name}" is not supported.`);
  }
}
