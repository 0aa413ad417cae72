import { InvalidRequestError } from '@headwater/core';

/** The parts of a query. Everything is checked or quoted: no value can add an operator of its own. */
export interface XQueryParts {
  /** All of these words, from plain text: operators, quotes and `OR` in it are taken as words. */
  words?: string | undefined;
  /** Each of these, word for word. */
  phrases?: readonly string[] | undefined;
  /** At least one of these words or phrases. */
  any?: readonly string[] | undefined;
  /** None of these words or phrases. */
  none?: readonly string[] | undefined;
  /** Written by one of these users (names without `@`). */
  from?: readonly string[] | undefined;
  /** In reply to one of these users. */
  to?: readonly string[] | undefined;
  /** Mentioning one of these users. */
  mentions?: readonly string[] | undefined;
  /** With one of these hashtags, without `#`. */
  hashtags?: readonly string[] | undefined;
  /** With one of these cashtags, without `$`. */
  cashtags?: readonly string[] | undefined;
  /** Linking to one of these hosts or addresses. */
  urls?: readonly string[] | undefined;
  conversationId?: string | undefined;
  /** In one of these languages (BCP 47; the region is dropped). */
  languages?: readonly string[] | undefined;
  /** For example `links`, `media`, `images`, `videos`, `mentions`, `hashtags`. */
  has?: readonly string[] | undefined;
  /** For example `reply`, `quote`, `verified`. */
  is?: readonly string[] | undefined;
  /** For example `retweet`, `reply`, `nullcast`. */
  isNot?: readonly string[] | undefined;
  minLikes?: number | undefined;
  minReplies?: number | undefined;
  minReposts?: number | undefined;
}

const word = /[\p{L}\p{M}\p{N}_]+(?:['’.&-][\p{L}\p{M}\p{N}_]+)*/gu;
const plainWord = /^[\p{L}\p{M}\p{N}_]+$/u;
/** Words that X reads as operators. */
const operators = new Set(['or', 'and', 'not']);

/** A word or phrase that X can only take as text. */
function literal(text: string): string {
  const words = text.match(word) ?? [];
  const [only] = words;
  if (only !== undefined && words.length === 1 && plainWord.test(only) && !operators.has(only.toLowerCase()))
    return only;
  return words.length === 0 ? '' : `"${words.join(' ')}"`;
}

/** Text as the words in it, each one required by X. */
export function queryWords(text: string): string {
  return (text.match(word) ?? []).map(literal).join(' ');
}

function refuse(problem: string): never {
  throw new InvalidRequestError(problem, { provider: 'x', operation: 'buildXQuery', hint: 'Nothing was sent.' });
}

function checked(name: string, values: readonly string[] | undefined, pattern: RegExp): string[] {
  return (values ?? []).map((value) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    return refuse(`${name} holds ${JSON.stringify(value)}, which cannot be one`);
  });
}

const oneOf = (terms: readonly string[]): string => (terms.length > 1 ? `(${terms.join(' OR ')})` : (terms[0] ?? ''));

const username = /^[A-Za-z0-9_]{1,15}$/;
const tag = /^[\p{L}\p{M}\p{N}_]+$/u;
const operatorName = /^[a-z_]{1,30}$/;
const address = /^[\w.~:/?#@!$&'*+,;=%-]{1,300}$/;

/** The codes X uses where they differ from BCP 47. */
const xLanguages: Readonly<Record<string, string>> = { he: 'iw', id: 'in' };
export const xLanguage = (language: string): string => {
  const primary = language.toLowerCase().split('-')[0] ?? '';
  return xLanguages[primary] ?? primary;
};

function minimum(name: string, value: number | undefined): string[] {
  if (value === undefined) return [];
  return Number.isInteger(value) && value >= 0 ? [`${name}:${value}`] : refuse(`${name} must be a whole number from 0`);
}

/**
 * Makes a query of plain parts. See https://docs.x.com/x-api/posts/search/integrate/operators.
 *
 * @example
 * buildXQuery({ words: 'heat wave', any: ['trees', 'parks'], languages: ['en'], isNot: ['retweet'] });
 * // 'heat wave (trees OR parks) lang:en -is:retweet'
 * @throws {InvalidRequestError} for a value that cannot be one, or when nothing is left that X can search for
 */
export function buildXQuery(parts: XQueryParts): string {
  const literals = (texts: readonly string[] = []) => texts.map(literal).filter((text) => text !== '');
  const tagged = (prefix: string, values: readonly string[]) => oneOf(values.map((value) => `${prefix}${value}`));
  const searched = [
    queryWords(parts.words ?? ''),
    ...literals(parts.phrases),
    oneOf(literals(parts.any)),
    tagged('from:', checked('from', parts.from, username)),
    tagged('to:', checked('to', parts.to, username)),
    tagged('@', checked('mentions', parts.mentions, username)),
    tagged('#', checked('hashtags', parts.hashtags, tag)),
    tagged('$', checked('cashtags', parts.cashtags, tag)),
    oneOf(checked('urls', parts.urls, address).map((url) => `url:"${url}"`)),
    ...checked('conversationId', parts.conversationId === undefined ? [] : [parts.conversationId], /^\d{1,19}$/).map(
      (id) => `conversation_id:${id}`,
    ),
  ].filter((term) => term !== '');
  if (searched.length === 0) {
    refuse('the query has no word, user, tag, address or conversation to search for, and the other parts only narrow');
  }
  const narrowing = [
    tagged('lang:', checked('languages', parts.languages?.map(xLanguage), /^[a-z]{2,3}$/)),
    ...checked('has', parts.has, operatorName).map((name) => `has:${name}`),
    ...checked('is', parts.is, operatorName).map((name) => `is:${name}`),
    ...minimum('min_likes', parts.minLikes),
    ...minimum('min_replies', parts.minReplies),
    ...minimum('min_reposts', parts.minReposts),
    ...literals(parts.none).map((text) => `-${text}`),
    ...checked('isNot', parts.isNot, operatorName).map((name) => `-is:${name}`),
  ].filter((term) => term !== '');
  return [...searched, ...narrowing].join(' ');
}
