import { type Quote, shortName } from '../report/evidence-index.ts';

interface CitationButtonsProps {
  evidenceIds: string[];
  quoteOf: (evidenceId: string) => Quote | undefined;
}

/** From the third document on, citations are gathered into one `⁺ⁿ`: long runs of numbers break the text. */
const shownDocuments = 2;

/**
 * The numbered buttons of one sentence: one per document. They carry what they cite as data; the scope around them owns
 * the one card and listens for all.
 */
export function CitationButtons({ evidenceIds, quoteOf }: CitationButtonsProps) {
  const quotes = evidenceIds.flatMap((id) => quoteOf(id) ?? []);
  const missing = evidenceIds.length - quotes.length;
  const first = quotes
    .map((quote, index) => ({ quote, index }))
    .filter(({ quote, index }) => quotes.findIndex((other) => sameDocument(other, quote)) === index);
  const rest = first.slice(shownDocuments);
  const ids = JSON.stringify(quotes.map((quote) => quote.evidence.id));
  return (
    <span className="citations">
      {first.slice(0, shownDocuments).map(({ quote, index }) => (
        <button
          key={quote.evidence.id}
          type="button"
          className="citation"
          aria-haspopup="dialog"
          aria-label={citationName(quotes, index)}
          data-evidence={ids}
          data-index={index}
        >
          {quote.number ?? '?'}
        </button>
      ))}
      {rest[0] && (
        <button
          type="button"
          className="citation more"
          aria-haspopup="dialog"
          aria-label={`${rest.length} more: ${citationName(quotes, rest[0].index)}`}
          data-evidence={ids}
          data-index={rest[0].index}
        >
          +{rest.length}
        </button>
      )}
      {missing > 0 && <span className="meta"> [evidence missing: {missing}]</span>}
    </span>
  );
}

const sameDocument = (one: Quote, other: Quote): boolean => one.evidence.documentId === other.evidence.documentId;

/** `Citation 1: Martineau 2017, quote 1 of 2` */
export function citationName(quotes: Quote[], index: number): string {
  const quote = quotes[index];
  if (!quote) return 'Citation';
  return `Citation ${quote.number ?? ''}: ${shortName(quote)}, quote ${index + 1} of ${quotes.length}`;
}
