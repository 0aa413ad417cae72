import type { BenchOptions } from '../options.ts';
import type { Line } from '../report.ts';
import { runProgram } from '../run-program.ts';
import { median } from '../statistics.ts';

interface Result {
  samples: Record<'bare' | 'policies' | 'bareCall' | 'call', number[]>;
  timersLeft: number;
}

/** Several processes, because what the compiler makes of a program differs from one to the next. */
export async function policyLines({ quick }: BenchOptions): Promise<Line[]> {
  const results: Result[] = [];
  for (let run = 0; run < (quick ? 2 : 3); run += 1) {
    results.push(await runProgram<Result>('policies', [quick ? '5000' : '10000']));
  }
  const middle = (name: keyof Result['samples']) => median(results.flatMap(({ samples }) => samples[name]));
  const row = 'policies' as const;
  return [
    {
      row,
      figure: 'policy layer alone',
      subject: 'deadline, retry, admission, circuit, time limit',
      value: middle('policies') - middle('bare'),
      unit: 'µs',
      goal: 3,
      detail: `best process ${best(results, 'policies', 'bare').toFixed(2)} µs`,
    },
    {
      row,
      figure: 'policy layer alone',
      subject: 'timers left behind',
      value: Math.max(...results.map(({ timersLeft }) => timersLeft)),
      unit: 'timers',
      goal: 0,
    },
    {
      row,
      figure: 'whole call on an instant fetch',
      subject: 'headwater',
      value: middle('call') - middle('bareCall'),
      unit: 'µs',
      detail: `best process ${best(results, 'call', 'bareCall').toFixed(2)} µs`,
    },
  ];
}

const best = (results: Result[], name: keyof Result['samples'], bare: keyof Result['samples']) =>
  Math.min(...results.map(({ samples }) => median(samples[name]) - median(samples[bare])));
