import { useEffect, useRef, useState } from 'react';
import type { RunDocument } from '../../../src/shared/api.ts';
import { durationWords, plural } from '../../../src/shared/format.ts';
import { isOver, type RunView } from '../../../src/shared/run-view.ts';
import { budgetWords, countsText, reconnecting, resumedNotice, runWords } from '../../../src/shared/vocabulary.ts';
import type { Connection } from '../api/use-run-events.ts';
import { problemWords } from '../shell/load-state.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { useNow } from '../text/use-now.ts';
import { CancelButton } from './cancel-button.tsx';
import { SourceRows } from './source-rows.tsx';
import { StageWords } from './stage-words.tsx';

/** Counts change at most this often. */
const countsEveryMs = 250;

/** A run under way: what is done, what is waited for, why, and until when. */
export function Progress({ run, view, connection }: { run: RunDocument; view: RunView; connection: Connection }) {
  const over = isOver(view.state) || isOver(run.state);
  const now = useNow(1_000, !over);
  const counts = useThrottled(countsText(view), countsEveryMs);
  const startedAt = Date.parse(view.startedAt ?? run.createdAt);
  return (
    <section className="progress" aria-label="Progress" aria-live="off" aria-busy={!over}>
      <div className="stage-line">
        <StageWords view={view} />
        {!over && <p className="meta elapsed">{durationWords(Math.floor((now - startedAt) / 1_000) * 1_000)}</p>}
      </div>
      {!over && view.lastEventId === 0 && <p className="meta">{runWords[run.state]}.</p>}
      <ConnectionNotice connection={connection} now={now} />
      {view.resumedAt && <p className="notice">{resumedNotice(view.resumedAt)}</p>}
      {view.queries.length > 0 && <LookingFor queries={view.queries} />}
      <SourceRows run={run} view={view} now={now} />
      <p className="meta counts">
        {counts}
        {view.removed.length > 0 && `, removed ${plural(view.removed.length, 'sentence')}`}
      </p>
      {view.sections.length > 0 && !over && (
        <ul className="written">
          {view.sections.map((section) => (
            <li key={section.heading}>
              Written: <ForeignText text={section.heading} />, {plural(section.sentences, 'sentence')}
            </li>
          ))}
        </ul>
      )}
      {view.budgetSpent && <p className="notice warn">{budgetWords(view.budgetSpent)}</p>}
      {!over && (
        <div className="progress-foot">
          <p className="meta">Limits: {plural(run.budget.calls, 'call')}</p>
          <CancelButton id={run.id} />
        </div>
      )}
    </section>
  );
}

function ConnectionNotice({ connection, now }: { connection: Connection; now: number }) {
  if (connection.state === 'lost')
    return <p className="notice warn">{reconnecting(Math.max(1, Math.ceil((connection.retryAt - now) / 1_000)))}</p>;
  if (connection.state === 'refused') return <p className="notice bad">{problemWords(connection.error)}</p>;
  return null;
}

function LookingFor({ queries }: { queries: string[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? queries : queries.slice(0, 4);
  return (
    <p className="looking-for">
      <span className="meta">Looking for </span>
      {shown.map((query, index) => (
        <span key={query}>
          {index > 0 && ' · '}
          <ForeignText text={query} />
        </span>
      ))}
      {shown.length < queries.length && (
        <>
          {' · '}
          <button type="button" className="link-button" onClick={() => setAll(true)}>
            {queries.length - shown.length} more
          </button>
        </>
      )}
    </p>
  );
}

function useThrottled(value: string, everyMs: number): string {
  const [shown, setShown] = useState(value);
  const shownAt = useRef(0);
  useEffect(() => {
    const show = () => {
      shownAt.current = performance.now();
      setShown(value);
    };
    const timer = setTimeout(show, Math.max(0, shownAt.current + everyMs - performance.now()));
    return () => clearTimeout(timer);
  }, [value, everyMs]);
  return shown;
}
