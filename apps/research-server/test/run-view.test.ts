import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent, RunEventBody, SourceOutcomeName } from '../src/shared/api.ts';
import { stages } from '../src/shared/api.ts';
import {
  countCells,
  emptyRunView,
  foldRunEvents,
  isOver,
  newestWait,
  type RunView,
  runView,
  stageProgress,
} from '../src/shared/run-view.ts';

const outcomes: SourceOutcomeName[] = ['ok', 'partial', 'throttled', 'failed', 'empty', 'skipped'];
const provider = fc.constantFrom('exa', 'semantic-scholar', 'arxiv');
const queryId = fc.constantFrom('q1', 'q2', 'q3', 'q4');
const at = '2026-11-22T14:02:00.000Z';

const body: fc.Arbitrary<RunEventBody> = fc.oneof(
  fc.record({ type: fc.constant('stage-started' as const), stage: fc.constantFrom(...stages) }),
  fc.record({ type: fc.constant('plan-made' as const), queries: fc.array(fc.string(), { maxLength: 3 }) }),
  fc.record({ type: fc.constant('query-planned' as const), queryId, provider, text: fc.string() }),
  fc.record({ type: fc.constant('query-started' as const), queryId, provider }),
  fc.record({
    type: fc.constant('query-waiting' as const),
    queryId,
    provider,
    reason: fc.constantFrom('rate-limit' as const, 'retry' as const, 'circuit' as const, 'queue' as const),
    until: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('query-finished' as const),
    queryId,
    provider,
    outcome: fc.constantFrom(...outcomes),
    found: fc.nat(30),
    skipped: fc.nat(3),
  }),
  fc.record({
    type: fc.constant('document-read' as const),
    documentId: fc.constantFrom('d1', 'd2'),
    title: fc.string(),
    provider,
  }),
  fc.record({ type: fc.constant('section-written' as const), heading: fc.string(), sentences: fc.nat(9) }),
  fc.record({ type: fc.constant('sentence-removed' as const), text: fc.string(), reason: fc.string() }),
  fc.constant({ type: 'run-resumed' as const }),
);

const ending: fc.Arbitrary<RunEventBody[]> = fc.oneof(
  fc.constant<RunEventBody[]>([]),
  fc.constant<RunEventBody[]>([{ type: 'run-cancelled' }]),
  fc.constant<RunEventBody[]>([
    { type: 'run-finished', state: 'succeeded', message: 'Done', sentences: 3, documents: 2 },
  ]),
);

const history: fc.Arbitrary<RunEvent[]> = fc.tuple(fc.array(body, { maxLength: 60 }), ending).map(([bodies, last]) => {
  const started: RunEventBody = {
    type: 'run-started',
    question: 'Does it?',
    mode: 'sandbox',
    writer: 'extractive',
    depth: 'standard',
    sources: ['exa', 'semantic-scholar'],
  };
  return [started, ...bodies, ...last].map((item, index) => ({ id: index + 1, at, ...item }));
});

function assertMonotone(before: RunView, after: RunView): void {
  for (const [index, row] of before.sources.entries()) {
    const next = after.sources[index];
    expect(next?.provider).toBe(row.provider);
    expect(next?.cells.length).toBeGreaterThanOrEqual(row.cells.length);
    expect(next?.finishedCalls).toBeGreaterThanOrEqual(row.finishedCalls);
    for (const [position, cell] of row.cells.entries()) {
      expect(next?.cells[position]?.queryId).toBe(cell.queryId);
      const { outcome, state, found } = cell;
      if (outcome) expect(next?.cells[position]).toMatchObject({ outcome, state, found });
    }
  }
}

