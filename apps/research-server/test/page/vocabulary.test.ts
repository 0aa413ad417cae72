import { describe, expect, test } from 'vitest';
import type { RunDocument, SourceOutcomeName } from '../../src/shared/api.ts';
import { clockTime, dollars, durationWords, plural } from '../../src/shared/format.ts';
import {
  boardShapes,
  boardStatus,
  budgetWords,
  cellShapes,
  cellsText,
  factsLine,
  failedWords,
  headline,
  headlineShape,
  nothingFoundWords,
  outcomeWords,
  reconnecting,
  resumedNotice,
  runShapes,
  sourceName,
  sourceShapes,
  tooManyRequests,
  waitWords,
} from '../../src/shared/vocabulary.ts';
import { failedRun, gapsRun, nothingFoundRun, usage } from './support/run-fixtures.ts';

const base: RunDocument = {
  id: 'r_1',
  question: 'Does it?',
  mode: 'live',
  writer: 'extractive',
  depth: 'standard',
  state: 'running',
  limits: 'published',
  createdAt: '2026-11-22T14:02:00Z',
  progress: { stage: 'write', done: 0, planned: 0 },
  sources: [],
  usage,
  budget: { calls: 40, wallTimeMs: 120_000, costUsd: 0.5 },
};
const now = Date.parse('2026-11-22T14:02:28Z');
const until = '2026-11-22T14:02:31Z';
const time = clockTime(until, 'seconds');

describe('state words', () => {
  test('waits name their reason and their end, and change once it has passed', () => {
    const wait = { until, eventId: 1 };
    expect(waitWords({ ...wait, reason: 'rate-limit', detail: 'it allows one call every 3 s' }, now)).toBe(
      `waits 3 s; it allows one call every 3 s. Goes on at ${time}.`,
    );
    expect(waitWords({ ...wait, reason: 'circuit', detail: 'failed 5 times in a row' }, now)).toBe(
      `failed 5 times in a row; left alone until ${time}.`,
    );
    expect(waitWords({ ...wait, reason: 'retry', detail: 'too many requests (429)' }, now)).toBe(
      `too many requests (429); tries again at ${time}.`,
    );
    expect(waitWords({ ...wait, reason: 'queue' }, now)).toBe(`waits for a free place, until ${time}.`);
    expect(waitWords({ ...wait, reason: 'retry' }, now + 5_000)).toBe(`the wait ended at ${time}; asking again.`);
  });

  test('the six outcomes read differently', () => {
    const facts = { found: 18, malformed: 2, reason: 'refused the key (401).' };
    expect(outcomeWords('partial', facts)).toBe('18 of 20 usable; 2 were malformed and left out.');
    expect(outcomeWords('failed', facts)).toBe('refused the key (401). The run goes on without it.');
    expect(outcomeWords('empty', facts)).toBe('nothing matches.');
    expect(outcomeWords('skipped', { ...facts, reason: 'it needs a key' })).toBe('not asked; it needs a key.');
    const outcomes: SourceOutcomeName[] = ['ok', 'partial', 'throttled', 'failed', 'empty', 'skipped'];
    const texts = outcomes.map((outcome) => outcomeWords(outcome, { found: 1, malformed: 0 }));
    expect(new Set(texts).size).toBe(outcomes.length);
  });

  test('run outcomes use the exact words', () => {
    expect(headline({ ...base, ...gapsRun.final })).toBe('Done, with gaps: X did not answer.');
    expect(headline({ ...base, ...nothingFoundRun.final })).toBe(
      'Not enough evidence. 2 sources answered; none of 62 documents answers this.',
    );
    expect(nothingFoundWords({ sources: [], usage: { ...usage, documentsRetrieved: 0, documentsMerged: 0 } })).toBe(
      'Not enough evidence. 0 sources answered; no document matches.',
    );
    expect(headline({ ...base, ...failedRun.final })).toBe(
      'Failed: none of 2 sources could be reached. Nothing was spent.',
    );
    expect(failedWords({ ...base, failure: { code: 'storage', message: 'the disk is full.' } })).toBe(
      'Failed while writing: the disk is full. Nothing was spent.',
    );
    expect(headline({ ...base, state: 'cancelled', usage: { ...usage, wallTimeMs: 12_000 } })).toBe(
      'Cancelled after 12 s. What was found is below.',
    );
    expect(budgetWords({ what: 'calls', limit: 40, skippedQueries: 3 })).toBe(
      'Stopped at your limit of 40 calls. 3 planned searches were not made.',
    );
    expect(reconnecting(4)).toBe('Connection lost; trying again in 4 s. The run goes on without this page.');
    expect(tooManyRequests(20)).toBe('Too many requests. You can ask again in 20 s.');
    expect(resumedNotice(until)).toBe(
      `The server restarted at ${clockTime(until)}. This run went on by itself; no finished call was repeated.`,
    );
  });

  test('a run that found nothing does not carry the shape of success', () => {
    expect(headlineShape({ ...base, ...nothingFoundRun.final }).shape).not.toBe(runShapes.succeeded);
    expect(headlineShape({ ...base, ...gapsRun.final }).shape).toBe(runShapes.partial);
  });

  test('a time the headline has named is not repeated', () => {
    const cancelled = { ...base, state: 'cancelled' as const };
    expect(factsLine(cancelled)).toBe('0 sources · 8 calls · $0.00');
    expect(factsLine({ ...base, ...gapsRun.final })).toBe('31 s · 3 sources, 1 did not answer · 8 calls · $0.00');
  });

  test('cells have a text equivalent', () => {
    const cell = { text: '', found: 0, malformed: 0 };
    const states = ['done', 'done', 'done', 'done', 'waiting', 'planned'] as const;
    expect(cellsText(states.map((state, index) => ({ ...cell, queryId: `q${index}`, state })))).toBe(
      '6 calls: 4 done, 1 waiting, 1 planned',
    );
  });
});

