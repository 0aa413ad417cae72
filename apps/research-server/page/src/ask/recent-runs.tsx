import { Link } from 'wouter';
import { runShapes, runWords } from '../../../src/shared/vocabulary.ts';
import { useRuns } from '../api/queries.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { Shape } from '../text/shape.tsx';

/** The newest few runs. Absent until there is one; the list itself lives under Runs. */
export function RecentRuns() {
  const runs = useRuns().data?.pages[0]?.runs ?? [];
  if (runs.length === 0) return null;
  return (
    <section className="recent" aria-labelledby="recent-heading">
      <h2 id="recent-heading">Recent</h2>
      <ul>
        {runs.slice(0, 3).map((run) => (
          <li key={run.id}>
            <Shape shape={runShapes[run.state]} tone={run.state} />
            <Link href={`/runs/${encodeURIComponent(run.id)}`}>
              <ForeignText text={run.question} />
            </Link>
            <span className="visually-hidden">, {runWords[run.state]}</span>
          </li>
        ))}
      </ul>
      <Link href="/runs">All runs ›</Link>
    </section>
  );
}
