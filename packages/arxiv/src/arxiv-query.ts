import { InvalidRequestError, instantOf, isIsoDate, tellingWords } from '@headwater/core';

/** A query in arXiv's language, made by the functions of this module: text in it is text, never an operator. */
export interface ArxivQuery {
  readonly expression: string;
  /** Written by hand: put in brackets where it is combined with others. */
  readonly raw?: true;
}

/** Words that must all occur in the field, or a phrase of words in this order. */
export type ArxivText = string | { phrase: string };

type Field = 'ti' | 'au' | 'abs' | 'co' | 'jr' | 'rn' | 'all';

function refuse(message: string, hint: string): never {
  throw new InvalidRequestError(message, { provider: 'arxiv', operation: 'search', hint: `Nothing was sent. ${hint}` });
}

/** Letters, digits and what stands inside words. Whatever the query language gives a meaning falls out here. */
const word = /[\p{L}\p{N}\p{M}]+(?:['’.+-][\p{L}\p{N}\p{M}]+)*/gu;

/** Lower case throughout, because `AND`, `OR`, `ANDNOT` and `TO` are operators in upper case alone. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFC').toWellFormed().replaceAll('\ufffd', ' ').toLowerCase().match(word) ?? [];
}

/** A word of plain letters can stand alone; any other is quoted. */
const term = (field: Field, text: string): string => `${field}:${/^[a-z0-9]+$/.test(text) ? text : `"${text}"`}`;

function inField(field: Field, text: ArxivText): ArxivQuery {
  const given = typeof text === 'string' ? text : text?.phrase;
  const words = typeof given === 'string' ? wordsOf(given) : [];
  if (words.length === 0) refuse('a search text holds no word', 'Give at least one letter or digit.');
  if (typeof text !== 'string') return { expression: `${field}:"${words.join(' ')}"` };
  return join(
    'AND',
    words.map((each) => ({ expression: term(field, each) })),
  );
}

function join(operator: 'AND' | 'OR' | 'ANDNOT', parts: readonly ArxivQuery[]): ArxivQuery {
  if (parts.length === 0) refuse('a combination of queries is empty', 'Give at least one query.');
  const [first] = parts;
  if (parts.length === 1) return first as ArxivQuery;
  const bracketed = parts.map(({ expression, raw }) => (raw ? `(${expression})` : expression));
  return { expression: `(${bracketed.join(` ${operator} `)})` };
}

/** In the title. */
export const inTitle = (text: ArxivText): ArxivQuery => inField('ti', text);
/** Among the authors. */
export const byAuthor = (text: ArxivText): ArxivQuery => inField('au', text);
/** In the abstract. */
export const inAbstract = (text: ArxivText): ArxivQuery => inField('abs', text);
/** In the authors' comment. */
export const inComment = (text: ArxivText): ArxivQuery => inField('co', text);
/** In the reference to a journal. */
export const inJournalReference = (text: ArxivText): ArxivQuery => inField('jr', text);
/** In a report number. */
export const withReportNumber = (text: ArxivText): ArxivQuery => inField('rn', text);
/** In any field. */
export const anywhere = (text: ArxivText): ArxivQuery => inField('all', text);

/** Papers with any of the words, the best matches first under the sort order `relevance`. */
export function anyWord(text: string): ArxivQuery {
  const words = tellingWords(wordsOf(text));
  if (words.length === 0) refuse('a search text holds no word', 'Give at least one letter or digit.');
  return join(
    'OR',
    words.slice(0, mostWords).map((each) => ({ expression: term('all', each) })),
  );
}

/** A question holds no more telling words than this; a pasted page would make the address too long. */
const mostWords = 32;

/** @example inCategory('cs.CL'); inCategory('cs.*') */
export function inCategory(category: string): ArxivQuery {
  if (typeof category !== 'string' || !/^[a-z]+(?:-[a-z]+)?(?:\.(?:[A-Za-z-]+|\*))?$/.test(category)) {
    refuse(`"${String(category).slice(0, 50)}" is not a category`, 'For example cs.CL, hep-th or cs.*.');
  }
  return { expression: `cat:${category}` };
}

/** First submitted within these ISO 8601 dates or times, both included and each optional. A day is the whole day in UTC. */
export function submitted({ from, to }: { from?: string | undefined; to?: string | undefined }): ArxivQuery {
  for (const [name, date] of Object.entries({ from, to })) {
    if (date !== undefined && !isIsoDate(date)) refuse(`${name} must be an ISO 8601 date`, 'For example 2024-05-31.');
  }
  const first = from === undefined ? '199101010000' : minuteOf(from, 'start');
  const last = to === undefined ? '299912312359' : minuteOf(to, 'end');
  if (first > last) refuse('from must not be after to', 'Swap them.');
  return { expression: `submittedDate:[${first} TO ${last}]` };
}

/** `YYYYMMDDHHMM` in UTC. */
const minuteOf = (date: string, bound: 'start' | 'end'): string =>
  new Date(instantOf(date, bound)).toISOString().slice(0, 16).replaceAll(/\D/g, '');

/** Papers that fit all of these. */
export const allOf = (...queries: readonly ArxivQuery[]): ArxivQuery => join('AND', queries);
/** Papers that fit any of these. */
export const anyOf = (...queries: readonly ArxivQuery[]): ArxivQuery => join('OR', queries);
/** Papers that fit the first and none of the others. */
export const without = (query: ArxivQuery, ...excluded: readonly ArxivQuery[]): ArxivQuery =>
  join('ANDNOT', [query, ...excluded]);

/**
 * A query written by hand, sent as it is: for what the builder does not offer. Never put text from elsewhere into it.
 *
 * @see https://info.arxiv.org/help/api/user-manual.html#query_details
 */
export function rawQuery(expression: string): ArxivQuery {
  if (typeof expression !== 'string' || expression.trim() === '') refuse('the query is empty', 'Give an expression.');
  return { expression: expression.trim(), raw: true };
}
