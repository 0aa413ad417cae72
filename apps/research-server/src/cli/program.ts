import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { exitCodes } from './exit-codes.ts';
import { type CommandIo, reportError } from './output.ts';

/** Runs one command line. @returns the exit code */
export async function runCommand(argv: string[], io: CommandIo): Promise<number> {
  let code: number = exitCodes.done;
  const program = new Command('headwater')
    .description('Answers questions with reports in which every sentence is tied to a quoted source.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .showHelpAfterError('(see --help)');

  withSources(program.command('serve').description('start the server and the page'))
    .option('--port <number>', 'port to listen on; 0 takes any free one (PORT, default 4111)')
    .option('--host <name>', 'address to listen on; this machine only (HOST, default 127.0.0.1)')
    .action(async (flags) => {
      const { serveCommand } = await import('./serve-command.ts');
      code = await serveCommand(flags, io);
    });

  withSources(program.command('research').description('answer a question'))
    .argument('<question>', 'what to find out')
    .option('--server <url>', 'ask a running server instead of working in this process')
    .option('--depth <depth>', 'quick, standard or deep (default standard)')
    .option('--sources <names>', 'sources to ask, separated by commas (default: all that can be asked)')
    .option('--since <date>', 'only documents published on or after this day, such as 2020-01-31')
    .option('--max-calls <number>', 'most requests to sources')
    .option('--format <format>', 'md, html or json (default: text in a terminal, else md)')
    .option('-o, --output <file>', 'write the report to a file')
    .option('--json', 'print the run document as JSON')
    .option('--events', 'print the events, one JSON object per line')
    .option('--quiet', 'no progress, only errors')
    .option('--plain', 'progress in plain lines, also in a terminal')
    .option('--strict', 'exit with 4 when a source was missing')
    .action(async (question, flags) => {
      const { researchCommand } = await import('./research-command.ts');
      code = await researchCommand(question, flags, io);
    });

  withSources(program.command('search').description('search all sources at once'))
    .argument('<query>', 'what to look for')
    .option('--server <url>', 'ask a running server instead of working in this process')
    .option('--source, --sources <names>', 'sources to ask; several separated by commas (default: all)', names)
    .option('--kind, --kinds <kinds>', 'web, academic, news, social, code or encyclopedia', names)
    .option('--since <date>', 'only documents published on or after this day, such as 2020-01-31')
    .option('--until <date>', 'only documents published on or before this day')
    .option('--domain, --domains <hosts>', 'only documents of these hosts', names)
    .option('--language, --languages <tags>', 'only documents in these languages, such as en', names)
    .option('--open-access', 'only documents that can be read for free')
    .option('--limit <number>', 'most documents, 1 to 100 (default 20)')
    .option('--json', 'print the answer as JSON')
    .option('--quiet', 'no word about the sources, only errors')
    .option('--strict', 'exit with 4 when a source has a gap')
    .action(async (query, flags) => {
      const { searchCommand } = await import('./search-command.ts');
      code = await searchCommand(query, flags, io);
    });

  withSources(program.command('providers').description('show the sources and how they are'))
    .option('--server <url>', 'ask a running server')
    .option('--json', 'print JSON')
    .action(async (flags) => {
      const { providersCommand } = await import('./providers-command.ts');
      code = await providersCommand(flags, io);
    });

  withSources(program.command('doctor').description('check keys, sources and this machine, and say what to do next'))
    .argument('[sources...]', 'only these sources')
    .option('--server <url>', 'check the sources of a running server')
    .option('--json', 'print JSON')
    .option('--strict', 'exit with 4 when anything is not ok')
    .action(async (sources, flags) => {
      const { doctorCommand } = await import('./doctor-command.ts');
      code = await doctorCommand(sources, flags, io);
    });

  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return reportError(error, io);
  }
}

/** `a,b` and a repeated option mean the same. */
function names(value: string, before: string[] = []): string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  ];
}

/** Options of every command that works with sources and the data folder. */
function withSources(command: Command): Command {
  return command
    .option('--sandbox', 'use stored sample documents instead of live sources')
    .option('--live', 'use live sources only')
    .option('--mode <mode>', 'auto, live or sandbox (HEADWATER_MODE, default auto)')
    .option('--limits <limits>', 'sandbox or published: limits the sandbox is paced by (HEADWATER_LIMITS)')
    .option(
      '--sandbox-faults <file>',
      'what goes wrong in the sandbox (HEADWATER_SANDBOX_FAULTS holds the same inline)',
    )
    .option('--data-dir <folder>', 'where runs are stored (HEADWATER_DATA_DIR, default .headwater)')
    .option('--model <id>', 'language model (HEADWATER_MODEL)')
    .option('--model-url <url>', 'its OpenAI-compatible endpoint (HEADWATER_MODEL_URL; key in HEADWATER_MODEL_KEY)');
}