describe('runView', () => {
  test('the same events give the same view', () => {
    fc.assert(
      fc.property(history, (events) => {
        expect(runView(events)).toEqual(runView(structuredClone(events)));
      }),
    );
  });

  test('rows and cells keep their place, never decrease, and a finished call stays finished', () => {
    fc.assert(
      fc.property(history, (events) => {
        let view = emptyRunView();
        for (const event of events) {
          const next = foldRunEvents(view, [event]);
          assertMonotone(view, next);
          view = next;
        }
      }),
    );
  });

  test('any prefix and a resumed stream, overlapping or not, equal the whole', () => {
    fc.assert(
      fc.property(history, fc.nat(70), fc.nat(10), (events, cut, overlap) => {
        const prefix = events.slice(0, cut);
        const resumed = events.slice(Math.max(0, cut - overlap));
        expect(foldRunEvents(runView(prefix), resumed)).toEqual(runView(events));
      }),
    );
  });

  test('folding leaves the view it was given unchanged', () => {
    fc.assert(
      fc.property(history, fc.nat(70), (events, cut) => {
        const before = runView(events.slice(0, cut));
        const kept = structuredClone(before);
        foldRunEvents(before, events);
        expect(before).toEqual(kept);
      }),
    );
  });

  test('nothing is open once a run is over', () => {
    fc.assert(
      fc.property(history, (events) => {
        const view = runView(events);
        fc.pre(isOver(view.state));
        for (const row of view.sources) {
          const counts = countCells(row.cells);
          expect(counts.planned + counts.asking + counts.waiting).toBe(0);
        }
        expect(stageProgress(view).some((stage) => stage.progress === 'active')).toBe(false);
      }),
    );
  });
});

describe('runView by example', () => {
  const planned: RunEventBody[] = [
    {
      type: 'run-started',
      question: 'Does it?',
      mode: 'live',
      writer: 'extractive',
      depth: 'quick',
      sources: ['exa', 'arxiv'],
    },
    { type: 'query-planned', queryId: 'a1', provider: 'arxiv', text: 'dose' },
    { type: 'query-planned', queryId: 'a2', provider: 'arxiv', text: 'harm' },
  ];
  const number = (bodies: RunEventBody[]): RunEvent[] => bodies.map((item, index) => ({ id: index + 1, at, ...item }));

  test('a wait is shown until the call is asked again, and the newest of two speaks', () => {
    const waiting = number([
      ...planned,
      { type: 'query-waiting', queryId: 'a2', provider: 'arxiv', reason: 'queue', until: '2026-11-22T14:02:09Z' },
      { type: 'query-waiting', queryId: 'a1', provider: 'arxiv', reason: 'rate-limit', until: '2026-11-22T14:02:03Z' },
    ]);
    const row = runView(waiting).sources[1];
    expect(row && newestWait(row)).toMatchObject({ reason: 'rate-limit', until: '2026-11-22T14:02:03Z' });
    const resumed = runView([...waiting, { id: 6, at, type: 'query-started', queryId: 'a1', provider: 'arxiv' }]);
    const rowAfter = resumed.sources[1];
    expect(rowAfter && newestWait(rowAfter)?.reason).toBe('queue');
    expect(rowAfter?.cells[0]?.state).toBe('asking');
  });

  test('one answer beside one failure is partial, and the failure keeps its reason', () => {
    const view = runView(
      number([
        ...planned,
        { type: 'query-finished', queryId: 'a1', provider: 'arxiv', outcome: 'ok', found: 12, skipped: 1 },
        {
          type: 'query-finished',
          queryId: 'a2',
          provider: 'arxiv',
          outcome: 'failed',
          found: 0,
          skipped: 0,
          reason: 'answered 503',
        },
      ]),
    );
    expect(view.sources[1]).toMatchObject({
      outcome: 'partial',
      found: 12,
      malformed: 1,
      finishedCalls: 2,
      reason: 'answered 503',
    });
  });

  test('a second search round makes search active again without undoing the later stages', () => {
    const view = runView(
      number([
        ...planned,
        ...(['plan', 'search', 'read', 'select', 'search'] as const).map((stage) => ({
          type: 'stage-started' as const,
          stage,
        })),
      ]),
    );
    expect(stageProgress(view).map((item) => item.progress)).toEqual([
      'done',
      'active',
      'done',
      'done',
      'ahead',
      'ahead',
      'ahead',
    ]);
  });

  test('calls open when the run ends are shown as not made, never as running', () => {
    const view = runView(
      number([...planned, { type: 'query-started', queryId: 'a1', provider: 'arxiv' }, { type: 'run-cancelled' }]),
    );
    expect(view.state).toBe('cancelled');
    expect(view.sources[1]?.cells.map((cell) => cell.state)).toEqual(['skipped', 'skipped']);
  });
});
