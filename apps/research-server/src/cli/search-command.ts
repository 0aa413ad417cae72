import stringWidth from 'string-width';
import type { ConfigFlags } from '../config.ts';
import type { SearchAnswer, SearchRequest, SearchSource } from '../shared/api.ts';
import { dollars, plural } from '../shared/format.ts';
import { sourceShapes, sourceWords } from '../shared/vocabulary.ts';
import { withClient } from './client-source.ts';
import { exitCodes } from './exit-codes.ts';
import { type CommandIo, unicodeOn, usageProblem } from './output.ts';
import { safeText } from './safe-text.ts';
import { searchText } from './search-text.ts';

export interface SearchFlags extends ConfigFlags {
  server?: string;
  sources?: string[];
  kinds?: string[];
  since?: string;
  until?: string;
  domains?: string[];
  languages?: string[];
  openAccess?: boolean;
  limit?: string;
  json?: boolean;
  quiet?: boolean;
  strict?: boolean;
}

/** `headwater search "…"`: the documents on stdout, what became of each source on stderr. */
export async function searchCommand(query: string, flags: SearchFlags, io: CommandIo): Promise<number> {
  checkFlags(flags);
  const leave = new AbortController();
  const stop = io.onInterrupt(() => {
    if (leave.signal.aborted) io.leave(exitCodes.cancelled);
    leave.abort();
  });
  try {
    return await withClient(flags, io, async (client) => {
      const answer = await client.search(requestOf(query, flags), leave.signal);
      io.stdout.write(flags.json ? `${JSON.stringify(answer, null, 2)}\n` : searchText(answer, widthOf(io)));
      if (!flags.quiet) io.stderr.write(sourceLines(answer, unicodeOn(io)));
      return exitCodeOf(answer, flags.strict ?? false);
    });
  } catch (error) {
    if (leave.signal.aborted) return exitCodes.cancelled;
    throw error;
  } finally {
    stop();
  }
}

const widthOf = ({ stdout }: CommandIo): number => Math.min(100, (stdout.isTTY && stdout.columns) || 100);

function checkFlags({ limit, server }: SearchFlags): void {
  const problems: string[] = [];
  if (limit !== undefined && !/^\d{1,3}$/.test(limit)) {
    problems.push(`--limit is ${JSON.stringify(limit)}; it must be a whole number from 1 to 100`);
  }
  if (server !== undefined && !/^https?:\/\//.test(server)) {
    problems.push(`--server is ${JSON.stringify(server)}; it must be a URL such as http://127.0.0.1:4111`);
  }
  if (problems.length > 0) throw usageProblem(problems, 'search');
}

/** Checked by the server, so that the command line and the API refuse the same things in the same words. */
function requestOf(query: string, flags: SearchFlags): SearchRequest {
  const { sources, kinds, since, until, domains, languages, openAccess, limit } = flags;
  return {
    query,
    ...(sources === undefined ? {} : { sources }),
    ...(kinds === undefined ? {} : { kinds: kinds as NonNullable<SearchRequest['kinds']> }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(domains === undefined ? {} : { includeDomains: domains }),
    ...(languages === undefined ? {} : { languages }),
    ...(openAccess === undefined ? {} : { openAccess }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  };
}

/** A line for each source: its shape, its name, the word for its outcome, what it found, and why if it is not ok. */
function sourceLines({ sources, documents, usage }: SearchAnswer, unicode: boolean): string {
  const nameWidth = Math.max(...sources.map(({ provider }) => stringWidth(safeText(provider))));
  const wordWidth = Math.max(...sources.map(({ outcome }) => sourceWords[outcome].length));
  const lines = sources.map((source) => {
    const shape = sourceShapes[source.outcome];
    const name = safeText(source.provider).padEnd(nameWidth);
    const cells = [unicode ? shape.glyph : shape.ascii, name, sourceWords[source.outcome].padEnd(wordWidth)];
    return `${cells.join('  ')}  ${factsOf(source)}`.trimEnd();
  });
  const sum = `${plural(documents.length, 'document')} · ${plural(usage.calls, 'call')} · ${dollars(usage.costUsd)}`;
  return `${[...lines, sum].map((line) => safeText(line)).join('\n')}\n`;
}

function factsOf({ outcome, found, reason, unsupportedFilters }: SearchSource): string {
  const filters = unsupportedFilters.length > 0 ? `cannot filter by ${unsupportedFilters.join(', ')}` : undefined;
  const count = outcome === 'ok' || outcome === 'partial' ? `${found} found` : undefined;
  return [count, reason, filters].filter(Boolean).join('; ');
}

function exitCodeOf({ outcome, documents }: SearchAnswer, strict: boolean): number {
  if (outcome === 'failed') return exitCodes.everySourceFailed;
  if (outcome === 'partial' && strict) return exitCodes.gaps;
  return documents.length === 0 ? exitCodes.notEnoughEvidence : exitCodes.done;
}
