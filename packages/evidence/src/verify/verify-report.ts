import type { Citation, EvidenceRecord, Reference, Report, ReportSection, Sentence } from '../report.ts';
import { asFields, asList, type CheckedDocument, type Problem, readDocuments, readEvidence } from './evidence-check.ts';
import { findUnsupported, isQuoted } from './support.ts';
import { isTemplate, templates } from './templates.ts';

export interface VerifyInput {
  report: Report;
  documents: readonly { id: string; text: string }[];
  evidence: readonly EvidenceRecord[];
  /**
   * `quoted`: a factual sentence must be one of its quotes, or whole sentences of one. `lexical`: it may be in other
   * words, if numbers, names, negation, hedging and most words agree; for reports a model wrote.
   * @default 'quoted'
   */
  support?: 'quoted' | 'lexical';
}

export interface VerifyResult {
  /** The report without what could not be verified; what was taken out is in `removed`, references are made anew. */
  report: Report;
  checks: {
    /** Sentences of the report as it came. */
    sentences: number;
    /** Of these, the ones that are not templates. */
    factual: number;
    /** Factual sentences that their quotes support. */
    verified: number;
    /** Sentences taken out. */
    removed: number;
  };
  /** Everything that was wrong; empty for a sound report. */
  problems: Problem[];
}

interface Context {
  documents: Map<string, CheckedDocument>;
  evidence: Map<string, EvidenceRecord>;
  support: 'quoted' | 'lexical';
  problems: Problem[];
  removed: { text: string; reason: string }[];
  checks: VerifyResult['checks'];
}

/**
 * Checks a report against its documents from nothing but the documents' own text. Shares no code with the selection or
 * the writing. Never throws: a malformed report is a list of problems and an empty report.
 */
export function verifyReport(input: VerifyInput): VerifyResult {
  const context: Context = {
    documents: new Map(),
    evidence: new Map(),
    support: 'quoted',
    problems: [],
    removed: [],
    checks: { sentences: 0, factual: 0, verified: 0, removed: 0 },
  };
  try {
    return verify(input, context);
  } catch (error) {
    context.problems.push({
      code: 'malformed',
      message: `the report could not be read: ${error instanceof Error ? error.message : 'unknown error'}`,
    });
    return { report: emptyReport(context), checks: context.checks, problems: context.problems };
  }
}

function emptyReport(context: Context): Report {
  return {
    title: '',
    answer: [{ text: templates['nothing-verified'], factual: false, templateId: 'nothing-verified', citations: [] }],
    sections: [],
    limitations: [],
    references: [],
    removed: context.removed,
  };
}

function verify(input: VerifyInput, context: Context): VerifyResult {
  const fields = asFields(input) ?? {};
  const report = asFields(fields.report);
  if (!report) {
    context.problems.push({ code: 'malformed', message: 'the report is not an object' });
    return { report: emptyReport(context), checks: context.checks, problems: context.problems };
  }
  context.support = fields.support === 'lexical' ? 'lexical' : 'quoted';
  context.documents = readDocuments(fields.documents, context.problems);
  context.evidence = readEvidence(fields.evidence, context.documents, context.problems);
  context.removed.push(...readRemoved(report.removed));

  let answer = verifySentences(report.answer, 'answer', context);
  const sections = verifySections(report.sections, context);
  if (context.checks.factual > 0 && context.checks.verified === 0) {
    answer = [
      ...answer,
      { text: templates['nothing-verified'], factual: false, templateId: 'nothing-verified', citations: [] },
    ];
  }
  const references = makeReferences([answer, ...sections.map((section) => section.sentences)].flat(), context);
  compareReferences(report.references, references, context);
  const verified: Report = {
    title: readText(report.title, 'title', context),
    answer,
    sections,
    limitations: asList(report.limitations).filter((entry): entry is string => typeof entry === 'string'),
    references,
    removed: context.removed,
  };
  return { report: verified, checks: context.checks, problems: context.problems };
}

function readText(value: unknown, place: string, context: Context): string {
  if (typeof value === 'string') return value;
  context.problems.push({ code: 'malformed', message: `${place} is not a string` });
  return '';
}

function readRemoved(value: unknown): { text: string; reason: string }[] {
  return asList(value).flatMap((entry) => {
    const fields = asFields(entry);
    return typeof fields?.text === 'string' && typeof fields.reason === 'string'
      ? [{ text: fields.text, reason: fields.reason }]
      : [];
  });
}

function verifySections(value: unknown, context: Context): ReportSection[] {
  return asList(value).flatMap((entry, index) => {
    const place = `section ${index + 1}`;
    const fields = asFields(entry);
    const heading = readText(fields?.heading, `${place} heading`, context);
    const sentences = verifySentences(fields?.sentences, place, context);
    return sentences.length > 0 ? [{ heading, sentences }] : [];
  });
}

