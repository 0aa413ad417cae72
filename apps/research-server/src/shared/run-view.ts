import type { Depth, RunBudget, RunEvent, RunMode, RunState, SourceOutcomeName, Stage, Writer } from './api.ts';
import { stages } from './api.ts';

/**
 * The one state everything that draws a run is drawn from: page, command line, tests. `runView` is pure, so two readers
 * of the same events see the same run, whatever they missed in between.
 */

export type CellState = 'planned' | 'asking' | 'waiting' | 'done' | 'failed' | 'skipped';

export interface Wait {
  reason: 'rate-limit' | 'retry' | 'circuit' | 'queue';
  /** ISO 8601 time at which the wait ends. */
  until: string;
  detail?: string;
  /** Id of the event that announced it, so that the newest of several waits can be told. */
  eventId: number;
}

/** One planned call to one source. */
export interface CallCell {
  queryId: string;
  text: string;
  state: CellState;
  /** Present exactly while `state` is `waiting`. */
  wait?: Wait;
  /** Present once the call has finished. */
  outcome?: SourceOutcomeName;
  found: number;
  /** Items of the answer that were malformed and left out. */
  malformed: number;
  reason?: string;
}

export interface SourceRow {
  provider: string;
  /** One per planned call, in the order they were planned. Only ever grows. */
  cells: CallCell[];
  found: number;
  malformed: number;
  finishedCalls: number;
  /** The newest reason any of its calls gave. */
  reason?: string;
  /** What became of the source so far; absent while no call has finished. */
  outcome?: SourceOutcomeName;
}

export interface RunView {
  /** Events up to and including this id are folded in; resume the stream after it. 0 before the first. */
  lastEventId: number;
  state: RunState;
  question?: string;
  mode?: RunMode;
  writer?: Writer;
  depth?: Depth;
  startedAt?: string;
  finishedAt?: string;
  stage?: Stage;
  /** Every stage begun so far, in the order of `stages`. */
  stagesReached: Stage[];
  /** What is looked for, in words. */
  queries: string[];
  /** In the order the run named them; later ones at the end. */
  sources: SourceRow[];
  documentsRetrieved: number;
  documentsMerged: number;
  readDocumentIds: ReadonlySet<string>;
  evidence: { count: number; documents: number };
  sections: { heading: string; sentences: number }[];
  removed: { text: string; reason: string }[];
  budgetSpent?: { what: keyof RunBudget; limit: number; skippedQueries: number };
  /** When the server last took the run up again after a restart. */
  resumedAt?: string;
  /** The server's closing words. */
  message?: string;
  /** Of the finished report. */
  sentences: number;
  documents: number;
}

/** The view of a run of which nothing is known yet. */
export function emptyRunView(): RunView {
  return {
    lastEventId: 0,
    state: 'queued',
    stagesReached: [],
    queries: [],
    sources: [],
    documentsRetrieved: 0,
    documentsMerged: 0,
    readDocumentIds: new Set(),
    evidence: { count: 0, documents: 0 },
    sections: [],
    removed: [],
    sentences: 0,
    documents: 0,
  };
}

/** Folds a run's events, in order, from the first. */
export function runView(events: Iterable<RunEvent>): RunView {
  return foldRunEvents(emptyRunView(), events);
}

/**
 * Folds more events into a view and returns a new one. Events that the view already holds (an id it has passed) change
 * nothing, so a resumed stream may repeat itself. Cost: one copy of the rows per batch, not per event.
 */
export function foldRunEvents(view: RunView, events: Iterable<RunEvent>): RunView {
  const draft = copy(view);
  let changed = false;
  for (const event of events) {
    if (event.id <= draft.lastEventId) continue;
    draft.lastEventId = event.id;
    apply(draft, event);
    changed = true;
  }
  return changed ? draft : view;
}

/** Whether nothing more will happen to the run. */
export function isOver(state: RunState): boolean {
  return state !== 'queued' && state !== 'running';
}

/** The waiting call that spoke last, of one source. */
export function newestWait(row: SourceRow): Wait | undefined {
  let newest: Wait | undefined;
  for (const cell of row.cells) if (cell.wait && (!newest || cell.wait.eventId > newest.eventId)) newest = cell.wait;
  return newest;
}

/** How many calls stand in each state; all of them, also those at zero. */
export function countCells(cells: readonly CallCell[]): Record<CellState, number> {
  const counts: Record<CellState, number> = { planned: 0, asking: 0, waiting: 0, done: 0, failed: 0, skipped: 0 };
  for (const cell of cells) counts[cell.state] += 1;
  return counts;
}

export type StageProgress = 'done' | 'active' | 'ahead';

/** Each stage and where the run stands with it. A second search round makes `search` active again. */
export function stageProgress(view: RunView): { stage: Stage; progress: StageProgress }[] {
  return stages.map((stage) => {
    if (!view.stagesReached.includes(stage)) return { stage, progress: 'ahead' };
    return { stage, progress: stage === view.stage && !isOver(view.state) ? 'active' : 'done' };
  });
}

type Draft = Omit<RunView, 'readDocumentIds'> & { readDocumentIds: Set<string> };

function copy(view: RunView): Draft {
  return {
    ...view,
    stagesReached: [...view.stagesReached],
    sources: view.sources.map((row) => ({ ...row, cells: row.cells.map((cell) => ({ ...cell })) })),
    readDocumentIds: new Set(view.readDocumentIds),
    sections: [...view.sections],
    removed: [...view.removed],
  };
}

