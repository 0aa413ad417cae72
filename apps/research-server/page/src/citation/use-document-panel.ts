import { type RefObject, useCallback, useRef } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Quote } from '../report/evidence-index.ts';

export interface DocumentPanelControl {
  documentId: string | null;
  evidenceId: string | null;
  /** What focus returns to when the panel closes. */
  opener: RefObject<HTMLElement | null>;
  open(quote: Quote, opener: HTMLElement): void;
  show(evidenceId: string): void;
  close(): void;
}

/** The document panel lives in the address (`?doc=d_7&quote=ev_12`): it can be linked to, and going back closes it. */
export function useDocumentPanel(): DocumentPanelControl {
  const params = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const opener = useRef<HTMLElement | null>(null);
  const pushed = useRef(false);
  const documentId = params.get('doc');

  const open = useCallback(
    (quote: Quote, from: HTMLElement) => {
      opener.current = from;
      const search = new URLSearchParams({ doc: quote.evidence.documentId, quote: quote.evidence.id });
      const alreadyOpen = new URLSearchParams(window.location.search).has('doc');
      pushed.current ||= !alreadyOpen;
      navigate(`${path}?${search}`, { replace: alreadyOpen });
    },
    [path, navigate],
  );
  const show = (evidenceId: string) =>
    navigate(`${path}?${new URLSearchParams({ doc: documentId ?? '', quote: evidenceId })}`, { replace: true });
  const close = () => {
    if (pushed.current) window.history.back();
    else navigate(path, { replace: true });
    pushed.current = false;
  };
  return { documentId, evidenceId: params.get('quote'), opener, open, show, close };
}
