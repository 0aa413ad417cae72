/** Rule-based query planning: no model, no network, the same question always gives the same queries. */

/** Longest query in characters; the services cut or refuse longer ones. */
const maxLength = 300;
/** Most terms of a query. More only thin out what a term matcher can find. */
const maxTerms = 24;
/** Terms of the narrow queries. */
const keyTerms = 6;

/** Openings that say that something is asked, not what about. */
const openings: RegExp[] = [
  /^(?:please\s+)?(?:can|could|would)\s+you\s+(?:please\s+)?(?:tell|explain|show)\s+(?:me\s+|us\s+)?/iu,
  /^(?:please\s+)?(?:tell|show|give)\s+(?:me|us)\s+(?:about\s+|everything\s+about\s+)?/iu,
  /^(?:what|which)\s+(?:is|are)\s+(?:currently\s+)?(?:known|the\s+(?:evidence|consensus|state\s+of\s+(?:knowledge|research)))\s+(?:about|for|on|of|that)\s+/iu,
  /^(?:is\s+it\s+true|is\s+there\s+(?:any\s+|good\s+)?evidence|do\s+we\s+know|does\s+research\s+show)\s+(?:that|if|whether|for)?\s*/iu,
  /^(?:i\s+(?:want|would\s+like|need)\s+to\s+know|i\s+wonder)\s+(?:about|if|whether|that)?\s*/iu,
  /^(?:explain|describe|summari[sz]e|research|investigate|find\s+out)\s+(?:how|why|whether|if|about)?\s*/iu,
];

const stopWords = new Set(
  `a about all also am an and any are as at be because been being between both but by can could did do does doing done
  each either for from had has have having he her hers him his how i if in into is it its itself just may me might more
  most much must my neither no nor not of off on one only onto or other our ours out over per same shall she should so
  some such than that the their theirs them then there these they this those through to too under until up upon us very
  was we were what when where whether which while who whom whose why will with within without would you your yours
  please tell know known`.split(/\s+/),
);

/**
 * Search queries for a question, the broadest first: all its content words; then its most telling terms; then the words
 * of its longest unbroken phrase.
 */
export function planQueries(question: string, most: number): string[] {
  const words = contentWords(stripOpening(question));
  const all = words.length > 0 ? words.map((word) => word.text) : question.trim().split(/\s+/u);
  const plans = [shorten(all), telling(words), longestPhrase(words)];
  const queries = plans.map((terms) => terms.join(' ').slice(0, maxLength).trim()).filter((query) => query.length > 0);
  return [...new Map(queries.map((query) => [query.toLowerCase(), query])).values()].slice(0, most);
}

interface Word {
  text: string;
  /** Words of one phrase, unbroken by a stop word or a mark, share a number. */
  phrase: number;
}

function stripOpening(question: string): string {
  const text = question.trim();
  for (const opening of openings) {
    const rest = text.replace(opening, '');
    if (rest !== text && /[\p{L}\p{N}]/u.test(rest)) return rest;
  }
  return text;
}

function contentWords(text: string): Word[] {
  const words: Word[] = [];
  const shouting = text === text.toUpperCase();
  let phrase = 0;
  for (const [index, raw] of text.split(/\s+/u).entries()) {
    const word = raw.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%+]+$/gu, '').replace(/['’]s$/u, '');
    if (word === '' || isStopWord(word, index === 0 || shouting)) phrase += 1;
    else if (isSuffix(word) && words.at(-1)?.phrase === phrase) glue(words, word);
    else words.push({ text: word, phrase });
    if (/[,;:.!?)]$/u.test(raw)) phrase += 1;
  }
  return words;
}

/** The `D` of `vitamin D` and the `2` of `type 2` mean nothing without the word before them. */
function isSuffix(word: string): boolean {
  return /^(?:\p{Lu}|\p{N}{1,2}|\p{Lu}\p{N}|\p{N}\p{L})$/u.test(word);
}

function glue(words: Word[], word: string): void {
  const last = words.at(-1);
  if (last) last.text = `${last.text} ${word}`;
}

/** `WHO`, `US` and the `A` of `hepatitis A` are names, not function words, unless their case tells nothing. */
function isStopWord(word: string, caseTellsNothing: boolean): boolean {
  if (!stopWords.has(word.toLowerCase())) return false;
  return caseTellsNothing || word !== word.toUpperCase() || word === 'I';
}

function shorten(terms: string[]): string[] {
  const unique = [...new Map(terms.map((term) => [term.toLowerCase(), term])).values()];
  if (unique.length <= maxTerms) return unique;
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term.toLowerCase(), (counts.get(term.toLowerCase()) ?? 0) + 1);
  const kept = new Set(
    [...unique]
      .sort((one, other) => (counts.get(other.toLowerCase()) ?? 0) - (counts.get(one.toLowerCase()) ?? 0))
      .slice(0, maxTerms),
  );
  return unique.filter((term) => kept.has(term));
}

/** The terms that say most about the subject: codes, names and long words, in the order of the question. */
function telling(words: Word[]): string[] {
  const unique = shorten(words.map((word) => word.text));
  const kept = new Set([...unique].sort((one, other) => weight(other) - weight(one)).slice(0, keyTerms));
  return unique.filter((term) => kept.has(term));
}

function weight(term: string): number {
  const isCode = /\p{N}/u.test(term) && /\p{L}/u.test(term);
  const isName = /\p{Lu}/u.test(term.slice(1));
  return (isCode || isName ? 10 : 0) + (term.includes('-') ? 3 : 0) + Math.min(term.length, 12);
}

function longestPhrase(words: Word[]): string[] {
  const phrases = new Map<number, string[]>();
  for (const word of words) phrases.set(word.phrase, [...(phrases.get(word.phrase) ?? []), word.text]);
  const longest = [...phrases.values()].sort((one, other) => other.length - one.length)[0] ?? [];
  return longest.length >= 2 ? longest.slice(0, maxTerms) : [];
}
