import { dayAndTime } from '../../../src/shared/format.ts';
import { kindShapes, sourceName, textKindWords, words } from '../../../src/shared/vocabulary.ts';
import { useEvidence } from '../api/queries.ts';
import { type Quote, referenceText, shortName } from '../report/evidence-index.ts';
import { quoteContext } from '../report/quote-context.ts';
import { CopyButton } from '../text/copy-button.tsx';
import { ForeignText, visibleText } from '../text/foreign-text.tsx';
import { OutsideLink } from '../text/links.tsx';
import { Shape } from '../text/shape.tsx';

interface QuoteCardProps {
  quote: Quote;
  /** Whether the sources are stored samples: then every card says so. */
  sandbox: boolean;
  position: number;
  total: number;
  onStep: (index: number) => void;
  onClose: () => void;
  onRead: (() => void) | undefined;
}

/** A quote where it stands: who says it, the words with what surrounds them, and where to read on. */
export function QuoteCard({ quote, sandbox, position, total, onStep, onClose, onRead }: QuoteCardProps) {
  const { evidence } = quote;
  // A chat names its evidence without the text around it: the quote shows at once, its context when it arrives.
  const fetched = useEvidence(evidence.id, quote.document === undefined);
  const document = quote.document ?? fetched.data?.document;
  const isSample = document?.synthetic === true;
  return (
    <>
      <div className="card-head">
        <p className="card-title">
          <strong>
            <ForeignText text={shortName(quote)} />
          </strong>
          {document && (
            <span className="meta">
              {' · '}
              <Shape shape={kindShapes[document.kind]} tone={`kind-${document.kind}`} /> {document.kind}
              {' · '}
              {isSample ? words.sampleText : textKindWords[document.textKind]}
            </span>
          )}
        </p>
        {total > 1 && <Stepper position={position} total={total} onStep={onStep} />}
        <button type="button" className="button icon card-close" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </div>
      {quote.authors.length > 0 && (
        <p className="card-document">
          <ForeignText text={quote.title} />
        </p>
      )}
      <QuoteText evidence={evidence} document={document} />
      {(isSample || sandbox) && <p className="sandbox-line">{words.sandboxNotice}</p>}
      <p className="meta">
        {sourceName(evidence.provider)},{' '}
        <time dateTime={evidence.retrievedAt}>{dayAndTime(evidence.retrievedAt, Date.now())}</time> · characters{' '}
        {evidence.start}–{evidence.end}
      </p>
      <div className="card-foot">
        <CopyButton text={citationText(quote)} label="Copy citation" />
        {onRead && (
          <button type="button" className="button" onClick={onRead}>
            Read in place
          </button>
        )}
        <OutsideLink url={quote.url} />
      </div>
    </>
  );
}

function Stepper({ position, total, onStep }: Pick<QuoteCardProps, 'position' | 'total' | 'onStep'>) {
  return (
    <span className="stepper">
      <button
        type="button"
        className="button icon"
        aria-label="Previous quote"
        aria-disabled={position === 0}
        onClick={() => position > 0 && onStep(position - 1)}
      >
        ‹
      </button>
      <span className="meta">
        {position + 1} of {total}
      </span>
      <button
        type="button"
        className="button icon"
        aria-label="Next quote"
        aria-disabled={position === total - 1}
        onClick={() => position < total - 1 && onStep(position + 1)}
      >
        ›
      </button>
    </span>
  );
}

/** The stored text, cut by the offsets of the evidence; where the text is not at hand, the quote alone. */
function QuoteText({ evidence, document }: Pick<Quote, 'evidence' | 'document'>) {
  const context = document && quoteContext(document.text, evidence.start, evidence.end);
  return (
    <blockquote className="quote" dir="auto" lang={document?.language}>
      {context && (
        <span className="around">
          {context.cutBefore && '…'}
          {visibleText(context.before)}
        </span>
      )}
      <mark>{visibleText(context ? context.quote : evidence.quote)}</mark>
      {context && (
        <span className="around">
          {visibleText(context.after)}
          {context.cutAfter && '…'}
        </span>
      )}
    </blockquote>
  );
}

/** What `Copy citation` puts on the clipboard: the exact quote, then its reference. */
export function citationText(quote: Quote): string {
  return `“${quote.evidence.quote}” — ${referenceText(quote)}`;
}
