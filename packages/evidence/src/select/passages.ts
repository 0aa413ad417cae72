import { type SentenceSpan, splitSentences } from '../text/sentences.ts';
import { words } from '../text/tokenize.ts';
import { type Concept, conceptCoverage, coverageWithVariants, variantsOf } from './concepts.ts';

/** A document's sentences with how far each holds each concept of the question. */
export interface AnalysedDocument<Document> {
  document: Document;
  /** Words that are not stop words. */
  length: number;
  sentences: AnalysedSentence[];
  /** Coverage of each concept by the title. */
  title: Float64Array;
  /** How often each concept occurs in the text, variants at a discount. */
  frequency: Float64Array;
}

export interface AnalysedSentence extends SentenceSpan {
  /** Coverage of each concept, 0 to 1. */
  coverage: Float64Array;
  wordCount: number;
}

/** Longest text that is analysed, in UTF-16 units; what follows is not read. */
export const longestText = 200_000;
/** Sentences further apart than this, in UTF-16 units, are not read together. */
const defaultWindowLength = 3000;

export function analyseDocument<Document extends { title: string; text: string }>(
  document: Document,
  concepts: readonly Concept[],
): AnalysedDocument<Document> {
  const text = document.text.length > longestText ? document.text.slice(0, longestText) : document.text;
  const spans = splitSentences(text);
  const bags = spans.map((span) => bagOf(text.slice(span.bodyStart, span.end)));
  const titleBag = bagOf(document.title);
  const vocabulary = new Set<string>();
  for (const bag of [...bags, titleBag]) for (const term of bag.terms) vocabulary.add(term);
  const variants = concepts.map((concept) =>
    conceptCoverage(concept, vocabulary) > 0 ? new Set<string>() : variantsOf(concept, vocabulary),
  );
  const cover = (bag: Bag) =>
    Float64Array.from(concepts, (concept, index) =>
      coverageWithVariants(concept, variants[index] as Set<string>, bag.terms),
    );
  const frequency = new Float64Array(concepts.length);
  const sentences = spans.map((span, index) => {
    const bag = bags[index] as Bag;
    const coverage = cover(bag);
    coverage.forEach((value, concept) => {
      frequency[concept] = (frequency[concept] ?? 0) + value;
    });
    return { ...span, coverage, wordCount: bag.wordCount };
  });
  return {
    document,
    length: bags.reduce((sum, bag) => sum + bag.wordCount, 0),
    sentences,
    title: cover(titleBag),
    frequency,
  };
}

interface Bag {
  terms: Set<string>;
  wordCount: number;
}

function bagOf(text: string): Bag {
  const terms = new Set<string>();
  let wordCount = 0;
  for (const word of words(text)) {
    if (word.stop) continue;
    wordCount++;
    for (const term of word.terms) terms.add(term);
  }
  return { terms, wordCount };
}

/**
 * The best coverage of each concept that any one window of neighbouring sentences reaches, together with the title.
 * A long page that mentions one thing at its top and another at its foot has not brought them together.
 */
export function bestWindow(
  analysed: AnalysedDocument<unknown>,
  weights: ArrayLike<number>,
  windowLength = defaultWindowLength,
): Float64Array {
  const { sentences, title } = analysed;
  let best = Float64Array.from(title);
  let bestScore = weigh(best, weights);
  let from = 0;
  while (from < sentences.length) {
    const begin = sentences[from] as AnalysedSentence;
    const window = Float64Array.from(title);
    let to = from;
    while (
      to < sentences.length &&
      (to === from || (sentences[to] as AnalysedSentence).end - begin.start <= windowLength)
    ) {
      (sentences[to] as AnalysedSentence).coverage.forEach((value, index) => {
        if (value > (window[index] ?? 0)) window[index] = value;
      });
      to++;
    }
    const score = weigh(window, weights);
    if (score > bestScore) {
      best = window;
      bestScore = score;
    }
    if (to >= sentences.length) break;
    // Windows overlap by half, so that no neighbourhood is cut in two and the work stays linear.
    from = Math.max(from + 1, Math.floor((from + to) / 2));
  }
  return best;
}

export function weigh(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (values[index] ?? 0) * (weights[index] ?? 0);
  return sum;
}
