import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useMemo, useRef } from 'react';
import type { RunDocument } from '../../../src/shared/api.ts';
import { dayAndTime } from '../../../src/shared/format.ts';
import { kindShapes, sourceName, textKindWords, words } from '../../../src/shared/vocabulary.ts';
import type { EvidenceIndex, StoredDocument } from '../report/evidence-index.ts';
import { ForeignText, visibleText } from '../text/foreign-text.tsx';
import { OutsideLink } from '../text/links.tsx';
import { Shape } from '../text/shape.tsx';
import { markedParts } from './marked-text.ts';
import type { DocumentPanelControl } from './use-document-panel.ts';

interface DocumentPanelProps {
  panel: DocumentPanelControl;
  run: RunDocument;
  index: EvidenceIndex;
}

/** The stored text of one document with its quotes marked: a side panel where there is room, else a sheet. */
export function DocumentPanel({ panel, run, index }: DocumentPanelProps) {
  const document = run.documents?.find((candidate) => candidate.id === panel.documentId);
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <Dialog.Root
      open={panel.documentId !== null}
      modal={false}
      disablePointerDismissal
      onOpenChange={(open, details) => {
        if (open) return;
        // Esc closes only the topmost thing: an open card comes first.
        if (details.reason === 'escape-key' && window.document.querySelector('.card')) return;
        panel.close();
      }}
    >
      <Dialog.Portal>
        <Dialog.Popup className="document-panel" initialFocus={title} finalFocus={panel.opener}>
          <div className="panel-head">
            <Dialog.Title ref={title} tabIndex={-1}>
              <ForeignText text={document?.title ?? 'Document'} />
            </Dialog.Title>
            <Dialog.Close className="button icon" aria-label="Close">
              ✕
            </Dialog.Close>
          </div>
          {document ? (
            <DocumentBody document={document} sandbox={run.mode === 'sandbox'} panel={panel} index={index} />
          ) : (
            <p className="notice">This run holds no such document.</p>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function DocumentBody({
  document,
  sandbox,
  panel,
  index,
}: {
  document: StoredDocument;
  sandbox: boolean;
  panel: DocumentPanelControl;
  index: EvidenceIndex;
}) {
  const quotes = useMemo(
    () =>
      index.all
        .filter((quote) => quote.evidence.documentId === document.id)
        .sort((one, other) => one.evidence.start - other.evidence.start),
    [index, document.id],
  );
  const parts = useMemo(
    () =>
      markedParts(
        document.text,
        quotes.map((quote) => quote.evidence),
      ),
    [document.text, quotes],
  );
  const text = useRef<HTMLElement>(null);
  const current = quotes.findIndex((quote) => quote.evidence.id === panel.evidenceId);

  useEffect(() => {
    const mark = text.current?.querySelector('mark.current');
    mark?.scrollIntoView({ block: 'center', behavior: 'instant' });
  }, [panel.evidenceId, document.id]);

  const provenance = document.provenance[0];
  const step = (position: number) => {
    const quote = quotes[position];
    if (quote) panel.show(quote.evidence.id);
  };
  return (
    <>
      <p className="meta">
        <Shape shape={kindShapes[document.kind]} tone={`kind-${document.kind}`} />{' '}
        {[document.kind, document.synthetic ? words.sampleText : textKindWords[document.textKind], document.publishedAt]
          .filter(Boolean)
          .join(' · ')}
        {provenance && ` · ${sourceName(provenance.provider)}, ${dayAndTime(provenance.retrievedAt, Date.now())}`}
        {' · '}
        <OutsideLink url={document.url} />
      </p>
      {document.authors.length > 0 && (
        <p className="meta">
          <ForeignText text={document.authors.join(', ')} />
        </p>
      )}
      {(document.synthetic || sandbox) && <p className="sandbox-line">{words.sandboxNotice}</p>}
      {quotes.length > 0 && (
        <p className="stepper">
          <button
            type="button"
            className="button icon"
            aria-label="Previous quote"
            aria-disabled={current <= 0}
            onClick={() => step(current - 1)}
          >
            ‹
          </button>
          <span className="meta">
            quote {Math.max(1, current + 1)} of {quotes.length}
          </span>
          <button
            type="button"
            className="button icon"
            aria-label="Next quote"
            aria-disabled={current >= quotes.length - 1}
            onClick={() => step(current + 1)}
          >
            ›
          </button>
        </p>
      )}
      <section
        ref={text}
        className="document-text"
        dir="auto"
        lang={document.language}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by the keyboard
        tabIndex={0}
        aria-label="Text of the document"
      >
        {parts.map((part) =>
          part.evidenceIds.length === 0 ? (
            <span key={part.start}>{visibleText(part.text)}</span>
          ) : (
            <mark
              key={part.start}
              className={panel.evidenceId && part.evidenceIds.includes(panel.evidenceId) ? 'current' : undefined}
            >
              {visibleText(part.text)}
            </mark>
          ),
        )}
      </section>
    </>
  );
}
