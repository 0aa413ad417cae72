import { StartupProblem } from '../startup-problem.ts';
import { exitCodes } from './exit-codes.ts';
import { RefusedError, UnreachableError } from './run-client.ts';
import { safeText } from './safe-text.ts';

/** The streams and surroundings a command works with; the tests bring their own. */
export interface CommandIo {
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  environment: Readonly<Record<string, string | undefined>>;
  workingDirectory: string;
  /** Calls back on Ctrl-C; returns the way to stop. */
  onInterrupt(listener: () => void): () => void;
  /** Resolves when the process is asked to end. */
  terminated(): Promise<void>;
  /** Leaves at once. */
  leave(code: number): void;
}

/** Tells an error in three lines (what, why, what to do) and says which exit code it means. */
export function reportError(error: unknown, io: Pick<CommandIo, 'stderr'>): number {
  const [code, lines] = describe(error);
  io.stderr.write(`${lines.map((line) => safeText(line, { multiline: true })).join('\n')}\n`);
  return code;
}

function describe(error: unknown): [number, string[]] {
  if (error instanceof StartupProblem) return [exitCodes.usage, [error.what, error.why, error.action]];
  if (error instanceof RefusedError) {
    const { title, detail, hint, status } = error.problem;
    const lines = [`The server refused the request: ${title}.`, detail, hint ?? 'Correct the request and try again.'];
    return [status === 401 || status === 403 ? exitCodes.unreachable : exitCodes.usage, lines];
  }
  if (error instanceof UnreachableError) {
    return [
      exitCodes.unreachable,
      [
        'The server does not answer.',
        `${error.message}.`,
        'Check the address given with --server, or leave it out to work without a server.',
      ],
    ];
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [exitCodes.internal, ['An internal error.', message, 'Please report this with the command you gave.']];
}

/** Whether shapes beyond ASCII can be shown. */
export function unicodeOn({ environment }: Pick<CommandIo, 'environment'>): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return /utf-?8/i.test(locale) || environment.TERM_PROGRAM !== undefined;
}

/** What is wrong with the options of a command. */
export function usageProblem(problems: readonly string[], command: string): StartupProblem {
  return new StartupProblem(
    'The command cannot be run.',
    `${problems.join('\n')}.`,
    `See \`headwater ${command} --help\`.`,
  );
}
