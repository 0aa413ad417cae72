import { type MouseEvent, type PointerEvent, type ReactNode, useEffect, useRef } from 'react';
import type { Quote } from '../report/evidence-index.ts';
import { CitationCard } from './citation-card.tsx';
import { useCitationCard } from './use-citation-card.ts';

interface CitationScopeProps {
  quoteOf: (evidenceId: string) => Quote | undefined;
  /** Whether the sources behind the citations are stored samples. */
  sandbox: boolean;
  /** Opens the document at the quote. Without it the card has no `Read in place`. */
  onRead?: (quote: Quote, opener: HTMLElement) => void;
  children: ReactNode;
}

const citationAt = (target: EventTarget): HTMLButtonElement | null =>
  target instanceof Element ? target.closest<HTMLButtonElement>('button.citation') : null;

/**
 * Everything inside may hold citation buttons; one card and one set of handlers serve them all. (A popover per citation
 * takes five times as long to mount in a long report.)
 */
export function CitationScope({ quoteOf, sandbox, onRead, children }: CitationScopeProps) {
  const card = useCitationCard();
  const scope = useRef<HTMLDivElement>(null);
  const { pin } = card;

  // `?quote=ev_12` opens the card of that quote, once, where a sentence cites it.
  useEffect(() => {
    const params = new URLSearchParams(window.location.search);
    const wanted = params.get('quote');
    if (!wanted || params.has('doc')) return;
    for (const button of scope.current?.querySelectorAll<HTMLButtonElement>('button.citation') ?? []) {
      const ids = JSON.parse(button.dataset.evidence ?? '[]') as string[];
      if (!ids.includes(wanted)) continue;
      button.scrollIntoView({ block: 'center' });
      pin(button, ids.indexOf(wanted));
      return;
    }
  }, [pin]);

  const onClick = (event: MouseEvent) => {
    const button = citationAt(event.target);
    if (button) card.pin(button);
  };
  const onPointerOver = (event: PointerEvent) => {
    const button = citationAt(event.target);
    if (button && event.pointerType !== 'touch') card.hover(button);
  };
  const onPointerOut = (event: PointerEvent) => {
    if (citationAt(event.target) && event.pointerType !== 'touch') card.leave();
  };
  return (
    // The handlers only listen to the buttons inside; they are what takes focus and keys.
    // biome-ignore lint/a11y/noStaticElementInteractions: delegation
    // biome-ignore lint/a11y/useKeyWithClickEvents: a button's Enter and Space arrive as clicks
    <div ref={scope} onClick={onClick} onPointerOver={onPointerOver} onPointerOut={onPointerOut}>
      {children}
      <CitationCard card={card} quoteOf={quoteOf} sandbox={sandbox} onRead={onRead} />
    </div>
  );
}
