import { type AnalysedDocument, type AnalysedSentence, weigh } from './passages.ts';

/** Headings under which authors say what they found; under any other they say why and how they looked. */
const findings = /result|finding|conclusion|interpretation|summary|significance|implication|synthesis/;
/** Sentences about the work itself rather than about its subject. */
const purpose =
  /^(?:to (?:\p{Ll}+ly )?\p{Ll}+ |the (?:aim|purpose|objective|goal)\b|(?:we|this \p{Ll}+|here we) (?:aim|sought|set out|investigate|examine|assess|review|evaluate)|our (?:aim|goal|objective))/iu;
const procedure =
  /\b(?:was|were) (?:\p{Ll}+ly )?(?:analy[sz]ed|assessed|calculated|collected|compared|conducted|enrolled|estimated|evaluated|examined|extracted|included|interviewed|investigated|measured|performed|randomi[sz]ed|recruited|searched|selected|used)\b/u;

export interface ScoredSentence {
  sentence: AnalysedSentence;
  score: number;
}

/**
 * The sentences of a document that speak to the question most, best first. Each further sentence must still hold
 * a fair share of what the best one holds, so that nothing is quoted to fill space.
 */
export function chooseSentences(
  analysed: AnalysedDocument<{ text: string }>,
  weights: readonly number[],
  most: number,
): ScoredSentence[] {
  const { sentences, document } = analysed;
  let label: string | undefined;
  const scored = sentences.map((sentence, index) => {
    // A heading holds until the next one.
    label = sentence.label ?? label;
    const words = document.text.slice(sentence.bodyStart, sentence.end);
    const isLate = sentences.length >= 4 && index >= sentences.length * 0.6;
    return { sentence, index, score: weigh(sentence.coverage, weights) * form(sentence, words, label, isLate) };
  });
  scored.sort((left, right) => right.score - left.score || left.index - right.index);
  const best = scored[0]?.score ?? 0;
  return scored.slice(0, most).filter(({ score }) => score > 0 && score >= best * leastOfBest);
}

const leastOfBest = 0.4;

function form(sentence: AnalysedSentence, words: string, label: string | undefined, isLate: boolean): number {
  if (sentence.wordCount < 3) return 0;
  let factor = 1;
  if (label !== undefined) factor *= findings.test(label) ? 1.2 : 0.6;
  // Without headings, abstracts still close with what they found.
  else if (isLate) factor *= 1.1;
  if (purpose.test(words)) factor *= 0.6;
  if (procedure.test(words)) factor *= 0.8;
  if (words.endsWith('?')) factor *= 0.3;
  // The beginning of a longer sentence, cut at the length limit or by the source, reads badly alone.
  if (!/[.!?。！？…)\]"”’]$/u.test(words)) factor *= 0.7;
  if (sentence.wordCount > 60) factor *= 0.8;
  return factor;
}
