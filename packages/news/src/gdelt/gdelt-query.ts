import { baseLanguage, englishName } from '../languages.ts';
import { plainQuery } from '../plain-query.ts';
import { refusal } from '../refusal.ts';
import { fipsCountry } from './country-codes.ts';
import { bareHost } from './gdelt-normalize.ts';

/** A query in parts, all of which must hold. Texts are searched for, never read as operators. */
export interface GdeltQueryParts {
  /** Words and "phrases" that must all occur. */
  text?: string | undefined;
  /** At least one of these words or phrases. */
  anyOf?: readonly string[] | undefined;
  /** None of these words or phrases. */
  noneOf?: readonly string[] | undefined;
  /** Words that stand within so many words of each other. */
  near?: { distance: number; words: string } | undefined;
  /** A word that occurs at least so often. */
  repeat?: { times: number; word: string } | undefined;
  /** Hosts, exactly. */
  domainIs?: readonly string[] | undefined;
  /** Ends of hosts, loosely: `cnn.com` also finds `notacnn.com`. */
  domain?: readonly string[] | undefined;
  noDomain?: readonly string[] | undefined;
  /** ISO 3166 two-letter codes of the sources' countries. */
  sourceCountries?: readonly string[] | undefined;
  /** BCP 47 tags of the sources' languages. */
  sourceLanguages?: readonly string[] | undefined;
  /** Themes of GDELT's Global Knowledge Graph, for example `ENV_CLIMATECHANGE`. */
  themes?: readonly string[] | undefined;
  toneAbove?: number | undefined;
  toneBelow?: number | undefined;
  /** How emotional, whichever way. */
  absoluteToneAbove?: number | undefined;
}

/**
 * Writes a query in GDELT's syntax.
 *
 * @example
 * gdeltQuery({ text: '"street trees" heat', sourceCountries: ['DE'] }) // '"street trees" heat sourcecountry:GM'
 * @throws {InvalidRequestError} naming the part that cannot be written
 */
export function gdeltQuery(parts: GdeltQueryParts): string {
  const { near, repeat } = parts;
  const terms = [
    ...plainQuery(parts.text ?? ''),
    ...oneOf(parts.anyOf?.map((text) => term('anyOf', text))),
    ...(parts.noneOf ?? []).map((text) => `-${term('noneOf', text)}`),
    ...(near === undefined ? [] : [`near${whole('near', near.distance)}:"${plain('near', near.words)}"`]),
    ...(repeat === undefined ? [] : [`repeat${whole('repeat', repeat.times)}:"${plain('repeat', repeat.word)}"`]),
    ...oneOf(parts.domainIs?.map((host) => `domainis:${hostOf('domainIs', host)}`)),
    ...oneOf(parts.domain?.map((host) => `domain:${hostOf('domain', host)}`)),
    ...(parts.noDomain ?? []).map((host) => `-domainis:${hostOf('noDomain', host)}`),
    ...oneOf(
      parts.sourceCountries?.map((code) => `sourcecountry:${fipsCountry(code) ?? refuse('sourceCountries', code)}`),
    ),
    ...oneOf(parts.sourceLanguages?.map((tag) => `sourcelang:${languageOf(tag) ?? refuse('sourceLanguages', tag)}`)),
    ...oneOf(parts.themes?.map((name) => (/^\w+$/.test(name) ? `theme:${name}` : refuse('themes', name)))),
    ...bound('tone', '>', parts.toneAbove),
    ...bound('tone', '<', parts.toneBelow),
    ...bound('toneabs', '>', parts.absoluteToneAbove),
  ];
  return terms.join(' ');
}

/** `german`, without the blanks a name may have. */
export function languageOf(tag: string): string | undefined {
  const code = baseLanguage(tag);
  return code === undefined ? undefined : englishName(code)?.replaceAll(' ', '');
}

/** Only OR may stand inside parentheses. */
function oneOf(terms: readonly string[] | undefined): string[] {
  if (terms === undefined || terms.length === 0) return [];
  return terms.length === 1 ? [terms[0] as string] : [`(${terms.join(' OR ')})`];
}

const plain = (part: string, text: string): string =>
  plainQuery(text).join(' ').replaceAll('"', '') || refuse(part, text);

function term(part: string, text: string): string {
  const words = plain(part, text);
  return words.includes(' ') ? `"${words}"` : words;
}

function hostOf(part: string, host: string): string {
  const bare = bareHost(host);
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(bare) ? bare : refuse(part, host);
}

const whole = (part: string, number: number): number =>
  Number.isInteger(number) && number >= 1 ? number : refuse(part, String(number));

function bound(name: string, sign: string, value: number | undefined): string[] {
  if (value === undefined) return [];
  return Number.isFinite(value) ? [`${name}${sign}${value}`] : refuse(name, String(value));
}

function refuse(part: string, value: string): never {
  throw refusal(`"${value.slice(0, 80)}" cannot be used in ${part} of a GDELT query`, 'gdeltQuery');
}

/** Words GDELT would refuse the whole query for; `undefined` when there are none. */
export function tooShort(query: string): string | undefined {
  const bare = query.replace(/[a-z]+\d*:"[^"]*"/gi, ' ').replace(/[()]/g, ' ');
  const terms = bare.match(/-?"[^"]*"|\S+/g) ?? [];
  return terms.find((text) => {
    const word = text.replace(/^-/, '').replaceAll('"', '');
    return word !== 'OR' && !/[:<>]/.test(word) && [...word].length < 3;
  });
}

/** Words too common or too short to be asked for: GDELT wants all of a query's words in one article. */
const common = new Set(
  'about after also and are been between but can could did does for from had has have how into its may more most not one our over should some such than that the their them then there these they this those through was were what when where which while who why will with would you your'.split(
    ' ',
  ),
);

/** The words of a plain question that GDELT can be asked for, and those left out. */
export function searchableWords(text: string): { kept: string[]; left: string[] } {
  const kept: string[] = [];
  const left: string[] = [];
  for (const part of plainQuery(text)) {
    const usable = part.startsWith('"') ? part.length >= 5 : [...part].length >= 3 && !common.has(part.toLowerCase());
    (usable ? kept : left).push(part);
  }
  return { kept, left };
}
