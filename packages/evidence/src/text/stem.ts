/**
 * A light English stemmer: plural and verb endings, then one derivational suffix. It is deliberately gentler than a
 * dictionary and blunter than nothing: `infections`, `infected` and `infection` meet, `vitamin` stays itself.
 */

const vowel = /[aeiouy]/;
const derivational: readonly (readonly [suffix: string, replacement: string, leastStem: number])[] = [
  ['izational', 'ize', 3],
  ['ational', 'ate', 3],
  ['ization', 'ize', 3],
  ['isation', 'ize', 3],
  ['fulness', 'ful', 3],
  ['iveness', 'ive', 3],
  ['ousness', 'ous', 3],
  ['ability', 'able', 3],
  ['ibility', 'ible', 3],
  ['ically', 'ic', 3],
  ['tional', 'tion', 3],
  ['ation', 'ate', 3],
  ['ator', 'ate', 3],
  ['ative', 'ate', 3],
  ['ivity', 'ive', 3],
  ['ality', 'al', 3],
  ['ical', 'ic', 3],
  ['ment', '', 4],
  ['ness', '', 3],
  ['ance', '', 4],
  ['ence', '', 4],
  ['less', '', 4],
  ['able', '', 4],
  ['ible', '', 4],
  ['tion', 't', 3],
  ['sion', 's', 3],
  ['tive', 't', 3],
  ['ious', 'i', 4],
  ['ity', '', 4],
  ['ant', '', 5],
  ['ent', '', 5],
  ['ous', '', 4],
  ['ive', '', 4],
  ['ize', '', 4],
  ['ise', '', 4],
  ['ial', '', 4],
  ['ian', '', 4],
  ['ate', '', 4],
  ['ful', '', 4],
  ['ly', '', 4],
  ['al', '', 4],
  ['ic', '', 4],
  ['er', '', 4],
  ['or', '', 5],
];

const irregular = new Map<string, string>([
  ['children', 'child'],
  ['women', 'woman'],
  ['men', 'man'],
  ['mice', 'mouse'],
  ['feet', 'foot'],
  ['teeth', 'tooth'],
  ['criteria', 'criterion'],
  ['phenomena', 'phenomenon'],
  ['bacteria', 'bacterium'],
  ['data', 'data'],
  ['news', 'news'],
  ['diabetes', 'diabet'],
  ['diabetic', 'diabet'],
  ['viral', 'virus'],
  ['viruses', 'virus'],
  ['neural', 'neuron'],
  ['neuronal', 'neuron'],
  ['uses', 'use'],
  ['used', 'use'],
  ['using', 'use'],
  ['won', 'win'],
  ['wrote', 'write'],
  ['written', 'write'],
  ['sang', 'sing'],
  ['sung', 'sing'],
  ['made', 'make'],
  ['began', 'begin'],
  ['begun', 'begin'],
  ['found', 'found'],
  ['led', 'lead'],
  ['died', 'death'],
  ['dies', 'death'],
  ['die', 'death'],
  ['dying', 'death'],
  ['dead', 'death'],
  ['deaths', 'death'],
]);

function undouble(word: string): string {
  const last = word.at(-1);
  if (word.length <= 3 || last === undefined || last !== word.at(-2)) return word;
  return 'sz'.includes(last) || (last === 'l' && word.length < 6) ? word : word.slice(0, -1);
}

/** `associated` must meet `associate`, and `stabilized` `stabilize`. */
function restore(stem: string): string {
  return stem.length > 3 && /(?:at|bl|iz|is)$/.test(stem) ? `${stem}e` : undouble(stem);
}

/** British and American spellings meet: `tumour`, `leukaemia`, `oestrogen`. */
function american(word: string): string {
  if (word.length < 6) return word;
  return word.replace(/our(?=s?$|ed$|ing$|al$|able$)/, 'or').replace(/[ao]e(?!$|[drs]$|ing$)/g, 'e');
}

function inflection(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (word.endsWith('ses') && word.length > 5) return `${word.slice(0, -2)}`;
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word) && word.length > 3) word = word.slice(0, -1);
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  for (const suffix of ['ing', 'ed']) {
    const stem = word.slice(0, -suffix.length);
    if (word.endsWith(suffix) && stem.length > 2 && vowel.test(stem)) return restore(stem);
  }
  return word;
}

function derivation(word: string): string {
  for (const [suffix, replacement, leastStem] of derivational) {
    if (word.endsWith(suffix) && word.length - suffix.length >= leastStem)
      return word.slice(0, -suffix.length) + replacement;
  }
  return word;
}

/** The stem of one lower-case word. Words with a digit or outside a–z, and words under four letters, are returned unchanged. */
export function stem(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.length < 4 || word.length > 40 || !/^[a-z]+$/.test(word)) return word;
  let result = inflection(american(word));
  const once = derivation(result);
  result = once === result ? result : derivation(once);
  if (result.length > 3 && /[ey]$/.test(result))
    result = result.endsWith('y') ? `${result.slice(0, -1)}i` : result.slice(0, -1);
  return undouble(result);
}
