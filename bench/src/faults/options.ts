import { parseArgs } from 'node:util';

export const scenarioNames = ['mixed-faults', 'outage', 'one-per-second', 'slow-tail', 'toxics'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export interface FaultOptions {
  seed: number;
  /** Calls of each closed-loop scenario, and runs of the toxics matrix. */
  calls: number;
  scenarios: readonly ScenarioName[];
  json: boolean;
  quick: boolean;
}

export const usage = `usage: bench:faults [--seed N] [--calls N] [--only SCENARIO[,SCENARIO…]] [--json] [--quick]

  --seed   decides every fault; the same seed gives the same faults to every client (default 1)
  --calls  calls per client in the closed-loop scenarios, runs of the toxics matrix (default 10000; --quick 500)
  --only   ${scenarioNames.join(', ')}
  --json   the result as JSON on stdout
  --quick  fewer calls: rough figures in about a minute
`;

/** @throws {Error} on an option or scenario that does not exist */
export function readOptions(args: string[]): FaultOptions {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      seed: { type: 'string', default: '1' },
      calls: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  });
  const asked = values.only?.split(',') ?? scenarioNames;
  const unknown = asked.filter((name) => !scenarioNames.includes(name as ScenarioName));
  if (unknown.length > 0) throw new Error(`there is no scenario "${unknown.join('", "')}"`);
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
    json: values.json,
    quick: values.quick,
  };
}
