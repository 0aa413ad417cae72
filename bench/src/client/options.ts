import { parseArgs } from 'node:util';

export const rowNames = ['get-2k', 'post-2k', 'get-60k', 'policies', 'cache', 'import', 'size', 'memory'] as const;
export type RowName = (typeof rowNames)[number];

export interface BenchOptions {
  json: boolean;
  quick: boolean;
  rows: readonly RowName[];
  /** Contenders to run beside raw `fetch`. Absent: all. */
  contenders: string[] | undefined;
  concurrency: number;
  /** Directory for a processor profile of every contender. */
  cpuProf: string | undefined;
}

export const usage = `usage: bench:client [--quick] [--json] [--only ROW[,ROW…]] [--contender NAME]… [--concurrency N] [--cpu-prof DIR]

  --quick        fewer calls: minutes become seconds, figures become rough
  --json         the result as JSON on stdout
  --only         ${rowNames.join(', ')}
  --contender    one contender beside raw fetch; may be repeated
  --concurrency  calls in flight per client in the request rows (default 1)
  --cpu-prof     writes a .cpuprofile of every contender into DIR; open it in Chrome's developer tools or VS Code
`;

/** @throws {Error} on an option or row that does not exist */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      contender: { type: 'string', multiple: true },
      concurrency: { type: 'string', default: '1' },
      'cpu-prof': { type: 'string' },
    },
  });
  const asked = values.only?.split(',') ?? rowNames;
  const unknown = asked.filter((name) => !rowNames.includes(name as RowName));
  if (unknown.length > 0) throw new Error(`there is no row "${unknown.join('", "')}"`);
  const concurrency = Number(values.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1) throw new Error('--concurrency must be 1 or more');
  return {
    json: values.json,
    quick: values.quick,
    rows: rowNames.filter((name) => asked.includes(name)),
    contenders: values.contender,
    concurrency,
    cpuProf: values['cpu-prof'],
  };
}
