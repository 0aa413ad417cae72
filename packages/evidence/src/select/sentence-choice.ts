import { type AnalysedDocument, type AnalysedSentence, weigh } from './passages.ts';

/** Headings under which authors say what they found, and those under which they say what they set out to do. */
const findings = /result|finding|conclusion|interpretation|summary/;
const preliminaries =
  /background|objective|aim|purpose|method|design|setting|participant|introduction|context|question|rationale/;

/**
 * The sentences of a document that speak to the question most, best first. Each further sentence must still hold
 * a fair share of what the best one holds, so that nothing is quoted to fill space.
 */
export function chooseSentences(
  analysed: AnalysedDocument<{ text: string }>,
  weights: readonly number[],
  most: number,
): AnalysedSentence[] {
  const { sentences, document } = analysed;
  const scored = sentences.map((sentence, index) => ({
    sentence,
    index,
    score: sentenceScore(sentence, index, sentences.length, document.text, weights),
  }));
  scored.sort((left, right) => right.score - left.score || left.index - right.index);
  const best = scored[0]?.score ?? 0;
  return scored
    .slice(0, most)
    .filter(({ score }) => score > 0 && score >= best * 0.4)
    .map(({ sentence }) => sentence);
}

function sentenceScore(
  sentence: AnalysedSentence,
  index: number,
  count: number,
  text: string,
  weights: readonly number[],
): number {
  const held = weigh(sentence.coverage, weights);
  if (held === 0 || sentence.wordCount < 3) return 0;
  const words = text.slice(sentence.bodyStart, sentence.end);
  let factor = 1;
  if (sentence.label && findings.test(sentence.label)) factor *= 1.15;
  if (sentence.label && preliminaries.test(sentence.label)) factor *= 0.8;
  // Abstracts close with what they found.
  if (count >= 4 && index >= count * 0.6) factor *= 1.1;
  if (words.endsWith('?')) factor *= 0.3;
  // A sentence that only begins or only ends a longer one (cut at the length limit) reads badly alone.
  if (!/[.!?。！？…)\]"”’]$/.test(words)) factor *= 0.7;
  if (sentence.wordCount > 60) factor *= 0.8;
  return held * factor;
}
