import { styleText } from 'node:util';
import cliTruncate from 'cli-truncate';
import { createLogUpdate } from 'log-update';
import stringWidth from 'string-width';
import type { RunEvent } from '../shared/api.ts';
import { durationWords } from '../shared/format.ts';
import { emptyRunView, foldRunEvents, type RunView, stageProgress } from '../shared/run-view.ts';
import {
  cellShapes,
  countsText,
  depthWords,
  modeWords,
  rowStatus,
  type Shape,
  sourceShapes,
  stageShapes,
  stageWords,
} from '../shared/vocabulary.ts';
import type { ProgressView } from './progress-view.ts';
import { safeText } from './safe-text.ts';

export interface LiveViewOptions {
  unicode: boolean;
  now?: () => number;
}

/** Redraws at most this often, in milliseconds. */
const frameMs = 100;

/** A block at the end of a terminal that shows where the run stands and goes away when it is over. */
export function createLiveView(stream: NodeJS.WriteStream, options: LiveViewOptions): ProgressView {
  const { unicode, now = Date.now } = options;
  const draw = createLogUpdate(stream, { showCursor: false });
  let view = emptyRunView();
  let note = '';
  const redraw = () => draw(liveLines(view, { unicode, now: now(), width: stream.columns ?? 80, note }).join('\n'));
  // The clock and waiting times move without events, so the block is drawn on a beat and not on arrival.
  const timer = setInterval(redraw, frameMs);
  return {
    event(event: RunEvent) {
      view = foldRunEvents(view, [event]);
    },
    note(text) {
      note = text;
      redraw();
    },
    end() {
      clearInterval(timer);
      draw.clear();
      draw.done();
    },
  };
}

export interface LiveLinesOptions {
  unicode: boolean;
  /** Epoch milliseconds. */
  now: number;
  width: number;
  note: string;
}

/** The block as lines that fit the terminal. */
export function liveLines(view: RunView, { unicode, now, width, note }: LiveLinesOptions): string[] {
  const glyph = (shape: Shape) => (unicode ? shape.glyph : shape.ascii);
  const facts = [
    view.depth && depthWords[view.depth].name.toLowerCase(),
    view.mode && modeWords[view.mode].toLowerCase(),
    view.writer && (view.writer === 'extractive' ? 'no model' : 'model'),
  ].filter(Boolean);
  const elapsed = view.startedAt ? durationWords(now - Date.parse(view.startedAt)) : '';
  const stages = stageProgress(view)
    .map(({ stage, progress }) => `${stageWords[stage]} ${glyph(stageShapes[progress])}`.trim())
    .join('  ');
  const nameWidth = Math.max(0, ...view.sources.map((row) => stringWidth(safeText(row.provider))));
  const cellWidth = Math.max(0, ...view.sources.map((row) => row.cells.length));
  const rows = view.sources.map((row) => {
    const { status, text } = rowStatus(row, now);
    const name = safeText(row.provider).padEnd(nameWidth);
    const cells = row.cells
      .map((cell) => glyph(cellShapes[cell.state]))
      .join('')
      .padEnd(cellWidth);
    return `  ${glyph(sourceShapes[status])} ${name}  ${cells}  ${safeText(text)}`;
  });
  const lines = [
    styleText('bold', spread(safeText(view.question ?? ''), facts.join(' · '), width)),
    spread(stages, elapsed, width),
    ...rows,
    `  ${countsText(view)}`,
    `  ${note || 'Ctrl-C cancels and keeps what was found'}`,
  ];
  return lines.map((line) => cliTruncate(line, Math.max(20, width - 1)));
}

/** Two texts at the two ends of a line; the left one gives way. */
function spread(left: string, right: string, width: number): string {
  const room = Math.max(10, Math.min(width, 100) - 1 - stringWidth(right) - 2);
  const cut = cliTruncate(left, room);
  return `${cut}${' '.repeat(Math.max(2, room - stringWidth(cut) + 2))}${right}`;
}
