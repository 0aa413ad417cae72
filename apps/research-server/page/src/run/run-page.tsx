import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import type { RunDocument } from '../../../src/shared/api.ts';
import { isOver, type RunView } from '../../../src/shared/run-view.ts';
import {
  countSentences,
  depthWords,
  modeWords,
  runShapes,
  words,
  writerWords,
} from '../../../src/shared/vocabulary.ts';
import { runKey, useRun } from '../api/queries.ts';
import { useRunEvents } from '../api/use-run-events.ts';
import { EvidenceView } from '../report/evidence-view.tsx';
import { ReportView } from '../report/report-view.tsx';
import { ErrorBoundary } from '../shell/error-boundary.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { Loading, ProblemNotice } from '../shell/load-state.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { Progress } from './progress.tsx';
import { RunSummaryLine } from './summary-line.tsx';
import { useRunAnnouncements } from './use-announcements.ts';

/** Watching for less than this, a reader is shown the report alone: progress that only flashes helps nobody. */
const flashMs = 400;

/** One address for a run from its first second to its report. */
export function RunPage({ id, view: shown }: { id: string; view: 'report' | 'evidence' }) {
  const query = useRun(id);
  const run = query.data;
  const runIsOver = run !== undefined && isOver(run.state);
  const [opened, setOpened] = useState(false);
  const { view, connection } = useRunEvents(id, run !== undefined && (!runIsOver || opened));
  const watched = useWatched(run);
  const client = useQueryClient();
  const given = useHistoryState<{ question?: string } | null>()?.question;
  const question = run?.question ?? view.question ?? given;
  const viewIsOver = isOver(view.state);

  // The events say that the run is over; only the run document holds the report.
  useEffect(() => {
    if (viewIsOver && !runIsOver) void client.invalidateQueries({ queryKey: runKey(id) });
  }, [viewIsOver, runIsOver, client, id]);
  useRunAnnouncements(view, run);

  return (
    <div className="run">
      <PageHeading title={question ? tabTitle(question, run, view) : 'Run'}>
        {question ? <ForeignText text={question} /> : 'Run'}
      </PageHeading>
      {query.isPending && <Loading what={words.loadingRun} retry={() => void query.refetch()} />}
      {query.error && <ProblemNotice error={query.error} />}
      {run && (
        <>
          <p className="meta run-facts">
            {depthWords[run.depth].name} · {modeWords[run.mode]} · {writerWords[run.writer]}
          </p>
          {run.mode === 'sandbox' && <p className="sandbox-line">{words.sandboxNotice}</p>}
          <ErrorBoundary>
            {runIsOver ? (
              <RunSummaryLine run={run} startOpen={watched} onOpen={() => setOpened(true)}>
                <Progress run={run} view={view} connection={connection} />
              </RunSummaryLine>
            ) : (
              <Progress run={run} view={view} connection={connection} />
            )}
          </ErrorBoundary>
          {runIsOver && run.report && hasContent(run) && (
            <>
              <nav className="tabs" aria-label="Views of this run">
                <Link href={`/runs/${encodeURIComponent(id)}`} aria-current={shown === 'report' ? 'page' : undefined}>
                  Report
                </Link>
                <Link
                  href={`/runs/${encodeURIComponent(id)}/evidence`}
                  aria-current={shown === 'evidence' ? 'page' : undefined}
                >
                  Evidence {run.evidence?.length ?? 0}
                </Link>
              </nav>
              <ErrorBoundary key={shown}>
                {shown === 'report' ? (
                  <ReportView run={run} report={run.report} />
                ) : (
                  <EvidenceView run={run} report={run.report} />
                )}
              </ErrorBoundary>
            </>
          )}
        </>
      )}
    </div>
  );
}

/** Whether there is anything to read below the headline. */
function hasContent({ report, evidence }: RunDocument): boolean {
  return countSentences(report) > 0 || (report?.limitations.length ?? 0) > 0 || (evidence?.length ?? 0) > 0;
}

/** Whether the run was seen under way, for long enough to be read. */
function useWatched(run: RunDocument | undefined): boolean {
  const [watched, setWatched] = useState(false);
  const underWay = run !== undefined && !isOver(run.state);
  useEffect(() => {
    if (!underWay) return;
    const timer = setTimeout(() => setWatched(true), flashMs);
    return () => clearTimeout(timer);
  }, [underWay]);
  return watched;
}

/** `▸ 2/7 question` while it runs, then the shape of its outcome. */
function tabTitle(question: string, run: RunDocument | undefined, view: RunView): string {
  const state = run && isOver(run.state) ? run.state : view.state;
  const stage = state === 'running' ? `${view.stagesReached.length}/7 ` : '';
  return `${runShapes[state].glyph} ${stage}${question}`;
}
