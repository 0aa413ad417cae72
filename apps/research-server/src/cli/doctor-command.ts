import type { ConfigFlags, ServerConfig } from '../config.ts';
import type { ProvidersAnswer } from '../shared/api.ts';
import { plural } from '../shared/format.ts';
import { words } from '../shared/vocabulary.ts';
import type { SourceSet } from '../sources/source-set.ts';
import { version } from '../version.ts';
import { withClient } from './client-source.ts';
import { type DoctorLine, doctorLine } from './doctor-report.ts';
import { exitCodes } from './exit-codes.ts';
import { type CommandIo, usageProblem } from './output.ts';
import { safeText } from './safe-text.ts';

export interface DoctorFlags extends ConfigFlags {
  server?: string;
  json?: boolean;
  strict?: boolean;
}

/**
 * `headwater doctor`: one line for this machine and for each source, with the next step under what is not ok. Sources
 * are asked only where that costs nothing. Without `--sandbox` it looks at the live ones, whatever a server would choose.
 */
export async function doctorCommand(names: string[], flags: DoctorFlags, io: CommandIo): Promise<number> {
  if (flags.server !== undefined && !/^https?:\/\//.test(flags.server)) {
    throw usageProblem(
      [`--server is ${JSON.stringify(flags.server)}; it must be a URL such as http://127.0.0.1:4111`],
      'doctor',
    );
  }
  return withClient(
    flags,
    io,
    async (client) => {
      const board = await client.checkProviders(names.length === 0 ? undefined : names);
      const asked = board.providers.filter(({ name }) => names.length === 0 || names.includes(name));
      const lines = asked.map(doctorLine);
      const text = flags.json
        ? `${JSON.stringify({ mode: board.mode, version, node: process.version, sources: lines }, null, 2)}\n`
        : doctorText(board, lines);
      io.stdout.write(text);
      return exitCodeOf(lines, flags.strict ?? false);
    },
    sourcesToCheck,
  );
}

async function sourcesToCheck(config: ServerConfig): Promise<SourceSet> {
  if (config.mode === 'sandbox' || config.sandboxFaults.length > 0) {
    const { createSandbox } = await import('../sources/sandbox.ts');
    return createSandbox(config);
  }
  const { createLiveSources } = await import('../sources/live.ts');
  return createLiveSources();
}

function doctorText(board: ProvidersAnswer, lines: readonly DoctorLine[]): string {
  const rows: DoctorLine[] = [
    { name: 'headwater', state: 'ok', facts: `${version} on Node ${process.version}` },
    modeLine(board, lines),
    ...lines,
  ];
  const stateWidth = Math.max(...rows.map(({ state }) => state.length));
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  const text = rows.flatMap(({ name, state, facts, next }) => [
    `${state.padEnd(stateWidth)}  ${name.padEnd(nameWidth)}  ${facts}`,
    ...(next === undefined ? [] : [`${' '.repeat(stateWidth + 2)}${next}`]),
  ]);
  return `${text.map((line) => safeText(line)).join('\n')}\n`;
}

function modeLine({ mode }: ProvidersAnswer, lines: readonly DoctorLine[]): DoctorLine {
  if (mode === 'sandbox') return { name: 'mode', state: 'ok', facts: words.sandboxNotice };
  const usable = lines.filter(isUsable).length;
  const facts = `live; ${usable} of ${plural(lines.length, 'source')} can be asked`;
  if (usable > 0) return { name: 'mode', state: 'ok', facts };
  return { name: 'mode', state: 'unreachable', facts, next: 'Until that changes, work offline with --sandbox.' };
}

const isUsable = ({ state }: DoctorLine): boolean => state === 'ok' || state === 'not tried' || state === 'limited';

function exitCodeOf(lines: readonly DoctorLine[], strict: boolean): number {
  if (!lines.some(isUsable)) return exitCodes.everySourceFailed;
  return strict && lines.some(({ state }) => state !== 'ok') ? exitCodes.gaps : exitCodes.done;
}
