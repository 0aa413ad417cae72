import { topicalWeight } from '../text/common-words.ts';
import { words } from '../text/tokenize.ts';

/** One thing the question asks about: a word, or a word with its designator (`vitamin D`). */
export interface Concept {
  label: string;
  /** Index terms; the first is the whole, any others are the parts of a hyphenated compound. */
  terms: readonly string[];
  /** How much it says about the topic, 0 to 1. */
  weight: number;
  /** Topical words that stand next to each other in the question share a group. */
  group: number;
  /** Written with a capital inside the question: a name, which has no other forms (`Atlantis` is not `Atlantic`). */
  isName: boolean;
}

/** From this weight on a word names a topic. */
export const topicalFrom = 0.5;
const longestQuestion = 4000;
const variantCredit = 0.8;
/** A capitalised word after a lower-case one; at the beginning of a sentence a capital says nothing. */
const innerName = /(?<=\p{Ll},? )\p{Lu}\p{Ll}+/gu;

/** The concepts of a question in order, each once. Stop words are left out. Only the first 4,000 UTF-16 units are read. */
export function questionConcepts(question: string): Concept[] {
  const concepts = new Map<string, Concept>();
  const names = new Set(
    [...question.slice(0, longestQuestion).matchAll(innerName)].map(([name]) => name.toLowerCase()),
  );
  let group = 0;
  let previous: Concept | undefined;
  for (const word of words(question.slice(0, longestQuestion))) {
    const [head] = word.terms;
    if (word.stop || head === undefined) {
      group++;
      previous = undefined;
    } else if (head.includes('_') && previous) {
      concepts.delete(previous.terms[0] as string);
      previous = { ...previous, label: `${previous.label} ${word.surface}`, terms: [head], weight: 1 };
      concepts.set(head, previous);
    } else {
      const weight = topicalWeight(word.surface);
      if (weight < topicalFrom) group++;
      previous = { label: word.surface, terms: word.terms, weight, group, isName: names.has(word.surface) };
      if (!concepts.has(head)) concepts.set(head, previous);
      if (weight < topicalFrom) group++;
    }
  }
  return [...concepts.values()];
}

/** How well a bag of terms holds a concept: 1 whole, a share for some parts of a compound, 0 not at all. */
export function conceptCoverage(concept: Concept, bag: { has(term: string): boolean }): number {
  const [whole, ...parts] = concept.terms;
  if (whole !== undefined && bag.has(whole)) return 1;
  if (parts.length === 0) return 0;
  const held = parts.filter((part) => bag.has(part)).length;
  return held === parts.length ? 1 : (0.6 * held) / parts.length;
}

/**
 * The terms of a vocabulary that are other forms of a concept the stemmer does not bring together: a long shared
 * beginning (`myelodysplasia`, `myelodysplastic`) or the concept as the end of a compound (`inductive`, `osteoinductive`).
 */
export function variantsOf(concept: Concept, vocabulary: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const term = concept.terms[0] as string;
  if (concept.isName || term.length < 5 || concept.terms.length > 1 || !/^[a-z]+$/.test(term)) return found;
  const beginning = term.slice(0, Math.max(5, Math.ceil(term.length * 0.7)));
  for (const candidate of vocabulary) {
    const longer = candidate.length - term.length;
    const sameBeginning = Math.abs(longer) <= 5 && candidate.startsWith(beginning);
    const asEnding = term.length >= 6 && longer > 0 && longer <= 6 && candidate.endsWith(term);
    if (sameBeginning || asEnding) found.add(candidate);
  }
  return found;
}

/** Coverage counting variants at a discount. */
export function coverageWithVariants(
  concept: Concept,
  variants: ReadonlySet<string>,
  bag: ReadonlySet<string>,
): number {
  const direct = conceptCoverage(concept, bag);
  if (direct > 0 || variants.size === 0) return direct;
  for (const term of bag) if (variants.has(term)) return variantCredit;
  return 0;
}
