import type { Sentence } from '@headwater/evidence';
import { memo } from 'react';
import { CitationButtons } from '../citation/citation-buttons.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import type { Quote } from './evidence-index.ts';

interface SentenceTextProps {
  id: string;
  sentence: Sentence;
  quoteOf: (evidenceId: string) => Quote | undefined;
}

export const SentenceText = memo(function SentenceText({ id, sentence, quoteOf }: SentenceTextProps) {
  return (
    <span className="sentence" id={id}>
      <ForeignText text={sentence.text} />
      <CitationButtons evidenceIds={sentence.citations.map((citation) => citation.evidenceId)} quoteOf={quoteOf} />{' '}
    </span>
  );
});
