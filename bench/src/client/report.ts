import { cpus, release, totalmem } from 'node:os';

/** One measured figure. Smaller is better in all of them. */
export interface Line {
  row: string;
  /** What was measured, for example `POST 2 KB, full pipeline`. */
  figure: string;
  subject: string;
  value: number;
  unit: string;
  /** The most it may be. Absent for peers. */
  goal?: number;
  detail?: string;
}

export interface Machine {
  node: string;
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
}

export function machine(): Machine {
  const list = cpus();
  return {
    node: process.version,
    cpu: list[0]?.model ?? 'unknown processor',
    cores: list.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch} ${release()}`,
  };
}

export const verdict = ({ value, goal }: Line): string => (goal === undefined ? '' : value <= goal ? 'met' : 'MISSED');

function shown(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

/** The plain table: one line per figure, ours with goal and verdict, peers below it. */
export function table(lines: readonly Line[]): string {
  const head = ['figure', 'who', 'value', '', 'goal', '', ''];
  const cells = lines.map((line) => [
    line.figure,
    line.subject,
    shown(line.value),
    line.unit,
    line.goal === undefined ? '' : `≤ ${line.goal}`,
    verdict(line),
    line.detail ?? '',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => (row[column] as string).length)));
  const format = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 2 ? cell.padStart(widths[2] as number) : cell.padEnd(widths[column] as number),
      )
      .join('  ')
      .trimEnd();
  let previous = '';
  const body = cells.map((row) => {
    const repeated = row[0] === previous;
    previous = row[0] as string;
    return format(repeated ? ['', ...row.slice(1)] : row);
  });
  return [format(head), ...body].join('\n');
}
