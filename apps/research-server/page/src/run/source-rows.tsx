import type { RunDocument, RunSource } from '../../../src/shared/api.ts';
import { isOver, type RunView, type SourceRow } from '../../../src/shared/run-view.ts';
import {
  cellShapes,
  cellsText,
  cellWords,
  outcomeWords,
  rowStatus,
  type SourceStatus,
  sourceName,
  sourceShapes,
  sourceWords,
} from '../../../src/shared/vocabulary.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { Shape } from '../text/shape.tsx';

/** One row per source in the order the run named them. Sources only the run document knows (never asked) come last. */
export function SourceRows({ run, view, now }: { run: RunDocument; view: RunView; now: number }) {
  const known = new Set(view.sources.map((row) => row.provider));
  return (
    <ul className="source-rows">
      {view.sources.map((row) => (
        <LiveRow key={row.provider} row={row} over={isOver(run.state)} told={sourceOf(run, row.provider)} now={now} />
      ))}
      {run.sources
        .filter((source) => !known.has(source.provider))
        .map((source) => (
          <Row key={source.provider} provider={source.provider} status={source.outcome} text={toldText(source)} />
        ))}
    </ul>
  );
}

const sourceOf = (run: RunDocument, provider: string) => run.sources.find((source) => source.provider === provider);

/** What the finished run says of a source is the last word on it. */
const toldText = (source: RunSource) => outcomeWords(source.outcome, { ...source, malformed: 0 });

function LiveRow({
  row,
  over,
  told,
  now,
}: {
  row: SourceRow;
  over: boolean;
  told: RunSource | undefined;
  now: number;
}) {
  const { status, text } = rowStatus(row, now);
  const last = over && told && row.malformed === 0 ? { status: told.outcome, text: toldText(told) } : { status, text };
  return <Row provider={row.provider} cells={row.cells} {...last} />;
}

interface RowProps {
  provider: string;
  status: SourceStatus;
  text: string;
  cells?: SourceRow['cells'];
}

function Row({ provider, status, text, cells = [] }: RowProps) {
  return (
    <li className="source-row" data-provider={provider} data-status={status}>
      <span className="source-name">
        <Shape shape={sourceShapes[status]} tone={status} />
        {sourceName(provider)}
        <span className="visually-hidden">, {sourceWords[status]}</span>
      </span>
      <span className="cells" role="img" aria-label={cellsText(cells)}>
        {cells.map((cell) => (
          <span
            key={cell.queryId}
            className={`cell cell-${cell.state}`}
            title={`${cell.text}: ${cellWords[cell.state]}`}
          >
            <Shape shape={cellShapes[cell.state]} />
          </span>
        ))}
      </span>
      <span className="row-text">
        <ForeignText text={text} />
      </span>
    </li>
  );
}
