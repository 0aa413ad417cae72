import { HeadwaterError } from '@headwater/core';
import { formatPlan, formatReport } from './report.ts';
import type { IntegrationTestSuite } from './suite.ts';
import type { IntegrationRunOptions } from './types.ts';

const usage = `Tests services as they are set up: connectivity, rate limiting, circuit breaker, errors, transformation.

  --service NAME   test this one; may be given several times. Default: all
  --live           ask the real services. No faults are injected
  --allow-billed   with --live: make calls that cost money
  --json           print the report as JSON
  --help           print this

Exit code: 0 when every case that ran passed, 1 when one failed or none ran, 2 for wrong usage.`;

/** Where a command writes. `process.stdout` and `process.stderr` fit. */
export interface CommandOutput {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

interface Arguments extends IntegrationRunOptions {
  json: boolean;
  help: boolean;
}

/**
 * The suite as a command: reads its arguments, prints the report on stdout, what it is about to do on stderr.
 *
 * @returns the exit code
 * @example
 * process.exitCode = await runIntegrationCommand(suite, process.argv.slice(2), process);
 */
export async function runIntegrationCommand(
  suite: IntegrationTestSuite,
  args: readonly string[],
  { stdout, stderr }: CommandOutput,
): Promise<number> {
  try {
    const { json, help, ...options } = readArguments(args);
    if (help) {
      stdout.write(`${usage}\n`);
      return 0;
    }
    stderr.write(`${formatPlan(suite.plan(options))}\n`);
    const report = await suite.run(options);
    stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : `${formatReport(report)}\n`);
    return report.failed > 0 || report.passed === 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError || HeadwaterError.isInstance(error))) throw error;
    const hint = HeadwaterError.isInstance(error) ? ` ${error.hint ?? ''}` : '';
    stderr.write(`${error.message}.${hint}\n\n${usage}\n`);
    return 2;
  }
}

class UsageError extends Error {}

function readArguments(args: readonly string[]): Arguments {
  const services: string[] = [];
  const flags = { live: false, 'allow-billed': false, json: false, help: false };
  const rest = args.filter((argument) => argument !== '--');
  while (rest.length > 0) {
    const argument = rest.shift() as string;
    const [name = '', given] = argument.replace(/^--/, '').split('=', 2);
    if (name === 'service' && argument.startsWith('--')) {
      const service = given ?? rest.shift();
      if (service === undefined || service.startsWith('--')) throw new UsageError('--service needs a name');
      services.push(service);
    } else if (argument.startsWith('--') && Object.hasOwn(flags, name) && given === undefined) {
      flags[name as keyof typeof flags] = true;
    } else throw new UsageError(`"${argument}" is not known`);
  }
  const { live, json, help } = flags;
  const allowBilled = flags['allow-billed'];
  if (allowBilled && !live) throw new UsageError('--allow-billed needs --live');
  return { live, allowBilled, json, help, ...(services.length > 0 ? { services } : {}) };
}