test('within each table every state has a shape of its own, in Unicode and in ASCII', () => {
  for (const table of [cellShapes, sourceShapes, runShapes, boardShapes]) {
    const shapes = Object.values(table);
    expect(new Set(shapes.map((shape) => shape.glyph)).size).toBe(shapes.length);
    expect(new Set(shapes.map((shape) => shape.ascii)).size).toBe(shapes.length);
    for (const { ascii } of shapes) expect(ascii).toMatch(/^[\x21-\x7e]$/);
  }
});

test('the board never shows the unknown as good', () => {
  const entry = {
    name: 'exa',
    version: '1',
    kinds: [],
    mode: 'live' as const,
    key: { state: 'set' as const },
    limits: [],
    health: { status: 'healthy' as const, checkedAt: until, circuit: 'closed' as const },
  };
  expect(boardStatus(entry)).toBe('no-data');
  expect(boardStatus({ ...entry, health: { ...entry.health, latencyMs: 300 } })).toBe('working');
  expect(boardStatus({ ...entry, health: { ...entry.health, latencyMs: 300, circuit: 'open' } })).toBe('failing');
  expect(boardStatus({ ...entry, health: { ...entry.health, latencyMs: 300, quota: { remaining: 0 } } })).toBe(
    'limited',
  );
  expect(
    boardStatus({ ...entry, key: { state: 'not-set' }, health: { ...entry.health, status: 'unconfigured' } }),
  ).toBe('no-key');
});

test('numbers and names', () => {
  expect([400, 31_000, 125_000, 120_000, -5].map(durationWords)).toEqual([
    '0.4 s',
    '31 s',
    '2 min 5 s',
    '2 min',
    '0 s',
  ]);
  expect([0, 0.5, 0.0042].map(dollars)).toEqual(['$0.00', '$0.50', '$0.0042']);
  expect(plural(1_000, 'call')).toBe('1,000 calls');
  expect(sourceName('semantic-scholar')).toBe('Semantic Scholar');
  expect(sourceName('my-new-source')).toBe('My New Source');
});
