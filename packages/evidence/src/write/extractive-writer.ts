import type { SourceDocument } from '@headwater/core';
import type { EvidenceRecord, Reference, Report, ReportSection, Sentence } from '../report.ts';
import type { InsufficiencyReason, Selection } from '../select/select-evidence.ts';
import { terms } from '../text/tokenize.ts';
// The fixed sentences are the verifier's: a list of strings, no code, is all the two have in common.
import { type TemplateId, templates } from '../verify/templates.ts';

/** What became of one source; the server's `RunSource` fits. */
export interface SourceOutcome {
  provider: string;
  outcome: 'ok' | 'partial' | 'throttled' | 'failed' | 'empty' | 'skipped';
  reason?: string;
}

export interface WriteInput {
  question: string;
  documents: readonly SourceDocument[];
  selection: Selection;
  /** Sources that were asked; those that did not answer are named among the limitations. */
  sources?: readonly SourceOutcome[];
  /** Most references. @default 10 */
  maxReferences?: number;
}

const longestTitle = 200;
const nearIdentical = 0.85;

/**
 * Writes a report whose every factual sentence is a quote, character for character. Without sufficient evidence it
 * says so in fixed sentences, and nothing else.
 */
export function writeExtractiveReport(input: WriteInput): Report {
  const { question, selection, sources = [] } = input;
  const title = question.replace(/\s+/gu, ' ').trim().slice(0, longestTitle).toWellFormed();
  const documents = new Map(input.documents.map((document) => [document.id, document]));
  const quoted = selection.sufficient ? usableEvidence(selection, documents, input.maxReferences ?? 10) : [];
  if (quoted.length === 0) return emptyReport(title, selection, sources);

  const answerEvidence = chooseAnswer(quoted);
  const rest = quoted.filter((record) => !answerEvidence.includes(record));
  const answer = answerEvidence.map(quoteSentence);
  const sections = writeSections(rest, quoted, documents);
  const shown = [...answer, ...sections.flatMap((section) => section.sentences)];
  const references = makeReferences(shown, quoted, documents);
  return {
    title,
    answer,
    sections,
    limitations: writeLimitations(selection, references, documents, sources),
    references,
    removed: [],
  };
}

/** Evidence that can be cited, without repetition, from the first documents only. */
function usableEvidence(
  selection: Selection,
  documents: Map<string, SourceDocument>,
  maxReferences: number,
): EvidenceRecord[] {
  const kept: { record: EvidenceRecord; words: Set<string> }[] = [];
  const cited = new Set<string>();
  for (const record of selection.evidence) {
    if (!documents.has(record.documentId)) continue;
    if (!cited.has(record.documentId) && cited.size >= maxReferences) continue;
    const words = new Set(terms(record.quote));
    if (kept.some((one) => likeness(one.words, words) >= nearIdentical)) continue;
    cited.add(record.documentId);
    kept.push({ record, words });
  }
  return kept.map(({ record }) => record);
}

function likeness(left: Set<string>, right: Set<string>): number {
  const shared = [...left].filter((word) => right.has(word)).length;
  const either = left.size + right.size - shared;
  return either === 0 ? 1 : shared / either;
}

/** The best quote of each of the first three documents, or the first two quotes of an only document. */
function chooseAnswer(evidence: readonly EvidenceRecord[]): EvidenceRecord[] {
  const byDocument = groupByDocument(evidence);
  const firsts = [...byDocument.values()].map((records) => records[0] as EvidenceRecord);
  return firsts.length === 1 ? evidence.slice(0, 2) : firsts.slice(0, 3);
}

function groupByDocument(evidence: readonly EvidenceRecord[]): Map<string, EvidenceRecord[]> {
  const groups = new Map<string, EvidenceRecord[]>();
  for (const record of evidence) groups.set(record.documentId, [...(groups.get(record.documentId) ?? []), record]);
  return groups;
}

function quoteSentence(record: EvidenceRecord): Sentence {
  return { text: record.quote, factual: true, citations: [{ evidenceId: record.id }] };
}

const mainDocuments = 3;

