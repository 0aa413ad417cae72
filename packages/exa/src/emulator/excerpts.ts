import { contentWords } from '@headwater/testkit';

interface Sentence {
  text: string;
  position: number;
  shared: number;
}

/** The sentences of a text, exactly as they stand in it. */
export function splitSentences(text: string): string[] {
  return text.split(/(?<=[.!?]["”’)]?)\s+(?=["“(]?[\p{Lu}\p{N}])/u).filter((sentence) => sentence.trim() !== '');
}

/**
 * The sentences of a text that share most words with the query, in the order of the text, within a number of characters.
 * Without a shared word the text's beginning stands in.
 */
export function extractHighlights(text: string, query: string, maxCharacters: number, maxCount = 3): string[] {
  const ranked = rankSentences(text, query);
  const chosen: Sentence[] = [];
  let used = 0;
  for (const sentence of ranked) {
    const isFirst = chosen.length === 0;
    if (
      chosen.length === maxCount ||
      (!isFirst && (sentence.shared === 0 || used + sentence.text.length > maxCharacters))
    ) {
      break;
    }
    chosen.push(sentence);
    used += sentence.text.length;
  }
  return chosen
    .sort((left, right) => left.position - right.position)
    .map((sentence) => sentence.text.slice(0, maxCharacters));
}

/** One or two sentences of the text itself: it is taken from it, not written about it. */
export function extractSummary(text: string, query: string): string {
  return extractHighlights(text, query, 400, 2).join(' ');
}

/** The sentence that shares most words with the query. */
export function bestSentence(text: string, query: string): { text: string; shared: number } | undefined {
  const [best] = rankSentences(text, query);
  return best && best.shared > 0 ? best : undefined;
}

function rankSentences(text: string, query: string): Sentence[] {
  const words = new Set(contentWords(query));
  const sentences = splitSentences(text).map((sentence, position) => {
    const shared = new Set(contentWords(sentence).filter((word) => words.has(word))).size;
    return { text: sentence, position, shared };
  });
  return sentences.sort((left, right) => right.shared - left.shared || left.position - right.position);
}
