import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';

interface Announcer {
  /** Polite. Sentences are gathered and said at most once per 5 s. */
  status(sentence: string): void;
  /** Assertive. Only for the failure of what the reader just did. */
  alert(sentence: string): void;
}

const AnnouncerContext = createContext<Announcer>({ status() {}, alert() {} });

export const useAnnouncer = (): Announcer => useContext(AnnouncerContext);

const quietMs = 5_000;

/** The page's two live regions. Everything else on the page is silent. */
export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [status, setStatus] = useState('');
  const [alert, setAlert] = useState('');
  const waiting = useRef<string[]>([]);
  const lastAt = useRef(-quietMs);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const say = useCallback(() => {
    timer.current = undefined;
    lastAt.current = performance.now();
    setStatus(waiting.current.join(' '));
    waiting.current = [];
  }, []);
  const announcer = useMemo<Announcer>(
    () => ({
      status(sentence) {
        waiting.current.push(sentence);
        timer.current ??= setTimeout(say, Math.max(0, lastAt.current + quietMs - performance.now()));
      },
      alert: setAlert,
    }),
    [say],
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <AnnouncerContext value={announcer}>
      {children}
      <div className="visually-hidden" role="status">
        {status}
      </div>
      <div className="visually-hidden" role="alert">
        {alert}
      </div>
    </AnnouncerContext>
  );
}
