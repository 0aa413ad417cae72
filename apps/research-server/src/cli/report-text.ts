import type { Sentence } from '@headwater/evidence';
import type { RunDocument } from '../shared/api.ts';
import { words } from '../shared/vocabulary.ts';
import { wrap } from './wrap.ts';

/** A run's report as plain text for a terminal, wrapped, with `[1]` and a list of references. */
export function reportText(run: RunDocument, width = 80): string {
  const { report } = run;
  if (!report) return '';
  const documentOf = new Map((run.evidence ?? []).map((record) => [record.id, record.documentId]));
  const numberOf = new Map(report.references.map((reference) => [reference.documentId, reference.number]));
  const sentence = ({ text, citations }: Sentence) => {
    const numbers = citations.map(({ evidenceId }) => numberOf.get(documentOf.get(evidenceId) ?? ''));
    const marks = [...new Set(numbers)].flatMap((number) => (number === undefined ? [] : [`[${number}]`])).join('');
    return marks ? `${text} ${marks}` : text;
  };
  const paragraph = (sentences: Sentence[]) => wrap(sentences.map(sentence).join(' '), width);
  const blocks = [
    wrap(report.title, width),
    ...(run.mode === 'sandbox' ? [wrap(words.sandboxNotice, width)] : []),
    ...(run.writer === 'extractive' ? [wrap(words.extractiveNotice, width)] : []),
    paragraph(report.answer),
    ...report.sections.flatMap(({ heading, sentences }) => [wrap(heading, width), paragraph(sentences)]),
    ...list('Limits', report.limitations, width),
    ...list(
      'References',
      report.references.map(({ number, title, authors, year, url }) =>
        [`[${number}] ${title.replace(/\.$/, '')}`, authors?.slice(0, 3).join(', '), year, url]
          .filter(Boolean)
          .join('. '),
      ),
      width,
    ),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function list(heading: string, items: string[], width: number): string[] {
  return items.length === 0 ? [] : [`${heading}\n${items.map((item) => wrap(item, width, '  ')).join('\n')}`];
}
