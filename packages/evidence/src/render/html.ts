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

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Makes text from a source plain in HTML content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return displayText(text).replace(/[&<>"']/g, (character) => entities[character] as string);
}

const style = `body{font:1.05rem/1.6 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1,h2,aside,ol,nav{font-family:system-ui,sans-serif}h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.1rem;margin-top:2rem}
aside{background:#fff4d6;border:1px solid #d9b54a;padding:.5rem .75rem;margin:.5rem 0;font-size:.9rem}
blockquote{margin:.25rem 0 .25rem 1rem;padding-left:.75rem;border-left:3px solid #bbb}cite{font-size:.85rem;color:#555;font-style:normal}
sup a{text-decoration:none}li{margin:.4rem 0}a{color:#0b57a4;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{background:#151515;color:#e8e8e8}aside{background:#3a3113;border-color:#8a742f}cite{color:#aaa}a{color:#8ab8f0}}`;

/** The report as one HTML page that loads nothing and runs nothing: every citation leads to its quote and its reference. */
export function reportToHtml(report: Report, options: RenderOptions): string {
  const evidence = evidenceById(options.evidence);
  const paragraph = (sentences: readonly Sentence[]) =>
    `<p>${sentences.map((sentence) => sentenceHtml(sentence, report, evidence)).join(' ')}</p>`;
  const cited = citedEvidence(report, evidence);
  const parts = [
    `<h1 dir="auto">${escapeHtml(report.title)}</h1>`,
    ...labels(options).map((label) => `<aside>${escapeHtml(label)}</aside>`),
    '<h2>Short answer</h2>',
    paragraph(report.answer),
    ...report.sections.flatMap((section) => [
      `<h2 dir="auto">${escapeHtml(section.heading)}</h2>`,
      paragraph(section.sentences),
    ]),
    ...list(
      'Limitations',
      'ul',
      report.limitations.map((entry) => `<li>${escapeHtml(entry)}</li>`),
    ),
    ...list('References', 'ol', report.references.map(referenceHtml)),
    ...list(
      'Quotes',
      'ul',
      cited.map((record) => quoteHtml(record, report)),
    ),
    ...list(
      'Removed by the verifier',
      'ul',
      report.removed.map(({ text, reason }) => `<li>${escapeHtml(text)} <cite>${escapeHtml(reason)}</cite></li>`),
    ),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(report.title)}</title>
<style>${style}</style>
</head>
<body>
${parts.join('\n')}
</body>
</html>
`;
}

function list(heading: string, tag: 'ul' | 'ol', items: string[]): string[] {
  return items.length > 0 ? [`<h2>${heading}</h2>`, `<${tag}>\n${items.join('\n')}\n</${tag}>`] : [];
}

function anchor(id: string): string {
  return `quote-${encodeURIComponent(id).replace(/[^A-Za-z0-9_-]/g, '_')}`;
}

function sentenceHtml(sentence: Sentence, report: Report, evidence: ReadonlyMap<string, EvidenceRecord>): string {
  const marks = sentence.citations.flatMap((citation) => {
    const record = evidence.get(citation.evidenceId);
    const [number] = citationNumbers({ ...sentence, citations: [citation] }, report, evidence);
    return record && number !== undefined ? [`<sup><a href="#${anchor(record.id)}">[${number}]</a></sup>`] : [];
  });
  return `<span dir="auto">${escapeHtml(sentence.text)}</span>${marks.join('')}`;
}

function referenceHtml(reference: Reference): string {
  const url = displayUrl(reference.url);
  const authors = reference.authors ?? [];
  const parts = [
    authors.length > 0 ? escapeHtml(`${authors.slice(0, 3).join(', ')}${authors.length > 3 ? ' et al.' : ''}.`) : '',
    `<span dir="auto">${escapeHtml(reference.title)}</span>${reference.year === undefined ? '' : ` (${Number(reference.year)})`}${fullStop(reference.title, reference.year)}`,
    reference.doi === undefined ? '' : `DOI ${escapeHtml(reference.doi)}.`,
    url === undefined ? '' : `<a href="${escapeHtml(url)}" rel="noopener noreferrer nofollow">${escapeHtml(url)}</a>`,
  ];
  return `<li id="reference-${Number(reference.number)}" value="${Number(reference.number)}">${parts.filter(Boolean).join(' ')}</li>`;
}

function quoteHtml(record: EvidenceRecord, report: Report): string {
  const number = report.references.find((reference) => reference.documentId === record.documentId)?.number;
  const origin = [record.provider, record.requestId, record.retrievedAt]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
  const back = number === undefined ? '' : ` <a href="#reference-${number}">[${number}]</a>`;
  return `<li id="${anchor(record.id)}"><blockquote dir="auto">${escapeHtml(record.quote)}</blockquote><cite>${escapeHtml(record.id)}${back}, ${escapeHtml(origin)}; characters ${Number(record.start)}–${Number(record.end)}</cite></li>`;
}
