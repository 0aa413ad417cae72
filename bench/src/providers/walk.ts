import type { Line } from '../client/report.ts';
import { runProgram } from '../client/run-program.ts';
import { scholarly } from './scholarly.ts';

interface Walk {
  items: number;
  /** Kilobytes of heap per thousand papers, over the walk. */
  slope: number;
}

/** Each walk in a process of its own, so that none inherits another's heap. */
export async function walkLines({ quick }: { quick: boolean }): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { name } of scholarly) {
    const { items, slope } = await runProgram<Walk>('walk', [name, quick ? '3000' : '10000'], ['--expose-gc']);
    lines.push({
      row: 'walk',
      figure: `walking through ${items} papers, heap per 1,000`,
      subject: name,
      value: slope,
      unit: 'KB',
      // One that is kept costs 1,500.
      goal: 50,
    });
  }
  return lines;
}
