import { parseArgs } from 'node:util';
import { contenders } from './contenders.ts';

export const scenarioNames = ['mixed-faults', 'outage', 'one-per-second', 'slow-tail', 'toxics'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export interface FaultOptions {
  seed: number;
  /** Calls of each closed-loop scenario, and runs of the toxics matrix. */
  calls: number;
  scenarios: readonly ScenarioName[];
  /** Clients to run. Absent: all. */
  clients: readonly string[] | undefined;
  json: boolean;
  quick: boolean;
}

export const usage = `usage: bench:faults [--seed N] [--calls N] [--only SCENARIO[,SCENARIO…]] [--client NAME]… [--json] [--quick]

  --seed   decides every fault; the same seed gives the same faults to every client (default 1)
  --calls  calls per client in the closed-loop scenarios, runs of the toxics matrix (default 10000; --quick 500)
  --only   ${scenarioNames.join(', ')}
  --client one client only, for example headwater; may be repeated
  --json   the result as JSON on stdout
  --quick  fewer calls: rough figures in about a minute
`;

/** @throws {Error} on an option, scenario or client that does not exist */
export function readOptions(args: string[]): FaultOptions {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      seed: { type: 'string', default: '1' },
      calls: { type: 'string' },
      only: { type: 'string' },
      client: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  });
  const asked = values.only?.split(',') ?? scenarioNames;
  const unknown = asked.filter((name) => !scenarioNames.includes(name as ScenarioName));
  if (unknown.length > 0) throw new Error(`there is no scenario "${unknown.join('", "')}"`);
  const strangers = (values.client ?? []).filter((name) => !contenders.some((client) => client.name === name));
  if (strangers.length > 0) throw new Error(`there is no client "${strangers.join('", "')}"`);
  const wholeNumber = (name: string, text: string, least: number) => {
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < least)
      throw new Error(`--${name} must be a whole number from ${least}`);
    return number;
  };
  return {
    seed: wholeNumber('seed', values.seed, 0),
    calls: wholeNumber('calls', values.calls ?? (values.quick ? '500' : '10000'), 1),
    scenarios: scenarioNames.filter((name) => asked.includes(name)),
    clients: values.client,
    json: values.json,
    quick: values.quick,
  };
}
