import { contentWords, rawWords, toContentWord } from './words.ts';

export interface IndexedText {
  title: string;
  body: string;
}

export interface TextMatch {
  /** Position of the document in the list that was indexed. */
  index: number;
  score: number;
}

export interface TextIndex {
  /** Documents that share enough of the query's words, best first. */
  search(query: string): TextMatch[];
  /** Documents that share any word with a long text, best first. */
  similar(text: string): TextMatch[];
}

interface Posting {
  documents: number[];
  /** Weighted count of the word in the document of the same position. */
  counts: number[];
}

const TITLE_WEIGHT = 2;
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.6;
/** Share of the query's weight a document must cover, so that one common word alone is no match. */
const MINIMUM_COVERAGE = 0.1;

/**
 * Plain term matching for emulators: an inverted index, rare words count more, repeated words count less and less. It
 * knows nothing of meaning and is deliberately independent of the ranking in the `evidence` package.
 */
export function createTextIndex(texts: readonly IndexedText[]): TextIndex {
  const lists: PostingLists = { byWord: new Map(), byRawWord: new Map() };
  const lengths = texts.map((text, document) => addDocument(lists, text, document));
  const postings = lists.byWord;
  const averageLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, texts.length);
  const dampening = lengths.map(
    (length) => SATURATION * (1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * length) / Math.max(1, averageLength)),
  );
  const rarity = (frequency: number): number => Math.log(1 + (texts.length - frequency + 0.5) / (frequency + 0.5));

  function rank(query: string, minimumCoverage: number): TextMatch[] {
    const scores = new Float64Array(texts.length);
    const covered = new Float64Array(texts.length);
    let queryWeight = 0;
    for (const word of new Set(contentWords(query))) {
      const posting = postings.get(word);
      const weight = rarity(posting?.documents.length ?? 0);
      queryWeight += weight;
      if (!posting) continue;
      for (let position = 0; position < posting.documents.length; position++) {
        const document = posting.documents[position] as number;
        const count = posting.counts[position] as number;
        scores[document] = (scores[document] as number) + (weight * count) / (count + (dampening[document] as number));
        covered[document] = (covered[document] as number) + weight;
      }
    }
    const matches: TextMatch[] = [];
    for (let index = 0; index < scores.length; index++) {
      const score = scores[index] as number;
      if (score > 0 && (covered[index] as number) >= minimumCoverage * queryWeight) matches.push({ index, score });
    }
    return matches.sort((left, right) => right.score - left.score || left.index - right.index);
  }

  return {
    search: (query) => rank(query, MINIMUM_COVERAGE),
    similar: (text) => rank(text, 0),
  };
}

interface PostingLists {
  byWord: Map<string, Posting>;
  /** The posting of every raw word met so far, `null` for a stop word: one look-up for each word of a text. */
  byRawWord: Map<string, Posting | null>;
}

function addDocument(lists: PostingLists, text: IndexedText, document: number): number {
  return addText(lists, text.title, document, TITLE_WEIGHT) + addText(lists, text.body, document, 1);
}

/** Answers the number of words that carry meaning. */
function addText(lists: PostingLists, text: string, document: number, weight: number): number {
  let length = 0;
  for (const raw of rawWords(text)) {
    const known = lists.byRawWord.get(raw);
    const posting = known === undefined ? findPosting(lists, raw) : known;
    if (posting === null) continue;
    length += 1;
    // Documents come in order, so a repeated word is always in the last entry of its posting.
    const last = posting.documents.length - 1;
    if (posting.documents[last] === document) posting.counts[last] = (posting.counts[last] as number) + weight;
    else {
      posting.documents.push(document);
      posting.counts.push(weight);
    }
  }
  return length;
}

function findPosting(lists: PostingLists, raw: string): Posting | null {
  const word = toContentWord(raw);
  const posting = word === undefined ? null : (lists.byWord.get(word) ?? { documents: [], counts: [] });
  if (word !== undefined && posting) lists.byWord.set(word, posting);
  lists.byRawWord.set(raw, posting);
  return posting;
}
