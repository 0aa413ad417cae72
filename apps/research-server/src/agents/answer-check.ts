import { splitSentences, verifyReport } from '@headwater/evidence';
import type { CitedEvidence } from './evidence-sink.ts';

export interface SentenceFlag {
  text: string;
  reason: string;
}

export interface CheckOptions {
  /** By the text of the answer: every id that is cited and what it stands for. */
  cited: ReadonlyMap<string, CitedEvidence>;
  /** `quoted`: cited sentences must be quotes, others are the server's own words. `lexical`: every sentence is checked. */
  support: 'quoted' | 'lexical';
}

interface CitedSentence {
  text: string;
  ids: string[];
}

/** The sentences of an answer that the evidence they cite does not support, or that cite none. */
export function checkAnswer(answer: string, { cited, support }: CheckOptions): SentenceFlag[] {
  const sentences = readSentences(answer);
  const uncited = sentences.filter(({ ids }) => ids.length === 0);
  const stated = sentences
    .filter(({ ids }) => ids.length > 0)
    .map(({ text, ids }) => ({ text, factual: true, citations: ids.map((evidenceId) => ({ evidenceId })) }));
  const used = [...new Set(stated.flatMap(({ citations }) => citations.map(({ evidenceId }) => evidenceId)))];
  const entries = used.flatMap((id) => cited.get(id) ?? []);
  const documents = new Map<string, CitedEvidence['document']>();
  const evidence = entries.map(({ record, document }) => {
    // Turns keep their own copy of a document; each copy stands for itself here.
    const id = `${record.id}/${document.id}`;
    documents.set(id, { ...document, id });
    return { ...record, documentId: id };
  });
  const { report } = verifyReport({
    report: { title: '', answer: stated, sections: [], limitations: [], references: [], removed: [] },
    documents: [...documents.values()],
    evidence,
    support,
  });
  return [
    ...report.removed,
    ...(support === 'lexical' ? uncited.map(({ text }) => ({ text, reason: 'it cites no evidence' })) : []),
  ];
}

const mark = /\s*\[(ev_[\w-]+)\]/g;

/** The sentences of an answer without their marks and without Markdown's signs; a mark belongs to what stands before it. */
export function readSentences(answer: string): CitedSentence[] {
  return answer.split(/\n+/).flatMap((line) => {
    const marks: { at: number; id: string }[] = [];
    let plain = '';
    let from = 0;
    for (const match of line.matchAll(mark)) {
      plain += line.slice(from, match.index);
      from = match.index + match[0].length;
      marks.push({ at: plain.length, id: match[1] ?? '' });
    }
    plain += line.slice(from);
    if (/^\s*#/.test(plain)) return [];
    const spans = splitSentences(plain, { maxLength: 2_000 });
    return spans.flatMap(({ start, end }, index) => {
      const ids = marks.filter(
        ({ at }) =>
          index ===
          Math.max(
            0,
            spans.findLastIndex((span) => span.start < at),
          ),
      );
      const text = plain
        .slice(start, end)
        .replace(/^(?:[-*+•]|\d+[.)])\s+/, '')
        .replaceAll(/\*\*|__/g, '')
        .trim();
      return /[\p{L}\p{N}]/u.test(text) ? [{ text, ids: [...new Set(ids.map(({ id }) => id))] }] : [];
    });
  });
}
