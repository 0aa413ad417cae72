import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { liveLines } from '../src/cli/live-view.ts';
import { createPlainView } from '../src/cli/progress-view.ts';
import { safeText } from '../src/cli/safe-text.ts';
import type { RunEvent, RunEventBody } from '../src/shared/api.ts';
import { runView } from '../src/shared/run-view.ts';

const start = Date.parse('2026-01-02T03:04:05.000Z');
const event = (id: number, body: RunEventBody): RunEvent => ({
  id,
  at: new Date(start + id * 100).toISOString(),
  ...body,
});

const events: RunEvent[] = [
  event(0, { type: 'run-resumed' }),
  event(1, {
    type: 'run-started',
    question: 'Lead\u001b[31m?',
    mode: 'live',
    writer: 'extractive',
    depth: 'standard',
    sources: ['arxiv', 'x'],
  }),
  event(2, { type: 'stage-started', stage: 'plan' }),
  event(3, { type: 'stage-started', stage: 'search' }),
  event(4, { type: 'query-planned', queryId: 'q1', provider: 'arxiv', text: 'lead' }),
  event(5, { type: 'query-planned', queryId: 'q2', provider: 'x', text: 'lead' }),
  event(6, {
    type: 'query-waiting',
    queryId: 'q1',
    provider: 'arxiv',
    reason: 'rate-limit',
    until: new Date(start + 3_800).toISOString(),
    detail: 'it allows one call every 3 s',
  }),
  event(7, {
    type: 'query-finished',
    queryId: 'q2',
    provider: 'x',
    outcome: 'failed',
    found: 0,
    skipped: 0,
    reason: 'refused the key (401)',
  }),
].slice(1);

describe('the live block', () => {
  test('shows question, stages, sources and counts, each on a line that fits', () => {
    const options = { unicode: true, now: start + 800, width: 100, note: '' };
    const lines = liveLines(runView(events), options).map((line) => stripVTControlCharacters(line));
    expect(lines[0]).toMatch(/^Lead<U\+001B>\[31m\? +standard · live · no model$/);
    expect(lines[1]).toMatch(/^Plan ✓ {2}Search ▸ {2}Read {2}Select .* 0\.7 s$/);
    expect(lines[2]).toMatch(/^ {2}◷ arxiv {2}▨ {2}waits 3 s; it allows one call every 3 s\./);
    expect(lines[3]).toMatch(/^ {2}✕ x {6}✕ {2}refused the key \(401\)/);
    expect(lines.at(-1)).toContain('Ctrl-C cancels');
    const narrow = liveLines(runView(events), { ...options, width: 40 });
    for (const line of narrow) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(40);
  });

  test('has shapes for terminals without Unicode', () => {
    const text = liveLines(runView(events), { unicode: false, now: start, width: 100, note: '' })
      .slice(2, 4)
      .join('\n');
    expect(text).toMatch(/~ arxiv {2}~/);
    expect(text).toMatch(/x x {6}x/);
  });
});

describe('the plain view', () => {
  test('writes nothing but its lines, with the time since the start', () => {
    const lines: string[] = [];
    const view = createPlainView((line) => lines.push(line), { runId: 'r_1', now: () => start + 800 });
    for (const one of events) view.event(one);
    view.end();
    expect(lines).toEqual([
      '[  0.0s] run r_1 started: standard, live, no model, 2 sources',
      expect.stringMatching(/^\[ {2}0\.5s\] arxiv: waits 3 s; it allows one call every 3 s\./),
      '[  0.6s] x: refused the key (401). The run goes on without it. (1 call)',
    ]);
  });
});

describe('safeText', () => {
  test.each([
    ['a\u001b[31mb', 'a<U+001B>[31mb'],
    ['a\u202eb\u2066c', 'a<U+202E>b<U+2066>c'],
    ['a\u009bb\u0000', 'a<U+009B>b<U+0000>'],
    ['a\nb\tc\r\n', 'a b c  '],
    ['\ud800', '\ufffd'],
    ['日本語 😀 naïve', '日本語 😀 naïve'],
  ])('%j', (text, expected) => {
    expect(safeText(text)).toBe(expected);
  });

  test('keeps line breaks where they are wanted', () => {
    expect(safeText('a\r\nb\u001b', { multiline: true })).toBe('a\nb<U+001B>');
  });
});
