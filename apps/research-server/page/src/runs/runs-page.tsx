import { Link } from 'wouter';
import type { RunSummary } from '../../../src/shared/api.ts';
import { dayAndTime, durationWords, plural } from '../../../src/shared/format.ts';
import { isOver } from '../../../src/shared/run-view.ts';
import { modeWords, runShapes, runWords, stageWords, words } from '../../../src/shared/vocabulary.ts';
import { useRuns } from '../api/queries.ts';
import { PageHeading } from '../shell/heading.tsx';
import { Loading, ProblemNotice } from '../shell/load-state.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { Shape } from '../text/shape.tsx';

export function RunsPage() {
  const runs = useRuns();
  const items = runs.data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <>
      <PageHeading title="Runs">Runs</PageHeading>
      {runs.isPending && <Loading what="Loading runs…" retry={() => void runs.refetch()} />}
      {runs.error && <ProblemNotice error={runs.error} />}
      {runs.data && items.length === 0 && (
        <p className="notice">
          {words.noRuns} <Link href="/">Ask</Link>
        </p>
      )}
      <ul className="run-list">
        {items.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
      {runs.hasNextPage && (
        <button
          type="button"
          className="button"
          aria-disabled={runs.isFetchingNextPage}
          onClick={() => void runs.fetchNextPage()}
        >
          Older runs
        </button>
      )}
    </>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  const facts = isOver(run.state)
    ? [durationWords(run.usage.wallTimeMs), plural(run.usage.calls, 'call')]
    : [stageWords[run.progress.stage]];
  return (
    <li>
      <Shape shape={runShapes[run.state]} tone={run.state} />
      <div>
        <Link href={`/runs/${encodeURIComponent(run.id)}`}>
          <ForeignText text={run.question} />
        </Link>
        <p className="meta">
          {[run.cited === 0 ? words.notEnoughEvidence : runWords[run.state], ...facts, modeWords[run.mode]].join(' · ')}{' '}
          · <time dateTime={run.createdAt}>{dayAndTime(run.createdAt, Date.now())}</time>
        </p>
      </div>
    </li>
  );
}
