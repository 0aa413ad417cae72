import { stem } from './stem.ts';
import { stopWords } from './stop-words.ts';

/** One word of a text as the package sees it. */
export interface Word {
  /** Lower case, unaccented, Greek letters spelled out, inner hyphens and apostrophes kept as `-`. */
  surface: string;
  /** The terms it is indexed under: the stem, the joined form of a compound, and the compound's parts. */
  terms: readonly string[];
  stop: boolean;
}

const greek: Record<string, string> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  ζ: 'zeta',
  η: 'eta',
  θ: 'theta',
  ι: 'iota',
  κ: 'kappa',
  λ: 'lambda',
  μ: 'mu',
  ν: 'nu',
  ξ: 'xi',
  ο: 'omicron',
  π: 'pi',
  ρ: 'rho',
  σ: 'sigma',
  ς: 'sigma',
  τ: 'tau',
  υ: 'upsilon',
  φ: 'phi',
  χ: 'chi',
  ψ: 'psi',
  ω: 'omega',
};
const wordPattern = /[\p{L}\p{N}\p{M}]+(?:[-‐‑–'’.,/][\p{L}\p{N}\p{M}]+)*/gu;
const asciiWord = /^[a-z0-9]+$/;
const unspacedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const longestWord = 80;

/** Lower case, compatibility forms folded, Latin accents dropped, Greek spelled out. */
export function foldText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the fast path is exactly ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .toLowerCase()
    .replace(/[α-ω](?![α-ω])/gu, (letter, offset: number, whole: string) => {
      const before = whole[offset - 1];
      return before !== undefined && before >= 'α' && before <= 'ω' ? letter : (greek[letter] ?? letter);
    })
    .normalize('NFC');
}

function bigrams(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

function compoundTerms(parts: string[]): string[] {
  const joined = parts.join('');
  const terms = joined.length <= 40 ? [stem(joined)] : [];
  for (const part of parts) {
    if (part.length > 1 && !stopWords.has(part)) terms.push(stem(part));
  }
  return terms;
}

const cache = new Map<string, Word>();
const cacheLimit = 20_000;

function analyseWord(raw: string): Word {
  const known = cache.get(raw);
  if (known) return known;
  const word = makeWord(raw);
  // The cache only saves time; it is emptied rather than allowed to grow with hostile input.
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(raw, word);
  return word;
}

function makeWord(raw: string): Word {
  if (unspacedScript.test(raw)) return { surface: raw, terms: bigrams(raw), stop: false };
  // "1,200" is one number; "red,green" is two words glued together.
  const folded = raw
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/['’]s$/, '')
    .replace(/['’]/g, '');
  if (asciiWord.test(folded)) {
    return { surface: folded, terms: [stem(folded)], stop: stopWords.has(folded) };
  }
  if (/^\d+\.\d+$/.test(folded)) return { surface: folded, terms: [folded], stop: false };
  const parts = folded.split(/[-‐‑–.,/]/).filter(Boolean);
  if (parts.length < 2) return { surface: folded, terms: [stem(folded)], stop: stopWords.has(folded) };
  return { surface: parts.join('-'), terms: [...new Set(compoundTerms(parts))], stop: false };
}

/** Words of any text in order, stop words included. Linear in the length of the text; never throws. */
export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const match of foldText(text).matchAll(wordPattern)) {
    const raw = match[0];
    if (raw.length <= longestWord) found.push(analyseWord(raw));
    else if (unspacedScript.test(raw)) found.push(makeWord(raw));
    else found.push({ surface: raw.slice(0, longestWord), terms: [raw.slice(0, longestWord)], stop: false });
  }
  return withDesignators(found);
}

/** `vitamin D`, `type 2`, `hepatitis C`: a bare letter or small number says nothing alone, so it is tied to the word before it. */
function withDesignators(found: Word[]): Word[] {
  for (let index = 1; index < found.length; index++) {
    const word = found[index] as Word;
    const before = found[index - 1] as Word;
    if (before.stop || !isDesignator(word)) continue;
    found[index] = { surface: word.surface, terms: [`${before.terms[0]}_${word.surface}`], stop: false };
  }
  return found;
}

function isDesignator(word: Word): boolean {
  return /^(?:[b-hj-z]|\d{1,2}|ii|iii|iv)$/.test(word.surface);
}

/** Index terms of a text, stop words left out. */
export function terms(text: string): string[] {
  const result: string[] = [];
  for (const word of words(text)) {
    if (!word.stop) for (const term of word.terms) result.push(term);
  }
  return result;
}
