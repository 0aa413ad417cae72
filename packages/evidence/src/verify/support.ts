/**
 * Does a quote support a sentence? Written apart from the code that chooses quotes, so that one mistake cannot pass both.
 */

const negations = new Set(
  `no not never none neither nor without cannot nothing nobody nowhere hardly scarcely fail fails failed failing lack
  lacks lacked lacking absence absent unable unlikely`
    .split(/\s+/)
    .filter(Boolean),
);
const hedges = new Set([
  'may',
  'might',
  'could',
  'possibly',
  'perhaps',
  'probably',
  'suggests',
  'suggest',
  'suggested',
]);
const directions: Record<string, string> = {};
const families: readonly (readonly [direction: string, beginnings: string])[] = [
  [
    'up',
    'increas rais rise rising rose elevat enhanc improv promot higher more greater upregulat activat gain exceed strengthen',
  ],
  [
    'down',
    'decreas reduc lower declin impair inhibit fewer less smaller downregulat inactivat suppress loss diminish weaken prevent',
  ],
];
for (const [direction, beginnings] of families)
  for (const beginning of beginnings.split(' ')) directions[beginning] = direction;
const glue = new Set(
  `a an the of in on at to for from by with and or as that this these those it its is are was were be been being has have
  had do does did which who whom whose than then there their they them we our us he she his her i you your also both
  such into over under between among during after before about can will would should`
    .split(/\s+/)
    .filter(Boolean),
);
const numberWords: Record<string, string> = {
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  twenty: '20',
  thirty: '30',
  forty: '40',
  fifty: '50',
  hundred: '100',
  thousand: '1000',
};
const leastShare = 0.8;
const leastOrder = 0.5;

/** White space runs become one space and compatibility marks are composed; nothing else is forgiven. */
export function normalise(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** The sentence is the quote, or one or more whole sentences of it. */
export function isQuoted(sentence: string, quote: string): boolean {
  const wanted = normalise(sentence);
  const whole = normalise(quote);
  if (wanted === '') return false;
  if (wanted === whole) return true;
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1)) {
    const before = whole.slice(0, at);
    const after = whole.slice(at + wanted.length);
    const startsSentence = before === '' || /[.!?。！？]["”’)\]]?\s?$/u.test(before);
    const endsSentence = after === '' || (/[.!?。！？]["”’)\]]?$/u.test(wanted) && /^\s?[^\p{Ll}]/u.test(after));
    if (startsSentence && endsSentence) return true;
  }
  return false;
}

interface Reading {
  content: string[];
  numbers: Set<string>;
  names: Set<string>;
  negations: number;
  hedged: boolean;
  directions: Set<string>;
}

function read(text: string): Reading {
  const reading: Reading = {
    content: [],
    numbers: new Set(),
    names: new Set(),
    negations: 0,
    hedged: false,
    directions: new Set(),
  };
  const plain = text
    .normalize('NFKC')
    .replace(/[’‘]/g, "'")
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/[−–]/g, '-');
  let first = true;
  for (const match of plain.matchAll(/-?\d+(?:\.\d+)?%?|[\p{L}\p{M}][\p{L}\p{M}\p{N}]*(?:'\p{L}+)?/gu)) {
    readWord(reading, match[0], first);
    first = /[.!?]\s*$/.test(plain.slice(Math.max(0, match.index - 3), match.index)) || false;
  }
  return reading;
}

function readWord(reading: Reading, word: string, first: boolean): void {
  const lower = word.toLowerCase();
  if (/^-?\d/.test(word)) {
    reading.numbers.add(word.replace(/^-/, ''));
    return;
  }
  const spelled = Object.hasOwn(numberWords, lower) ? numberWords[lower] : undefined;
  if (spelled !== undefined) reading.numbers.add(spelled);
  if (negations.has(lower) || lower.endsWith("n't")) reading.negations++;
  else if (hedges.has(lower)) reading.hedged = true;
  else if (!glue.has(lower)) {
    reading.content.push(lower);
    const direction = Object.keys(directions).find((beginning) => lower.startsWith(beginning));
    if (direction !== undefined) reading.directions.add(directions[direction] as string);
    const isName = /^\p{Lu}[\p{Lu}\p{N}]+$/u.test(word) || /\p{N}/u.test(word) || (!first && /^\p{Lu}/u.test(word));
    if (isName) reading.names.add(lower);
  }
}

/** Two forms of one word: equal, or the same beginning of at least five letters and two thirds of the longer. */
function sameWord(left: string, right: string): boolean {
  if (left === right) return true;
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  return shared >= 4 && shared >= Math.max(left.length, right.length) * 0.6;
}

function longestCommonOrder(left: string[], right: string[]): number {
  let row = new Uint16Array(right.length + 1);
  for (const word of left) {
    const next = new Uint16Array(right.length + 1);
    right.forEach((other, index) => {
      const best = Math.max(row[index + 1] ?? 0, next[index] ?? 0);
      next[index + 1] = sameWord(word, other) ? Math.max(best, (row[index] ?? 0) + 1) : best;
    });
    row = next;
  }
  return row[right.length] ?? 0;
}

const longestSentence = 2000;

/**
 * Why quotes do not support a sentence in other words than theirs, or `undefined` if nothing speaks against it. A
 * conservative lexical check, not understanding: every number and name must stand in a quote, most content words must,
 * roughly in the quote's order, with the quote's negation, hedging and direction.
 */
export function findUnsupported(sentence: string, quotes: readonly string[]): string | undefined {
  if (sentence.length > longestSentence) return 'the sentence is too long to be checked';
  const claim = read(sentence);
  if (claim.content.length === 0) return 'the sentence says nothing that a quote could support';
  const readings = quotes.map((quote) => read(quote.slice(0, longestSentence * 4)));
  const within = (
    pick: (reading: Reading) => Iterable<string>,
    wanted: string,
    same = (a: string, b: string) => a === b,
  ) => readings.some((reading) => [...pick(reading)].some((value) => same(value, wanted)));
  for (const number of claim.numbers) {
    if (!within((reading) => reading.numbers, number)) return `the number ${number} is not in its quotes`;
  }
  for (const name of claim.names) {
    if (!within((reading) => reading.content, name, sameWord)) return `"${name}" is not in its quotes`;
  }
  const matched = claim.content.filter((word) => within((reading) => reading.content, word, sameWord)).length;
  if (matched / claim.content.length < leastShare) return 'too many of its words are not in its quotes';
  const closest = readings
    .map((reading) => ({ reading, order: longestCommonOrder(claim.content, reading.content.slice(0, 600)) }))
    .sort((left, right) => right.order - left.order)[0];
  if (!closest) return 'it cites no quote';
  if (closest.order / claim.content.length < leastOrder) return 'its words stand in another order than in its quotes';
  if (closest.reading.negations > 0 !== claim.negations > 0) return 'it and its quote do not agree on a negation';
  if (closest.reading.hedged && !claim.hedged) return 'its quote says this with less certainty';
  for (const direction of claim.directions) {
    if (!within((reading) => reading.directions, direction)) return 'it says more or less where its quotes do not';
  }
  return undefined;
}
