import type { EvidenceRecord, Report, Sentence } from '../report.ts';

export interface RenderOptions {
  /** The evidence the report cites; its quotes are listed. */
  evidence: readonly EvidenceRecord[];
  /** Whether the documents came from live services or from stored samples. The reader is told which. */
  mode: 'live' | 'sandbox';
  /** Who wrote the sentences. @default 'extractive' */
  writer?: 'extractive' | 'model';
}

export const sandboxLabel = 'Sandbox: stored sample documents, not live sources. Do not cite.';
export const extractiveLabel = 'No model was used: sentences are taken from the sources.';
export const modelLabel = 'A model wrote the sentences; each was checked against the quotes it cites.';

export function labels(options: RenderOptions): string[] {
  const writer = options.writer === 'model' ? modelLabel : extractiveLabel;
  return options.mode === 'sandbox' ? [sandboxLabel, writer] : [writer];
}

// Characters that change how the text around them is shown: directional overrides and isolates, invisible and tag
// characters, controls. Zero-width joiners stay, emoji and several scripts need them.
const hidden = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is being removed
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Text from a source made safe to show: well formed, on one line, without control, bidirectional or invisible characters. */
export function displayText(text: string): string {
  return String(text).toWellFormed().replace(hidden, '').replace(controls, '\ufffd').replace(/\s+/gu, ' ').trim();
}

/** The address if it is http or https, else nothing: a reference never becomes a `javascript:` link. */
export function displayUrl(url: string): string | undefined {
  try {
    const { protocol, href } = new URL(url);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  } catch {
    return undefined;
  }
}

/** The reference numbers of a sentence, ascending. */
export function citationNumbers(
  sentence: Sentence,
  report: Report,
  evidence: ReadonlyMap<string, EvidenceRecord>,
): number[] {
  const numbers = sentence.citations.flatMap(({ evidenceId }) => {
    const documentId = evidence.get(evidenceId)?.documentId;
    const reference = report.references.find((one) => one.documentId === documentId);
    return reference ? [reference.number] : [];
  });
  return [...new Set(numbers)].sort((left, right) => left - right);
}

/** The evidence that shown sentences cite, in the order they cite it. */
export function citedEvidence(report: Report, evidence: ReadonlyMap<string, EvidenceRecord>): EvidenceRecord[] {
  const sentences = [...report.answer, ...report.sections.flatMap((section) => section.sentences)];
  const ids = new Set(sentences.flatMap((sentence) => sentence.citations.map((citation) => citation.evidenceId)));
  return [...ids].flatMap((id) => evidence.get(id) ?? []);
}

export function evidenceById(evidence: readonly EvidenceRecord[]): Map<string, EvidenceRecord> {
  return new Map(evidence.map((record) => [record.id, record]));
}

/** The full stop after a title and year, unless the title ends the sentence itself. */
export function fullStop(title: string, year: number | undefined): string {
  return year === undefined && /[.!?…]\s*$/u.test(title) ? '' : '.';
}
