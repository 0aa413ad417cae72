import type { Line } from '../client/report.ts';
import { runProgram } from '../client/run-program.ts';
import { median } from '../client/statistics.ts';
import { providerPackages } from './packages.ts';

/** Milliseconds from the first import to the last, core's included, each in a fresh process. */
export async function importLines({ quick }: { quick: boolean }): Promise<Line[]> {
  const samples = new Map(providerPackages.map((name) => [name, [] as number[]]));
  for (let round = 0; round < (quick ? 3 : 11); round += 1) {
    for (const [name, list] of samples) list.push(await runProgram<number>('import', [name]));
  }
  return [...samples].map(([subject, list]) => ({
    row: 'import',
    figure: 'import time',
    subject,
    value: median(list),
    unit: 'ms',
    goal: 60,
    detail: `fastest ${Math.min(...list).toFixed(1)} ms`,
  }));
}
