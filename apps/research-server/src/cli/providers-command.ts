import type { ConfigFlags } from '../config.ts';
import type { ProviderEntry } from '../shared/api.ts';
import { boardShapes, boardStatus, boardWords, modeWords, words } from '../shared/vocabulary.ts';
import { withClient } from './client-source.ts';
import { exitCodes } from './exit-codes.ts';
import { limitWords } from './limit-words.ts';
import type { CommandIo } from './output.ts';
import { safeText } from './safe-text.ts';

export interface ProvidersFlags extends ConfigFlags {
  server?: string;
  json?: boolean;
}

/** `headwater providers`: the board as a table. */
export async function providersCommand(flags: ProvidersFlags, io: CommandIo): Promise<number> {
  return withClient(flags, io, async (client) => {
    const board = await client.providers();
    if (flags.json) {
      io.stdout.write(`${JSON.stringify(board, null, 2)}\n`);
      return exitCodes.done;
    }
    const rows = board.providers.map(rowOf);
    const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    const lines = rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
    const head = board.mode === 'sandbox' ? words.sandboxNotice : `${modeWords[board.mode]}.`;
    io.stdout.write(`${[head, ...lines].map((line) => safeText(line)).join('\n')}\n`);
    return exitCodes.done;
  });
}

function rowOf(entry: ProviderEntry): string[] {
  const status = boardStatus(entry);
  return [
    `${boardShapes[status].ascii} ${entry.name}`,
    boardWords[status],
    entry.health.circuit === 'closed' ? '' : `circuit ${entry.health.circuit}`,
    limitWords(entry.limits),
    entry.notice ?? entry.health.reason ?? '',
  ];
}
