import { baseline, contenders, ours, type RequestRow } from '../contenders.ts';
import type { BenchOptions } from '../options.ts';
import { type ContenderProcess, startContender, startServer } from '../processes.ts';
import type { Line } from '../report.ts';
import { median } from '../statistics.ts';

interface Sample {
  cpuUs: number;
  wallUs: number;
}

interface Plan {
  rounds: number;
  calls: number;
  warmUpCalls: number;
  concurrency: number;
}

const titles: Record<RequestRow, string> = { 'get-2k': 'GET 2 KB', 'post-2k': 'POST 2 KB', 'get-60k': 'GET 60 KB' };

const goals: Record<string, Partial<Record<RequestRow, number>>> = {
  [ours.globalFetch]: { 'get-2k': 1.75, 'post-2k': 2.0, 'get-60k': 1.3 },
  [ours.nodeTransport]: { 'get-2k': 1.0 },
};

/** Runs every contender in turn, round after round, and compares each round with raw `fetch` in that round. */
export async function requestLines(options: BenchOptions): Promise<Line[]> {
  const plan: Plan = options.quick
    ? { rounds: 5, calls: 300, warmUpCalls: 1500, concurrency: options.concurrency }
    : { rounds: 11, calls: 600, warmUpCalls: 3000, concurrency: options.concurrency };
  const names = contenders
    .map(({ name }) => name)
    .filter((name) => name === baseline || (options.contenders?.includes(name) ?? true));
  const flags = options.cpuProf === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.cpuProf}`];
  const server = await startServer();
  const processes = new Map<string, ContenderProcess>();
  try {
    for (const name of names) processes.set(name, await startContender(name, server.url, flags));
    const lines: Line[] = [];
    for (const row of Object.keys(titles) as RequestRow[]) {
      if (!options.rows.includes(row)) continue;
      lines.push(...compare(row, await measureRow(row, plan, processes, server.count)));
    }
    return lines;
  } finally {
    for (const process of processes.values()) process.stop();
    server.stop();
  }
}

async function measureRow(
  row: RequestRow,
  plan: Plan,
  processes: Map<string, ContenderProcess>,
  count: () => Promise<number>,
): Promise<Map<string, Sample[]>> {
  const taking = [...processes].filter(([, process]) => process.rows.includes(row));
  const samples = new Map<string, Sample[]>(taking.map(([name]) => [name, []]));
  const block = async (name: string, process: ContenderProcess, calls: number) => {
    const before = await count();
    const report = await process.send({ kind: 'block', row, calls, concurrency: plan.concurrency });
    const served = (await count()) - before;
    // A client that answered from anything but the server would win by cheating.
    if (served !== calls) throw new Error(`${name} made ${calls} calls of ${row}, the server saw ${served} requests`);
    if (report.kind !== 'measured') throw new Error(`${name} did not measure ${row}`);
    return report;
  };
  for (const [name, process] of taking) {
    await process.send({ kind: 'check', row });
    await block(name, process, plan.warmUpCalls);
  }
  for (let round = 0; round < plan.rounds; round += 1) {
    for (let turn = 0; turn < taking.length; turn += 1) {
      const [name, process] = taking[(turn + round) % taking.length] as (typeof taking)[number];
      samples.get(name)?.push(await block(name, process, plan.calls));
    }
  }
  return samples;
}

function compare(row: RequestRow, samples: Map<string, Sample[]>): Line[] {
  const reference = samples.get(baseline) as Sample[];
  return [...samples].map(([subject, own]): Line => {
    const middle = (key: keyof Sample) => median(own.map((sample) => sample[key]));
    const ratio = (key: keyof Sample) =>
      median(own.map((sample, round) => sample[key] / (reference[round] as Sample)[key]));
    const goal = goals[subject]?.[row];
    return {
      row,
      figure: `${titles[row]}, processor time ÷ raw fetch`,
      subject,
      value: ratio('cpuUs'),
      unit: '×',
      detail: `${middle('cpuUs').toFixed(0)} µs; wall ${ratio('wallUs').toFixed(2)} ×, ${middle('wallUs').toFixed(0)} µs`,
      ...(goal === undefined ? {} : { goal }),
    };
  });
}
