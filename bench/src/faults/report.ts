import { figureText, goalText, isMet } from './figures.ts';
import type { ScenarioResult } from './scenarios.ts';

/** One scenario as plain text: a table of all clients, then our goals. */
export function scenarioText({ scenario, title, rows }: ScenarioResult): string {
  const names = rows[0]?.figures.map(({ name }) => name) ?? [];
  const head = ['', ...names, 'p50', 'p99', 'worst', 'requests/call', 'hangs', 'unhandled', 'errors'];
  const cells = rows.map((row) => [
    row.client,
    ...row.figures.map(figureText),
    ...[row.p50Ms, row.p99Ms, row.worstMs].map((value) => `${value.toFixed(0)} ms`),
    row.requestsPerCall.toFixed(3),
    String(row.hangs),
    String(row.unhandledRejections),
    Object.entries(row.errors)
      .map(([name, count]) => `${count} × ${name}`)
      .join(', ') || 'none',
  ]);
  const goals = rows
    .filter(({ ours }) => ours)
    .flatMap(({ client, figures }) =>
      figures.map(
        (figure) =>
          `  ${isMet(figure) ? 'met   ' : 'MISSED'}  ${client}: ${figure.name} ${figureText(figure)} (goal ${goalText(figure)})`,
      ),
    );
  return [`${scenario}: ${title}`, '', table([head, ...cells]), '', ...goals].join('\n');
}

export function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
