import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

export interface OpenCard {
  anchor: HTMLButtonElement;
  evidenceIds: string[];
  index: number;
  /** Opened on purpose (click, tap, Enter): focus is inside and leaving with the pointer does not close it. */
  pinned: boolean;
}

export interface CitationCardControl {
  open: OpenCard | undefined;
  pin(anchor: HTMLButtonElement, index?: number): void;
  hover(anchor: HTMLButtonElement): void;
  leave(): void;
  /** The pointer is on the card. */
  stay(): void;
  step(index: number): void;
  close(): void;
}

const openAfterMs = 150;
const closeAfterMs = 250;

function cardOf(anchor: HTMLButtonElement, pinned: boolean, index?: number): OpenCard {
  const evidenceIds = JSON.parse(anchor.dataset.evidence ?? '[]') as string[];
  return { anchor, evidenceIds, index: index ?? Number(anchor.dataset.index ?? 0), pinned };
}

/** When the one card opens, stays and closes: hover after 150 ms without taking focus, a press at once with it. */
export function useCitationCard(): CitationCardControl {
  const [open, setOpen] = useState<OpenCard>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = useCallback((action: () => void, delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(action, delayMs);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);

  useEffect(() => {
    const anchor = open?.anchor;
    anchor?.setAttribute('aria-expanded', 'true');
    return () => anchor?.removeAttribute('aria-expanded');
  }, [open?.anchor]);

  const actions = useMemo(
    () => ({
      pin(anchor: HTMLButtonElement, index?: number) {
        clearTimeout(timer.current);
        setOpen(cardOf(anchor, true, index));
      },
      hover(anchor: HTMLButtonElement) {
        later(
          () => setOpen((now) => (now?.pinned || now?.anchor === anchor ? now : cardOf(anchor, false))),
          openAfterMs,
        );
      },
      leave() {
        later(() => setOpen((now) => (now?.pinned ? now : undefined)), closeAfterMs);
      },
      stay() {
        clearTimeout(timer.current);
      },
      step(index: number) {
        setOpen((now) => now && { ...now, index, pinned: true });
      },
      close() {
        clearTimeout(timer.current);
        setOpen(undefined);
      },
    }),
    [later],
  );
  return useMemo(() => ({ open, ...actions }), [open, actions]);
}