function apply(draft: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'run-started':
      draft.state = 'running';
      draft.question = event.question;
      draft.mode = event.mode;
      draft.writer = event.writer;
      draft.depth = event.depth;
      draft.startedAt = event.at;
      for (const provider of event.sources) rowOf(draft, provider);
      return;
    case 'stage-started':
      draft.stage = event.stage;
      draft.stagesReached = stages.filter((stage) => stage === event.stage || draft.stagesReached.includes(stage));
      return;
    case 'plan-made':
      draft.queries = [...new Set([...draft.queries, ...event.queries])];
      return;
    case 'query-planned':
      cellOf(draft, event).text = event.text;
      return;
    case 'query-started':
      reopen(cellOf(draft, event), { state: 'asking' });
      return;
    case 'query-waiting': {
      const wait: Wait = { reason: event.reason, until: event.until, eventId: event.id };
      if (event.detail !== undefined) wait.detail = event.detail;
      reopen(cellOf(draft, event), { state: 'waiting', wait });
      return;
    }
    case 'query-finished':
      finishCall(draft, event);
      return;
    case 'document-read':
      draft.readDocumentIds.add(event.documentId);
      return;
    case 'documents-merged':
      draft.documentsRetrieved = event.retrieved;
      draft.documentsMerged = event.merged;
      return;
    case 'evidence-selected':
      draft.evidence = { count: event.count, documents: event.documents };
      return;
    case 'section-written':
      putBy(draft.sections, 'heading', { heading: event.heading, sentences: event.sentences });
      return;
    case 'sentence-removed':
      putBy(draft.removed, 'text', { text: event.text, reason: event.reason });
      return;
    case 'budget-spent':
      draft.budgetSpent = { what: event.what, limit: event.limit, skippedQueries: event.skippedQueries };
      return;
    case 'run-resumed':
      draft.resumedAt = event.at;
      return;
    case 'run-cancelled':
      close(draft, event.at);
      draft.state = 'cancelled';
      return;
    case 'run-finished':
      close(draft, event.at);
      draft.state = event.state;
      draft.message = event.message;
      draft.sentences = event.sentences;
      draft.documents = event.documents;
  }
}

function rowOf(draft: Draft, provider: string): SourceRow {
  let row = draft.sources.find((candidate) => candidate.provider === provider);
  if (!row) {
    row = { provider, cells: [], found: 0, malformed: 0, finishedCalls: 0 };
    draft.sources.push(row);
  }
  return row;
}

function cellOf(draft: Draft, event: { provider: string; queryId: string }): CallCell {
  const row = rowOf(draft, event.provider);
  let cell = row.cells.find((candidate) => candidate.queryId === event.queryId);
  if (!cell) {
    cell = { queryId: event.queryId, text: '', state: 'planned', found: 0, malformed: 0 };
    row.cells.push(cell);
  }
  return cell;
}

/** A finished call stays finished: after a restart its answer is read back from the store, not asked again. */
function reopen(cell: CallCell, next: { state: 'asking' } | { state: 'waiting'; wait: Wait }): void {
  if (cell.outcome) return;
  cell.state = next.state;
  if (next.state === 'waiting') cell.wait = next.wait;
  else delete cell.wait;
}

const cellStateOf: Record<SourceOutcomeName, CellState> = {
  ok: 'done',
  partial: 'done',
  empty: 'done',
  throttled: 'failed',
  failed: 'failed',
  skipped: 'skipped',
};

function finishCall(draft: Draft, event: Extract<RunEvent, { type: 'query-finished' }>): void {
  const cell = cellOf(draft, event);
  if (cell.outcome) return;
  delete cell.wait;
  cell.state = cellStateOf[event.outcome];
  cell.outcome = event.outcome;
  cell.found = event.found;
  cell.malformed = event.skipped;
  const row = rowOf(draft, event.provider);
  if (event.reason !== undefined) {
    cell.reason = event.reason;
    row.reason = event.reason;
  }
  row.found += event.found;
  row.malformed += event.skipped;
  row.finishedCalls += 1;
  row.outcome = sourceOutcome(row.cells);
}

/** One word for a source from the outcomes of its calls; anything usable beside a failure is `partial`. */
export function sourceOutcome(cells: readonly { outcome?: SourceOutcomeName }[]): SourceOutcomeName | undefined {
  const outcomes = new Set(cells.flatMap((cell) => (cell.outcome ? [cell.outcome] : [])));
  const answered = outcomes.has('ok') || outcomes.has('partial') || outcomes.has('empty');
  const broken = outcomes.has('throttled') || outcomes.has('failed');
  if (answered && broken) return 'partial';
  const byWeight: SourceOutcomeName[] = ['partial', 'ok', 'empty', 'throttled', 'failed', 'skipped'];
  return byWeight.find((outcome) => outcomes.has(outcome));
}

/** Ends what was still open: nothing is shown as running once the run is over. */
function close(draft: Draft, at: string): void {
  draft.finishedAt ??= at;
  for (const row of draft.sources) {
    for (const cell of row.cells) {
      if (cell.outcome) continue;
      delete cell.wait;
      cell.state = 'skipped';
    }
  }
}

function putBy<Key extends string, Item extends Record<Key, string>>(list: Item[], key: Key, item: Item): void {
  const index = list.findIndex((candidate) => candidate[key] === item[key]);
  if (index < 0) list.push(item);
  else list[index] = item;
}
