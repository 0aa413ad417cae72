import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import type { RunDocument } from '../../../src/shared/api.ts';
import { factsLine, foundNothing, headline, headlineShape, tryAgain, words } from '../../../src/shared/vocabulary.ts';
import { randomKey, startRun } from '../api/client.ts';
import { askHref } from '../ask/prefill.ts';
import { useAnnouncer } from '../shell/announcer.tsx';
import { problemWords } from '../shell/load-state.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { Shape } from '../text/shape.tsx';

interface RunSummaryLineProps {
  run: RunDocument;
  /** Whether the progress was in view when the run ended: then it stays where it is. */
  startOpen: boolean;
  onOpen: () => void;
  children: ReactNode;
}

/** How the run ended, in one line; its progress folds into it, but never under the reader's eyes. */
export function RunSummaryLine({ run, startOpen, onOpen, children }: RunSummaryLineProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const element = details.current;
    if (!element || !startOpen) return;
    element.open = true;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) return;
      element.open = false;
      observer.disconnect();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [startOpen]);
  return (
    <div className={`run-summary state-${run.state}`}>
      <p className="headline">
        <Shape {...headlineShape(run)} />
        <ForeignText text={headline(run)} />
      </p>
      {run.state === 'failed' && run.failure?.hint && (
        <p>
          <ForeignText text={run.failure.hint} />
        </p>
      )}
      {foundNothing(run) && <NextSteps run={run} />}
      {run.state === 'failed' && <TryAgain run={run} />}
      <details ref={details} onToggle={(event) => event.currentTarget.open && onOpen()}>
        <summary className="meta">{factsLine(run)}</summary>
        {children}
      </details>
    </div>
  );
}

function NextSteps({ run }: { run: RunDocument }) {
  const sources = run.sources.map((source) => source.provider);
  return (
    <p className="next-steps">
      <Link href={askHref({ question: run.question, depth: 'deep', sources })}>{words.askAgainDeep}</Link>
      <Link href={askHref({ question: run.question, depth: run.depth, sources })}>{words.anyDate}</Link>
      <Link href={askHref({ question: run.question, depth: run.depth })}>{words.moreSources}</Link>
    </p>
  );
}

function TryAgain({ run }: { run: RunDocument }) {
  const [, navigate] = useLocation();
  const announcer = useAnnouncer();
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: () => {
      const sources = run.sources.map((source) => source.provider);
      const again = { question: run.question, depth: run.depth };
      return startRun(sources.length > 0 ? { ...again, sources } : again, randomKey());
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ['runs'] });
      navigate(`/runs/${encodeURIComponent(id)}`, { state: { question: run.question } });
    },
    onError: (error) => announcer.alert(problemWords(error)),
  });
  return (
    <p>
      <button
        type="button"
        className="button"
        aria-disabled={start.isPending}
        onClick={() => !start.isPending && start.mutate()}
      >
        {tryAgain(run.sources.length)}
      </button>
      {start.error && <span className="complaint"> {problemWords(start.error)}</span>}
    </p>
  );
}
