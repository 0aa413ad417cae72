const STOP_WORDS = new Set(
  `a about after all also an and any are as at be because been before between both but by can could did do does during
  each for from had has have how if in into is it its may more most no not of on one only or other our over per s should
  so some such t than that the their them then there these they this those through to under up use used using was we were
  what when where which while who whom whose why will with within without would you your`.split(/\s+/),
);

const WORD = /[\p{L}\p{N}]+/gu;
const ASCII_WORD = /[a-z0-9]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const NOT_ASCII = /[^\u0000-\u007f]/;

/** The words of a text in lower case, plurals folded, accents dropped; stop words included. */
export function allWords(text: string): string[] {
  return rawWords(text).map(foldPlural);
}

/** The words of a text that carry meaning. */
export function contentWords(text: string): string[] {
  return rawWords(text).flatMap((word) => toContentWord(word) ?? []);
}

/** The words of a text as written, in lower case without accents. */
export function rawWords(text: string): string[] {
  // Most texts are plain ASCII: folding accents and matching Unicode classes would cost more than all the rest.
  if (!NOT_ASCII.test(text)) return text.toLowerCase().match(ASCII_WORD) ?? [];
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .match(WORD) ?? []
  );
}

/** The form a raw word is indexed under; `undefined` for a stop word. */
export function toContentWord(raw: string): string | undefined {
  return STOP_WORDS.has(raw) ? undefined : foldPlural(raw);
}

/** `studies` → `study`, `classes` → `class`, `cells` → `cell`; leaves `virus`, `analysis` and `class` alone. */
function foldPlural(word: string): string {
  if (word.length <= 3 || !word.endsWith('s')) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2);
  if (/(?:ss|us|is)$/.test(word)) return word;
  return word.slice(0, -1);
}
