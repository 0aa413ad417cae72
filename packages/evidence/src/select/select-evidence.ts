import type { SourceDocument } from '@headwater/core';
import type { EvidenceRecord } from '../report.ts';
import { type Concept, questionConcepts } from './concepts.ts';
import { type AnalysedDocument, analyseDocument, bestWindow, weigh } from './passages.ts';
import { chooseSentences } from './sentence-choice.ts';
import { type Coverage, judgeCoverage, type SufficiencyOptions } from './sufficiency.ts';

export interface SelectOptions extends SufficiencyOptions {
  /** Most documents to quote. @default 8 */
  maxDocuments?: number;
  /** Most sentences to quote from one document. @default 3; 4 of two documents, 5 of an only one */
  maxSentencesPerDocument?: number;
  /** A document is left out if it scores less than this share of the best one. @default 0.5 */
  relativeScore?: number;
  /** Document frequencies of a large collection, when the caller has one; sharpens the ranking. */
  statistics?: { documentCount: number; documentFrequency(term: string): number };
}

export interface DocumentScore {
  documentId: string;
  /** Comparable within one selection only. */
  score: number;
  /** Share of the question's weight the document holds, 0 to 1. */
  coverage: number;
  /** Topical words of the question that the document does not hold. */
  missing: string[];
  /** Whether quotes were taken from it. */
  selected: boolean;
}

export type InsufficiencyReason = 'no-documents' | 'no-topic' | 'nothing-matches' | 'not-covered';

export interface Selection {
  /** Exact quotes, best document first, best sentence first within a document. Ids are `ev_1`, `ev_2`, … */
  evidence: EvidenceRecord[];
  /** Every document, best first. */
  documentScores: DocumentScore[];
  /** False if no document holds enough of what the question asks; `evidence` is then empty. */
  sufficient: boolean;
  /** Why the evidence is not sufficient. */
  reason?: InsufficiencyReason;
}

const k1 = 1.2;
const b = 0.75;
const titleWeight = 2;

/**
 * Finds the sentences that speak to a question, or says that there are none. Reads nothing but the documents given;
 * the result depends on nothing else. Linear in the length of the documents; never throws on odd text.
 */
export function selectEvidence(
  question: string,
  documents: readonly SourceDocument[],
  options: SelectOptions = {},
): Selection {
  const concepts = questionConcepts(question);
  if (documents.length === 0) return insufficient([], 'no-documents');
  if (concepts.length === 0) return insufficient([], 'no-topic');
  const analysed = documents.map((document) => analyseDocument(document, concepts));
  const weights = conceptWeights(concepts, analysed, options);
  const scores = scoreDocuments(analysed, weights);
  const judged = analysed.map((entry, index) => ({
    entry,
    score: scores[index] ?? 0,
    coverage: judgeCoverage(concepts, { window: bestWindow(entry, weights), title: entry.title }, weights, options),
  }));
  judged.sort((left, right) => right.score - left.score);
  const chosen = chooseDocuments(judged, options);
  const documentScores = judged.map(({ entry, score, coverage }) => ({
    documentId: entry.document.id,
    score,
    coverage: coverage.share,
    missing: coverage.missingConcepts,
    selected: chosen.some((one) => one.entry === entry),
  }));
  if (chosen.length === 0) {
    return insufficient(documentScores, scores.some((score) => score > 0) ? 'not-covered' : 'nothing-matches');
  }
  const evidence = quoteDocuments(chosen, weights, options.maxSentencesPerDocument ?? Math.max(3, 6 - chosen.length));
  // Words that stand in no sentence can be found, but not quoted.
  return evidence.length === 0
    ? insufficient(documentScores, 'not-covered')
    : { evidence, documentScores, sufficient: true };
}

/** A quote must hold a fair share of what the best quote of all holds; a document without such a quote is not cited. */
const leastOfBestQuote = 0.35;

function quoteDocuments(chosen: readonly Judged[], weights: readonly number[], most: number): EvidenceRecord[] {
  const picked = chosen.map(({ entry }) => ({ entry, sentences: chooseSentences(entry, weights, most) }));
  const best = Math.max(0, ...picked.map(({ sentences }) => sentences[0]?.score ?? 0));
  const quotes = picked.flatMap(({ entry, sentences }) =>
    sentences.filter(({ score }) => score >= best * leastOfBestQuote).map(({ sentence }) => ({ entry, sentence })),
  );
  return quotes.map(({ entry, sentence }, index) =>
    evidenceRecord(`ev_${index + 1}`, entry.document, sentence.bodyStart, sentence.end),
  );
}

function insufficient(documentScores: DocumentScore[], reason: InsufficiencyReason): Selection {
  return { evidence: [], documentScores, sufficient: false, reason };
}

/** The record for one stretch of a document's text, with the provenance of the first provider that returned it. */
export function evidenceRecord(id: string, document: SourceDocument, start: number, end: number): EvidenceRecord {
  const [origin] = document.provenance;
  return {
    id,
    documentId: document.id,
    quote: document.text.slice(start, end),
    start,
    end,
    provider: origin?.provider ?? 'unknown',
    ...(origin?.requestId === undefined ? {} : { requestId: origin.requestId }),
    retrievedAt: origin?.retrievedAt ?? '',
  };
}

/** A concept's weight for ranking: what its word says by itself, and how far it tells these documents apart. */
function conceptWeights(
  concepts: readonly Concept[],
  analysed: readonly AnalysedDocument<unknown>[],
  options: SelectOptions,
): number[] {
  const { statistics } = options;
  return concepts.map((concept, index) => {
    const count = statistics?.documentCount ?? analysed.length;
    const frequency = statistics
      ? statistics.documentFrequency(concept.terms[0] as string)
      : analysed.filter((entry) => (entry.frequency[index] ?? 0) + (entry.title[index] ?? 0) > 0).length;
    return concept.weight * (1 + 0.5 * Math.log(1 + (count - Math.min(count, frequency) + 0.5) / (frequency + 0.5)));
  });
}

function scoreDocuments(analysed: readonly AnalysedDocument<unknown>[], weights: readonly number[]): number[] {
  const meanLength = Math.max(1, analysed.reduce((sum, entry) => sum + entry.length, 0) / analysed.length);
  return analysed.map((entry) => {
    const saturated = weights.map((_, index) => {
      const text = (entry.frequency[index] ?? 0) / (1 - b + (b * entry.length) / meanLength);
      const frequency = titleWeight * (entry.title[index] ?? 0) + text;
      return (frequency * (k1 + 1)) / (k1 + frequency);
    });
    return weigh(saturated, weights);
  });
}

interface Judged {
  entry: AnalysedDocument<SourceDocument>;
  score: number;
  coverage: Coverage;
}

/**
 * One document that covers the question makes the evidence sufficient. Beside the best such document, others are worth
 * quoting if they nearly cover it too, score close to it, and speak of the question's subject: of two papers
 * on birth weight, one that does not mention vitamin D is no company for one that does.
 */
function chooseDocuments(judged: readonly Judged[], options: SelectOptions): Judged[] {
  const best = judged.find(({ coverage }) => coverage.enough);
  if (!best) return [];
  const least = best.score * (options.relativeScore ?? 0.5);
  return judged
    .filter(({ coverage, score }) => (coverage.enough || (coverage.near && coverage.touchesSubject)) && score >= least)
    .slice(0, options.maxDocuments ?? 8);
}
