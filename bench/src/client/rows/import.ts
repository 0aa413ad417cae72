import type { BenchOptions } from '../options.ts';
import type { Line } from '../report.ts';
import { runProgram } from '../run-program.ts';
import { median } from '../statistics.ts';

const subjects: { subject: string; packages: string[]; goal?: number }[] = [
  { subject: '@headwater/core', packages: ['@headwater/core'], goal: 45 },
  { subject: '@headwater/core/node', packages: ['@headwater/core/node'] },
  { subject: '@headwater/exa', packages: ['@headwater/exa'] },
  { subject: '@headwater/semantic-scholar', packages: ['@headwater/semantic-scholar'] },
  { subject: 'ky', packages: ['ky'] },
  { subject: 'ky + cockatiel', packages: ['ky', 'cockatiel'] },
  { subject: 'got', packages: ['got'] },
  { subject: 'axios + axios-retry', packages: ['axios', 'axios-retry'] },
  {
    subject: 'octokit + throttling + retry',
    packages: ['@octokit/core', '@octokit/plugin-throttling', '@octokit/plugin-retry'],
  },
  { subject: 'exa-js', packages: ['exa-js'] },
  { subject: '@agentic/exa', packages: ['@agentic/exa'] },
  { subject: 'undici', packages: ['undici'] },
];

/** Milliseconds from the first import to the last, each in a fresh process; node's own start is not in it. */
export async function importLines({ quick }: BenchOptions): Promise<Line[]> {
  const samples = subjects.map(() => [] as number[]);
  for (let round = 0; round < (quick ? 5 : 21); round += 1) {
    for (const [index, { packages }] of subjects.entries()) {
      samples[index]?.push(await runProgram<number>('import', packages));
    }
  }
  return subjects.map(
    ({ subject, goal }, index): Line => ({
      row: 'import',
      figure: 'import time',
      subject,
      value: median(samples[index] as number[]),
      unit: 'ms',
      ...(goal === undefined ? {} : { goal }),
      detail: `fastest ${Math.min(...(samples[index] as number[])).toFixed(1)} ms`,
    }),
  );
}
