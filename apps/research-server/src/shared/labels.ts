import type { DocumentKind, TextKind } from '@headwater/core';
import type { Depth, RunMode, RunState, SourceOutcomeName, Stage, Writer } from './api.ts';
import type { CellState } from './run-view.ts';

/** The tables of the vocabulary: for each state its word and its shape. Read them through `vocabulary.ts`. */

/** A shape always stands beside a word. `ascii` is for terminals without Unicode. */
export interface Shape {
  glyph: string;
  ascii: string;
}

export const cellShapes: Record<CellState, Shape> = {
  planned: { glyph: '□', ascii: '-' },
  asking: { glyph: '◧', ascii: '>' },
  waiting: { glyph: '▨', ascii: '~' },
  done: { glyph: '■', ascii: '#' },
  failed: { glyph: '✕', ascii: 'x' },
  skipped: { glyph: '–', ascii: '.' },
};

export const cellWords: Record<CellState, string> = {
  planned: 'planned',
  asking: 'being asked',
  waiting: 'waiting',
  done: 'done',
  failed: 'failed',
  skipped: 'not made',
};

/** What one source is doing or what became of it. */
export type SourceStatus = SourceOutcomeName | 'planned' | 'asking' | 'waiting';

export const sourceShapes: Record<SourceStatus, Shape> = {
  planned: { glyph: '◌', ascii: '.' },
  asking: { glyph: '▸', ascii: '>' },
  waiting: { glyph: '◷', ascii: '~' },
  ok: { glyph: '●', ascii: '*' },
  partial: { glyph: '◕', ascii: '%' },
  throttled: { glyph: '◐', ascii: '!' },
  failed: { glyph: '✕', ascii: 'x' },
  empty: { glyph: '⊖', ascii: '0' },
  skipped: { glyph: '○', ascii: 'o' },
};

export const sourceWords: Record<SourceStatus, string> = {
  planned: 'planned',
  asking: 'asking',
  waiting: 'waiting',
  ok: 'ok',
  partial: 'partial',
  throttled: 'throttled',
  failed: 'failed',
  empty: 'empty',
  skipped: 'skipped',
};

export const runShapes: Record<RunState, Shape> = {
  queued: { glyph: '◷', ascii: '~' },
  running: { glyph: '▸', ascii: '>' },
  succeeded: { glyph: '✓', ascii: '+' },
  partial: { glyph: '◐', ascii: '%' },
  failed: { glyph: '✕', ascii: 'x' },
  cancelled: { glyph: '⊘', ascii: '/' },
};

export const runWords: Record<RunState, string> = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Done',
  partial: 'Done, with gaps',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export const stageWords: Record<Stage, string> = {
  plan: 'Plan',
  search: 'Search',
  read: 'Read',
  select: 'Select',
  write: 'Write',
  verify: 'Verify',
  publish: 'Publish',
};

export const stageDoings: Record<Stage, string> = {
  plan: 'planning',
  search: 'searching',
  read: 'reading',
  select: 'selecting',
  write: 'writing',
  verify: 'verifying',
  publish: 'publishing',
};

export const stageShapes = {
  done: { glyph: '✓', ascii: '+' },
  active: { glyph: '▸', ascii: '>' },
  ahead: { glyph: '', ascii: '' },
} satisfies Record<string, Shape>;

/** The hints say what `research/depth.ts` does, and change with it. */
export const depthWords: Record<Depth, { name: string; hint: string }> = {
  quick: { name: 'Quick', hint: 'one search per source' },
  standard: { name: 'Standard', hint: 'up to two' },
  deep: { name: 'Deep', hint: 'up to three, more documents' },
};

export const kindShapes: Record<DocumentKind, Shape> = {
  web: { glyph: '●', ascii: '*' },
  academic: { glyph: '■', ascii: '#' },
  news: { glyph: '▲', ascii: '^' },
  social: { glyph: '◆', ascii: '+' },
  code: { glyph: '⬡', ascii: '<' },
  encyclopedia: { glyph: '▬', ascii: '=' },
};

export const textKindWords: Record<TextKind, string> = { full: 'full text', abstract: 'abstract', snippet: 'snippet' };

export const modeWords: Record<RunMode, string> = { live: 'Live', sandbox: 'Sandbox' };

export const writerWords: Record<Writer, string> = { extractive: 'no model', model: 'with a model' };

export type BoardStatus = 'working' | 'limited' | 'failing' | 'no-key' | 'no-data';

export const boardShapes: Record<BoardStatus, Shape> = {
  working: { glyph: '●', ascii: '*' },
  limited: { glyph: '◐', ascii: '!' },
  failing: { glyph: '✕', ascii: 'x' },
  'no-key': { glyph: '○', ascii: 'o' },
  'no-data': { glyph: '◌', ascii: '.' },
};

export const boardWords: Record<BoardStatus, string> = {
  working: 'Working',
  limited: 'Limited',
  failing: 'Failing',
  'no-key': 'No key',
  'no-data': 'Not used',
};
