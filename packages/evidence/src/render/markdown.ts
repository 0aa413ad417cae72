import type { EvidenceRecord, Reference, Report, Sentence } from '../report.ts';
import {
  citationNumbers,
  citedEvidence,
  displayText,
  displayUrl,
  evidenceById,
  fullStop,
  labels,
  type RenderOptions,
} from './display.ts';

/** Makes text from a source plain in Markdown: no markup, no HTML, no automatic links or mentions. */
export function escapeMarkdown(text: string): string {
  return displayText(text)
    .replace(/[\\`*_{}[\]<>|~#$&!]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/@/g, '\\@')
    .replace(/^(?:[-+=]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** The report as Markdown: labels, answer, sections, limitations, references and the quotes behind every citation. */
export function reportToMarkdown(report: Report, options: RenderOptions): string {
  const evidence = evidenceById(options.evidence);
  const paragraph = (sentences: readonly Sentence[]) =>
    sentences.map((sentence) => sentenceText(sentence, report, evidence)).join(' ');
  const blocks: string[] = [`# ${escapeMarkdown(report.title)}`];
  for (const label of labels(options)) blocks.push(`> ${escapeMarkdown(label)}`);
  blocks.push('## Short answer', paragraph(report.answer));
  for (const section of report.sections)
    blocks.push(`## ${escapeMarkdown(section.heading)}`, paragraph(section.sentences));
  if (report.limitations.length > 0) {
    blocks.push('## Limitations', report.limitations.map((entry) => `- ${escapeMarkdown(entry)}`).join('\n'));
  }
  if (report.references.length > 0) blocks.push('## References', report.references.map(referenceText).join('\n'));
  const cited = citedEvidence(report, evidence);
  if (cited.length > 0) blocks.push('## Quotes', cited.map((record) => quoteText(record, report)).join('\n'));
  if (report.removed.length > 0) {
    blocks.push(
      '## Removed by the verifier',
      report.removed.map(({ text, reason }) => `- ${escapeMarkdown(text)} (${escapeMarkdown(reason)})`).join('\n'),
    );
  }
  return `${blocks.join('\n\n')}\n`;
}

function sentenceText(sentence: Sentence, report: Report, evidence: ReadonlyMap<string, EvidenceRecord>): string {
  const numbers = citationNumbers(sentence, report, evidence);
  return [escapeMarkdown(sentence.text), ...numbers.map((number) => `\\[${number}\\]`)].join(' ');
}

function referenceText(reference: Reference): string {
  const { number, title, authors, year, doi } = reference;
  const url = displayUrl(reference.url);
  const parts = [
    authors && authors.length > 0
      ? escapeMarkdown(`${authors.slice(0, 3).join(', ')}${authors.length > 3 ? ' et al.' : ''}.`)
      : '',
    `${escapeMarkdown(title)}${year === undefined ? '' : ` (${year})`}${fullStop(title, year)}`,
    doi === undefined ? '' : `DOI ${escapeMarkdown(doi)}.`,
    url === undefined ? '' : `<${url.replace(/[<>\s]/g, encodeURIComponent)}>`,
  ];
  return `${number}. ${parts.filter(Boolean).join(' ')}`;
}

function quoteText(record: EvidenceRecord, report: Report): string {
  const number = report.references.find((reference) => reference.documentId === record.documentId)?.number;
  const origin = [record.provider, record.requestId, record.retrievedAt]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
  return `- ${escapeMarkdown(record.id)}${number === undefined ? '' : ` \\[${number}\\]`}: “${escapeMarkdown(record.quote)}” (${escapeMarkdown(origin)}; characters ${record.start}–${record.end})`;
}
