import { useEffect, useRef } from 'react';
import type { RunDocument } from '../../../src/shared/api.ts';
import { isOver, type RunView } from '../../../src/shared/run-view.ts';
import { countSentences, headline, outcomeWords, reportReady, sourceName } from '../../../src/shared/vocabulary.ts';
import { useAnnouncer } from '../shell/announcer.tsx';

/** Says the milestones of a run that is watched: sources as they finish, then that the report is ready. */
export function useRunAnnouncements(view: RunView, run: RunDocument | undefined): void {
  const announcer = useAnnouncer();
  const said = useRef(new Set<string>());
  const wasUnderWay = useRef(false);
  const over = run !== undefined && isOver(run.state);
  if (run && !over) wasUnderWay.current = true;

  useEffect(() => {
    if (!wasUnderWay.current) return;
    for (const row of view.sources) {
      const finished = row.outcome && row.finishedCalls === row.cells.length;
      if (!finished || !row.outcome || said.current.has(row.provider)) continue;
      said.current.add(row.provider);
      announcer.status(`${sourceName(row.provider)}: ${outcomeWords(row.outcome, row)}`);
    }
  }, [view, announcer]);

  useEffect(() => {
    if (!over || !wasUnderWay.current || said.current.has('end')) return;
    said.current.add('end');
    const sentences = countSentences(run.report);
    announcer.status(sentences > 0 ? reportReady(sentences, run.report?.references.length ?? 0) : headline(run));
  }, [over, run, announcer]);
}
