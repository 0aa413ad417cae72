import type { RunEvent } from '../shared/api.ts';
import { clockTime, joinWords, plural } from '../shared/format.ts';
import { emptyRunView, foldRunEvents, newestWait, type RunView } from '../shared/run-view.ts';
import { budgetWords, countsText, resumedNotice, rowStatus, waitWords } from '../shared/vocabulary.ts';
import { safeText } from './safe-text.ts';

/** Shows a run while it goes on. */
export interface ProgressView {
  event(event: RunEvent): void;
  /** A word about the command itself, such as that it is cancelling. */
  note(text: string): void;
  end(): void;
}

export const silentView: ProgressView = { event() {}, note() {}, end() {} };

export interface PlainViewOptions {
  runId: string;
  now?: () => number;
  /** After this long without a line one is written all the same, in milliseconds. @default 10000 */
  heartbeatMs?: number;
}

/** One line per change, for pipes and logs: nothing is redrawn and no escape code is written. */
export function createPlainView(write: (line: string) => void, options: PlainViewOptions): ProgressView {
  const { runId, now = Date.now, heartbeatMs = 10_000 } = options;
  let view = emptyRunView();
  let startedAt = now();
  let timer: NodeJS.Timeout | undefined;
  const say = (text: string, at: number) => {
    const seconds = (Math.max(0, at - startedAt) / 1000).toFixed(1).padStart(5);
    write(`[${seconds}s] ${safeText(text)}`);
    clearTimeout(timer);
    timer = setTimeout(() => say(stillRunning(view), now()), heartbeatMs);
    timer.unref?.();
  };
  return {
    event(event) {
      view = foldRunEvents(view, [event]);
      const at = Date.parse(event.at);
      if (event.type === 'run-started') startedAt = at;
      const line = plainLine(event, view, runId, now());
      if (line !== undefined) say(line, at);
    },
    note: (text) => say(text, now()),
    end() {
      clearTimeout(timer);
    },
  };
}

/** What an event is worth saying in a log; most are not. */
export function plainLine(event: RunEvent, view: RunView, runId: string, now: number): string | undefined {
  switch (event.type) {
    case 'run-started': {
      const writer = event.writer === 'extractive' ? 'no model' : 'model';
      return `run ${runId} started: ${event.depth}, ${event.mode}, ${writer}, ${plural(event.sources.length, 'source')}`;
    }
    case 'plan-made':
      return `looking for: ${event.queries.join(' · ')}`;
    case 'query-waiting':
      return `${event.provider}: ${waitWords({ ...event, eventId: event.id }, now)}`;
    case 'query-finished': {
      const row = view.sources.find((candidate) => candidate.provider === event.provider);
      if (!row || row.finishedCalls < row.cells.length) return undefined;
      return `${row.provider}: ${rowStatus(row, now).text} (${plural(row.cells.length, 'call')})`;
    }
    case 'evidence-selected':
      return countsText(view);
    case 'sentence-removed':
      return `removed by the check: ${event.text} (${event.reason})`;
    case 'budget-spent':
      return budgetWords(event);
    case 'run-resumed':
      return resumedNotice(event.at);
    case 'run-finished':
      return `${event.message} ${plural(event.sentences, 'sentence')}, ${plural(event.documents, 'document')}`;
    default:
      return undefined;
  }
}

function stillRunning(view: RunView): string {
  const waits = view.sources.flatMap((row) => {
    const wait = newestWait(row);
    return wait ? [`${row.provider} until ${clockTime(wait.until, 'seconds')}`] : [];
  });
  const waiting = waits.length > 0 ? `, waiting for ${joinWords(waits)}` : '';
  return `still running: ${countsText(view)}${waiting}`;
}
