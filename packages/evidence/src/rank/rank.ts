import { terms, words } from '../text/tokenize.ts';

/** The parts of a document that ranking reads. A `SourceDocument` fits. */
export interface RankableDocument {
  id: string;
  title: string;
  text: string;
}

export interface RankOptions {
  /** How fast repeated words stop counting. @default 1.2 */
  k1?: number;
  /** How much a long text is held against it, 0 to 1. @default 0.75 */
  b?: number;
  /** How many times as much a word in the title counts as one in the text. @default 2 */
  titleWeight?: number;
  /** Weight of two question words standing side by side in the text, against one word alone. @default 0.2 */
  pairWeight?: number;
  /** Most results. @default all that match */
  limit?: number;
}

export interface RankedDocument<Document extends RankableDocument = RankableDocument> {
  document: Document;
  /** BM25F score; comparable within one index only. */
  score: number;
}

export interface DocumentIndex<Document extends RankableDocument = RankableDocument> {
  readonly size: number;
  /** In how many documents a term (as made by this package's analysis) occurs. */
  documentFrequency(term: string): number;
  /** Best first; ties keep the order the documents came in. Documents that share no word with the question are left out. */
  search(question: string, options?: RankOptions): RankedDocument<Document>[];
}

interface Posting {
  document: number;
  inTitle: number;
  inText: number;
}

const defaults = { k1: 1.2, b: 0.75, titleWeight: 2, pairWeight: 0.2 };
const pairSeparator = '\u0001';

function addPostings(postings: Map<string, Posting[]>, document: number, found: Map<string, Posting>): void {
  for (const [term, posting] of found) {
    const list = postings.get(term);
    if (list) list.push(posting);
    else postings.set(term, [{ ...posting, document }]);
  }
}

function countTerms(found: Map<string, Posting>, text: string, field: 'inTitle' | 'inText', document: number): number {
  let previous: string | undefined;
  let length = 0;
  const count = (term: string) => {
    let posting = found.get(term);
    if (!posting) {
      posting = { document, inTitle: 0, inText: 0 };
      found.set(term, posting);
    }
    posting[field]++;
  };
  for (const word of words(text)) {
    if (word.stop) continue;
    length++;
    for (const term of word.terms) count(term);
    const head = word.terms[0];
    if (previous !== undefined && head !== undefined) count(previous + pairSeparator + head);
    previous = head;
  }
  return length;
}

/** Indexes documents for BM25F over title and text. Time and memory are linear in the total length. */
export function createIndex<Document extends RankableDocument>(
  documents: readonly Document[],
): DocumentIndex<Document> {
  const postings = new Map<string, Posting[]>();
  const titleLengths = new Float64Array(documents.length);
  const textLengths = new Float64Array(documents.length);
  documents.forEach((document, index) => {
    const found = new Map<string, Posting>();
    titleLengths[index] = countTerms(found, document.title, 'inTitle', index);
    textLengths[index] = countTerms(found, document.text, 'inText', index);
    addPostings(postings, index, found);
  });
  const meanTitle = mean(titleLengths);
  const meanText = mean(textLengths);

  const inverseFrequency = (list: Posting[]) =>
    Math.log(1 + (documents.length - list.length + 0.5) / (list.length + 0.5));

  return {
    size: documents.length,
    documentFrequency: (term) => postings.get(term)?.length ?? 0,
    search(question, options = {}) {
      const { k1, b, titleWeight, pairWeight } = { ...defaults, ...options };
      const scores = new Float64Array(documents.length);
      for (const [term, weight] of questionWeights(question, pairWeight)) {
        const list = postings.get(term);
        if (!list) continue;
        const information = weight * inverseFrequency(list);
        for (const { document, inTitle, inText } of list) {
          const title = (titleWeight * inTitle) / (1 - b + (b * (titleLengths[document] ?? 0)) / meanTitle);
          const text = inText / (1 - b + (b * (textLengths[document] ?? 0)) / meanText);
          const frequency = title + text;
          scores[document] = (scores[document] ?? 0) + (information * frequency * (k1 + 1)) / (k1 + frequency);
        }
      }
      const ranked = [...scores.keys()].filter((index) => (scores[index] ?? 0) > 0);
      ranked.sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0) || left - right);
      return ranked
        .slice(0, options.limit ?? ranked.length)
        .map((index) => ({ document: documents[index] as Document, score: scores[index] ?? 0 }));
    },
  };
}

function mean(values: Float64Array): number {
  // Documents without a title say nothing about how long titles are.
  const filled = values.filter((value) => value > 0);
  return filled.length > 0 ? filled.reduce((sum, value) => sum + value, 0) / filled.length : 1;
}

/** A question of stop words only is searched by them rather than answered with nothing. */
function questionWeights(question: string, pairWeight: number): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (term: string, weight: number) => weights.set(term, (weights.get(term) ?? 0) + weight);
  let previous: string | undefined;
  for (const word of words(question)) {
    if (word.stop) continue;
    // The parts of a compound share its weight, so that "TNF-alpha" does not count three times.
    for (const term of word.terms) add(term, 1 / Math.sqrt(word.terms.length));
    const head = word.terms[0];
    if (pairWeight > 0 && previous !== undefined && head !== undefined)
      add(previous + pairSeparator + head, pairWeight);
    previous = head;
  }
  return weights;
}

/** Ranks documents against a question with an index made for the occasion. */
export function rankDocuments<Document extends RankableDocument>(
  question: string,
  documents: readonly Document[],
  options: RankOptions = {},
): RankedDocument<Document>[] {
  return createIndex(documents).search(question, options);
}

/** Distinct index terms of a text; what a caller needs to look up document frequencies. */
export function analyse(text: string): string[] {
  return [...new Set(terms(text))];
}