function writeSections(
  rest: readonly EvidenceRecord[],
  quoted: readonly EvidenceRecord[],
  documents: Map<string, SourceDocument>,
): ReportSection[] {
  const main = new Set([...groupByDocument(quoted).keys()].slice(0, mainDocuments));
  const inReadingOrder = (records: readonly EvidenceRecord[]) =>
    [...groupByDocument(records).values()].flatMap((group) =>
      [...group].sort((left, right) => left.start - right.start),
    );
  const kinds: [string, (record: EvidenceRecord) => boolean][] = [
    ['What the closest sources say', (record) => main.has(record.documentId)],
    [
      'What other research says',
      (record) => !main.has(record.documentId) && documents.get(record.documentId)?.kind === 'academic',
    ],
    [
      'What other sources say',
      (record) => !main.has(record.documentId) && documents.get(record.documentId)?.kind !== 'academic',
    ],
  ];
  return kinds.flatMap(([heading, belongs]) => {
    const sentences = inReadingOrder(rest.filter(belongs)).map(quoteSentence);
    return sentences.length > 0 ? [{ heading, sentences }] : [];
  });
}

function makeReferences(
  shown: readonly Sentence[],
  evidence: readonly EvidenceRecord[],
  documents: Map<string, SourceDocument>,
): Reference[] {
  const byId = new Map(evidence.map((record) => [record.id, record.documentId]));
  const cited = new Set(
    shown.flatMap((sentence) => sentence.citations.map(({ evidenceId }) => byId.get(evidenceId) as string)),
  );
  return [...cited].map((documentId, index) => toReference(documents.get(documentId) as SourceDocument, index + 1));
}

function toReference(document: SourceDocument, number: number): Reference {
  const year = /^\d{4}/.exec(document.publishedAt ?? '')?.[0];
  return {
    number,
    documentId: document.id,
    title: document.title,
    url: document.url,
    ...(document.authors.length > 0 ? { authors: document.authors } : {}),
    ...(year === undefined || Number(year) === 0 ? {} : { year: Number(year) }),
    ...(document.ids.doi === undefined ? {} : { doi: document.ids.doi }),
  };
}

const emptyAnswers: Record<InsufficiencyReason, readonly TemplateId[]> = {
  'no-documents': ['nothing-found'],
  'no-topic': ['no-topic'],
  'nothing-matches': ['nothing-found'],
  'not-covered': ['not-enough-evidence', 'related-only'],
};

function emptyReport(title: string, selection: Selection, sources: readonly SourceOutcome[]): Report {
  const answer = emptyAnswers[selection.reason ?? 'not-covered'].map((templateId) => ({
    text: templates[templateId],
    factual: false,
    templateId,
    citations: [],
  }));
  return { title, answer, sections: [], limitations: sourceLimitations(sources), references: [], removed: [] };
}

function writeLimitations(
  selection: Selection,
  references: readonly Reference[],
  documents: Map<string, SourceDocument>,
  sources: readonly SourceOutcome[],
): string[] {
  const limitations: string[] = [
    'No model was used: sentences are taken from the sources, not weighed against each other.',
  ];
  const partial = references.filter(({ documentId }) => documents.get(documentId)?.textKind !== 'full').length;
  if (partial > 0) {
    limitations.push(
      `${partial} of ${references.length} cited documents were read as an abstract or a snippet, not in full.`,
    );
  }
  if (references.length === 1) limitations.push('Only one document answers the question; nothing confirms it.');
  const missing = missingEverywhere(selection);
  if (missing.length > 0) limitations.push(`Not mentioned in any cited document: ${missing.join(', ')}.`);
  return [...limitations, ...sourceLimitations(sources)];
}

function missingEverywhere(selection: Selection): string[] {
  const [first, ...others] = selection.documentScores.filter((score) => score.selected);
  return (first?.missing ?? []).filter((label) => others.every((score) => score.missing.includes(label)));
}

const outcomeWords: Record<Exclude<SourceOutcome['outcome'], 'ok'>, string> = {
  partial: 'answered in part',
  throttled: 'refused further requests',
  failed: 'failed',
  empty: 'found nothing',
  skipped: 'was not asked',
};

function sourceLimitations(sources: readonly SourceOutcome[]): string[] {
  return sources.flatMap(({ provider, outcome, reason }) =>
    outcome === 'ok'
      ? []
      : [`Source ${provider} ${outcomeWords[outcome]}${reason ? `: ${reason}` : ''}.`.replace(/\.\.$/, '.')],
  );
}
