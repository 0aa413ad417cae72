import { Popover } from '@base-ui/react/popover';
import { useEffect, useRef } from 'react';
import type { Quote } from '../report/evidence-index.ts';
import { citationName } from './citation-buttons.tsx';
import { QuoteCard } from './quote-card.tsx';
import type { CitationCardControl } from './use-citation-card.ts';

interface CitationCardProps {
  card: CitationCardControl;
  quoteOf: (evidenceId: string) => Quote | undefined;
  sandbox: boolean;
  onRead: ((quote: Quote, opener: HTMLElement) => void) | undefined;
}

/** The one popover of the page, moved to whichever citation it belongs to. On a phone its style makes it a sheet. */
export function CitationCard({ card, quoteOf, sandbox, onRead }: CitationCardProps) {
  const { open } = card;
  const popup = useRef<HTMLDivElement>(null);
  const pinnedAnchor = open?.pinned ? open.anchor : undefined;
  // A card that hover had opened takes the focus when it is pressed; one that opens by a press does so as it appears.
  useEffect(() => {
    if (pinnedAnchor) popup.current?.focus();
  }, [pinnedAnchor]);

  const quotes = (open?.evidenceIds ?? []).flatMap((id) => quoteOf(id) ?? []);
  const quote = quotes[open?.index ?? 0];

  const close = () => {
    // Focus goes back to the citation only if it had come from there.
    const returnFocus = popup.current?.contains(document.activeElement) ?? false;
    card.close();
    if (returnFocus) open?.anchor.focus();
  };

  return (
    <Popover.Root
      open={open !== undefined && quote !== undefined}
      onOpenChange={(next, details) => {
        if (next) return;
        // A press on a citation is the scope's to answer: it moves the card instead of closing it.
        const target = details.event.target;
        if (details.reason === 'outside-press' && target instanceof Element && target.closest('button.citation'))
          return;
        close();
      }}
    >
      <Popover.Portal>
        <Popover.Positioner
          className="card-positioner"
          anchor={open?.anchor ?? null}
          side="bottom"
          align="start"
          sideOffset={6}
          collisionPadding={8}
        >
          <Popover.Popup
            ref={popup}
            className="card"
            tabIndex={-1}
            aria-label={citationName(quotes, open?.index ?? 0)}
            initialFocus={() => (pinnedAnchor ? popup.current : false)}
            finalFocus={false}
            onPointerEnter={card.stay}
            onPointerLeave={(event) => event.pointerType !== 'touch' && card.leave()}
          >
            {quote && open && (
              <QuoteCard
                key={quote.evidence.id}
                quote={quote}
                sandbox={sandbox}
                position={open.index}
                total={quotes.length}
                onStep={card.step}
                onClose={close}
                onRead={
                  onRead && quote.document
                    ? () => {
                        card.close();
                        onRead(quote, open.anchor);
                      }
                    : undefined
                }
              />
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