function verifySentences(value: unknown, place: string, context: Context): Sentence[] {
  if (!Array.isArray(value))
    context.problems.push({ code: 'malformed', message: `${place} is not a list of sentences` });
  return asList(value).flatMap((entry, index) => {
    context.checks.sentences++;
    const found = verifySentence(entry, `${place}, sentence ${index + 1}`, context);
    if (!('reason' in found)) return [found.sentence];
    context.checks.removed++;
    context.removed.push({ text: found.text, reason: found.reason });
    context.problems.push({ code: found.code, message: `${place}, sentence ${index + 1}: ${found.reason}` });
    return [];
  });
}

type Verdict = { sentence: Sentence } | { text: string; reason: string; code: Problem['code'] };

function verifySentence(entry: unknown, place: string, context: Context): Verdict {
  const fields = asFields(entry);
  const text = fields?.text;
  if (!fields || typeof text !== 'string' || text.trim() === '') {
    return { text: '', reason: 'it has no text', code: 'malformed' };
  }
  if (fields.factual === false) return verifyTemplate(text, fields);
  context.checks.factual++;
  const citations = resolveCitations(fields.citations, place, context);
  if (citations.length === 0) return { text, reason: 'it cites no quote that holds', code: 'unsupported' };
  const supported = context.support === 'quoted' ? keepQuoted(text, citations, context) : citations;
  const quotes = supported.map(({ evidenceId }) => context.evidence.get(evidenceId)?.quote ?? '');
  if (supported.length === 0) return { text, reason: 'it is not what its quotes say', code: 'unsupported' };
  const reason = quotes.some((quote) => isQuoted(text, quote)) ? undefined : findUnsupported(text, quotes);
  if (reason !== undefined) return { text, reason, code: 'unsupported' };
  context.checks.verified++;
  return { sentence: { text, factual: true, citations: supported } };
}

function verifyTemplate(text: string, fields: Record<string, unknown>): Verdict {
  const { templateId } = fields;
  if (typeof templateId !== 'string' || !isTemplate(text, templateId)) {
    return {
      text,
      reason: 'it is marked as stating no fact but is not one of the fixed sentences',
      code: 'not-a-template',
    };
  }
  return { sentence: { text, factual: false, templateId, citations: [] } };
}

function keepQuoted(text: string, citations: Citation[], context: Context): Citation[] {
  return citations.filter(({ evidenceId }) => isQuoted(text, context.evidence.get(evidenceId)?.quote ?? ''));
}

function resolveCitations(value: unknown, place: string, context: Context): Citation[] {
  const ids = new Set<string>();
  for (const entry of asList(value)) {
    const id = asFields(entry)?.evidenceId;
    if (typeof id === 'string' && context.evidence.has(id)) ids.add(id);
    else
      context.problems.push({ code: 'unknown-evidence', message: `${place} cites ${String(id)}, which does not hold` });
  }
  return [...ids].map((evidenceId) => ({ evidenceId }));
}

function makeReferences(sentences: Sentence[], context: Context): Reference[] {
  const cited = new Set<string>();
  for (const sentence of sentences) {
    for (const { evidenceId } of sentence.citations) cited.add(context.evidence.get(evidenceId)?.documentId ?? '');
  }
  return [...cited].flatMap((id, index) => {
    const document = context.documents.get(id);
    if (!document) return [];
    const year = Number(/^\d{4}/.exec(document.publishedAt ?? '')?.[0]);
    return [
      {
        number: index + 1,
        documentId: id,
        title: document.title,
        url: document.url,
        ...(document.authors.length > 0 ? { authors: document.authors } : {}),
        ...(Number.isInteger(year) && year > 0 ? { year } : {}),
        ...(document.doi === undefined ? {} : { doi: document.doi }),
      },
    ];
  });
}

/** References that only removed sentences cited may go without remark; any other difference is a problem. */
function compareReferences(value: unknown, expected: Reference[], context: Context): void {
  const given = asList(value).map((entry) => asFields(entry));
  const remaining =
    context.checks.removed > 0
      ? given.filter((entry) => expected.some((one) => one.documentId === entry?.documentId))
      : given;
  const differ = (message: string) => context.problems.push({ code: 'reference-differs', message });
  if (remaining.length !== expected.length) {
    differ(`the report lists ${remaining.length} references where its sentences cite ${expected.length} documents`);
  }
  for (const reference of expected) {
    const found = remaining.find((entry) => entry?.documentId === reference.documentId);
    if (!found) differ(`${reference.documentId} is cited but not among the references`);
    else if (found.title !== reference.title || found.url !== reference.url)
      differ(`reference to ${reference.documentId} has another title or address than the document`);
    else if (context.checks.removed === 0 && found.number !== reference.number)
      differ(`reference to ${reference.documentId} should be number ${reference.number}`);
  }
}
