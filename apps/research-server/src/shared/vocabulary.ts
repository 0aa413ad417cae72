import type { Report } from '@headwater/evidence';
import type { ProviderEntry, RunBudget, RunDocument, RunSource, RunSummary, SourceOutcomeName } from './api.ts';
import { clockTime, dollars, durationWords, joinWords, plural } from './format.ts';
import {
  type BoardStatus,
  cellWords,
  runShapes,
  type Shape,
  type SourceStatus,
  sourceShapes,
  stageDoings,
} from './labels.ts';
import type { CallCell, CellState, RunView, SourceRow, Wait } from './run-view.ts';
import { countCells, newestWait } from './run-view.ts';

/** Every word a reader sees, for the page and the command line alike. Sentences here are complete, with their full stop. */

export type { BoardStatus, Shape, SourceStatus } from './labels.ts';
export {
  boardShapes,
  boardWords,
  cellShapes,
  cellWords,
  depthWords,
  kindShapes,
  modeWords,
  runShapes,
  runWords,
  sourceShapes,
  sourceWords,
  stageShapes,
  stageWords,
  textKindWords,
  writerWords,
} from './labels.ts';

export const words = {
  sandboxNotice: 'Sandbox: stored sample documents, not live sources. Do not cite.',
  sandboxLimits: 'sandbox limits: 1,000 requests/s',
  notEnoughEvidence: 'Not enough evidence',
  extractiveNotice: 'No model was used: sentences are taken from the sources.',
  askPlaceholder: 'Ask something that sources can answer.',
  questionMissing: 'Write a question first.',
  sourcesMissing: 'Choose at least one source.',
  needsKey: 'Needs a key',
  failingSource: 'Failing now; asked only if it recovers',
  loadingRun: 'Loading run…',
  stillLoading: 'Still loading.',
  retry: 'Retry',
  notFound: 'There is no such run, or it is not yours.',
  signedOut: 'Sign in again to go on; your text is kept.',
  serverGone: 'The server does not answer. Trying every 5 s.',
  damaged: 'This part could not be shown.',
  copyDetails: 'Copy details',
  cancel: 'Cancel run',
  cancelling: 'Cancelling…',
  noRuns: 'No runs yet. Ask your first question.',
  noQuoteMatches: 'No quote matches.',
  clearFilters: 'Clear filters',
  askAgainDeep: 'Ask again, Deep',
  anyDate: 'any date',
  moreSources: 'more sources',
  sampleText: 'sample text',
  chatHint: 'Agents answer from the sources, and cite what they quote.',
  chatCut: 'The connection was lost before the answer was complete. Ask again.',
  copied: 'Copied',
  copyFailed: 'Select and copy:',
} as const;

const names: Record<string, string> = {
  arxiv: 'arXiv',
  crossref: 'Crossref',
  exa: 'Exa',
  firecrawl: 'Firecrawl',
  gdelt: 'GDELT',
  github: 'GitHub',
  hackernews: 'Hacker News',
  news: 'News',
  newsapi: 'NewsAPI',
  openalex: 'OpenAlex',
  'semantic-scholar': 'Semantic Scholar',
  tavily: 'Tavily',
  wikipedia: 'Wikipedia',
  x: 'X',
};

/** The name a provider is shown under; an unknown one keeps its own, as words. */
export function sourceName(provider: string): string {
  return (
    names[provider] ?? provider.replace(/(^|-)([a-z])/g, (_, dash, letter) => (dash ? ' ' : '') + letter.toUpperCase())
  );
}

/** `Connection lost; trying again in 4 s. …` */
export function reconnecting(inSeconds: number): string {
  return `Connection lost; trying again in ${inSeconds} s. The run goes on without this page.`;
}

export function tooManyRequests(retryAfterSeconds: number): string {
  return `Too many requests. You can ask again in ${retryAfterSeconds} s.`;
}

/** Said on the board when nothing has been heard for 45 s. */
export function oldStates(lastHeardAt: string): string {
  return `Nothing heard from the server since ${clockTime(lastHeardAt)}. States below are old.`;
}

export function resumedNotice(resumedAt: string): string {
  return `The server restarted at ${clockTime(resumedAt)}. This run went on by itself; no finished call was repeated.`;
}

/** `waits 3 s; it allows one call every 3 s. Goes on at 14:02:31.` A wait whose time has passed says so. */
export function waitWords(wait: Wait, now: number): string {
  const until = Date.parse(wait.until);
  const time = clockTime(wait.until, 'seconds');
  const detail = wait.detail?.replace(/[.\s]+$/, '');
  if (until <= now) return `the wait ended at ${time}; asking again.`;
  switch (wait.reason) {
    case 'rate-limit':
      return `waits ${durationWords(until - now)}; ${detail ?? 'it limits how often it may be asked'}. Goes on at ${time}.`;
    case 'retry':
      return `${detail ?? 'the last call failed'}; tries again at ${time}.`;
    case 'circuit':
      return `${detail ?? 'failed several times in a row'}; left alone until ${time}.`;
    case 'queue':
      return `waits for a free place${detail ? ` (${detail})` : ''}, until ${time}.`;
  }
}

const outcomeSentences: Record<SourceOutcomeName, (source: OutcomeFacts) => string> = {
  ok: ({ found }) => `${found} found.`,
  partial: ({ found, malformed, reason }) =>
    malformed > 0
      ? `${found} of ${found + malformed} usable; ${malformed} ${malformed === 1 ? 'was' : 'were'} malformed and left out.`
      : `${found} found, with gaps${reason ? `: ${reason}` : ''}.`,
  throttled: ({ reason }) => `${reason ?? 'too many requests'}. The run goes on without it.`,
  failed: ({ reason }) => `${reason ?? 'did not answer'}. The run goes on without it.`,
  empty: () => 'nothing matches.',
  skipped: ({ reason }) => `not asked; ${reason ?? 'it was not needed'}.`,
};

interface OutcomeFacts {
  found: number;
  malformed: number;
  reason?: string;
}

/** What became of a source, without its name: `nothing matches.`, `refused the key (401). The run goes on without it.` */
export function outcomeWords(outcome: SourceOutcomeName, facts: OutcomeFacts): string {
  const reason = facts.reason?.replace(/[.\s]+$/, '');
  return outcomeSentences[outcome](reason === undefined ? { ...facts } : { ...facts, reason });
}

/** Where one row of the progress stands: its newest reason, else its counts. */
export function rowStatus(row: SourceRow, now: number): { status: SourceStatus; text: string } {
  const wait = newestWait(row);
  if (wait) return { status: 'waiting', text: waitWords(wait, now) };
  const counts = countCells(row.cells);
  const open = counts.planned + counts.asking;
  if (row.outcome && open === 0) return { status: row.outcome, text: outcomeWords(row.outcome, row) };
  const status: SourceStatus = counts.asking > 0 || row.finishedCalls > 0 ? 'asking' : 'planned';
  if (row.cells.length === 0) return { status, text: 'no call planned yet' };
  if (open === 0) return { status: 'skipped', text: 'not asked; the run ended first.' };
  const counted = `${row.finishedCalls} of ${plural(row.cells.length, 'call')}, ${row.found} found`;
  return { status, text: counted };
}

/** The text equivalent of a row of cells: `6 calls: 4 done, 1 waiting, 1 planned`. */
export function cellsText(cells: readonly CallCell[]): string {
  const counts = countCells(cells);
  const order: CellState[] = ['done', 'failed', 'asking', 'waiting', 'planned', 'skipped'];
  const parts = order.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${cellWords[state]}`);
  return parts.length === 0 ? 'no calls' : `${plural(cells.length, 'call')}: ${parts.join(', ')}`;
}

/** `Found 47 documents, merged 9 duplicates, read 22, kept 14 quotes` */
export function countsText(view: RunView): string {
  const found = view.documentsRetrieved || view.sources.reduce((sum, row) => sum + row.found, 0);
  const parts = [`Found ${plural(found, 'document')}`];
  if (view.documentsMerged > 0) parts.push(`merged ${plural(view.documentsMerged, 'duplicate')}`);
  if (view.readDocumentIds.size > 0) parts.push(`read ${view.readDocumentIds.size}`);
  if (view.evidence.count > 0) parts.push(`kept ${plural(view.evidence.count, 'quote')}`);
  return parts.join(', ');
}

const budgetAmounts: Record<keyof RunBudget, (limit: number) => string> = {
  calls: (limit) => plural(limit, 'call'),
  wallTimeMs: durationWords,
  costUsd: dollars,
};

export function budgetWords(spent: NonNullable<RunView['budgetSpent']>): string {
  const skipped = spent.skippedQueries;
  const rest =
    skipped > 0
      ? ` ${plural(skipped, 'planned search', 'planned searches')} ${skipped === 1 ? 'was' : 'were'} not made.`
      : '';
  return `Stopped at your limit of ${budgetAmounts[spent.what](spent.limit)}.${rest}`;
}

/** How many sentences of a report state a fact. */
export function countSentences(report: Report | undefined): number {
  const sentences = [...(report?.answer ?? []), ...(report?.sections ?? []).flatMap((section) => section.sentences)];
  return sentences.filter((sentence) => sentence.factual && sentence.citations.length > 0).length;
}

/** The shape beside the headline. A run that found nothing is not shown as a success. */
export function headlineShape(run: Pick<RunDocument, 'state' | 'report'>): { shape: Shape; tone: string } {
  if (foundNothing(run)) return { shape: sourceShapes.empty, tone: 'empty' };
  return { shape: runShapes[run.state], tone: run.state };
}

/** Whether a finished run holds no sentence that states a fact. */
export function foundNothing(run: Pick<RunDocument, 'state' | 'report'>): boolean {
  return (run.state === 'succeeded' || run.state === 'partial') && countSentences(run.report) === 0;
}

/** The button of a failed run; it names what is asked anew. */
export function tryAgain(sources: number): string {
  return sources > 1 ? `Try again (asks all ${sources} anew)` : 'Try again (asks anew)';
}

export function nothingFoundWords(run: Pick<RunDocument, 'sources' | 'usage'>): string {
  const answered = run.sources.filter((source) => ['ok', 'partial', 'empty'].includes(source.outcome)).length;
  const documents = Math.max(0, run.usage.documentsRetrieved - run.usage.documentsMerged);
  const none = documents === 0 ? 'no document matches' : `none of ${plural(documents, 'document')} answers this`;
  return `Not enough evidence. ${plural(answered, 'source')} answered; ${none}.`;
}

export function failedWords(run: Pick<RunDocument, 'failure' | 'sources' | 'usage' | 'progress'>): string {
  const spent = run.usage.costUsd > 0 ? `${dollars(run.usage.costUsd)} was spent.` : 'Nothing was spent.';
  const broken = run.sources.filter((source) => source.outcome === 'failed' || source.outcome === 'throttled');
  if (run.sources.length > 0 && broken.length === run.sources.length)
    return `Failed: none of ${plural(run.sources.length, 'source')} could be reached. ${spent}`;
  const message = run.failure?.message.replace(/[.\s]+$/, '') ?? 'the server gave no reason';
  return `Failed while ${stageDoings[run.progress.stage]}: ${message}. ${spent}`;
}

/** The sources that did not answer, for `Done, with gaps: X and NewsAPI did not answer.` */
function gaps(sources: readonly RunSource[]): string[] {
  return sources
    .filter((source) => source.outcome === 'failed' || source.outcome === 'throttled')
    .map((source) => sourceName(source.provider));
}

/** The one-line outcome: `Done, with gaps: X did not answer.`, `Cancelled after 12 s. What was found is below.` */
export function headline(run: RunSummary & Pick<RunDocument, 'report'>): string {
  const time = durationWords(run.usage.wallTimeMs);
  switch (run.state) {
    case 'queued':
      return 'Waiting for a free place.';
    case 'running':
      return 'Running.';
    case 'failed':
      return failedWords(run);
    case 'cancelled':
      return `Cancelled after ${time}. What was found is below.`;
    case 'succeeded':
    case 'partial': {
      if (foundNothing(run)) return nothingFoundWords(run);
      const missing = gaps(run.sources);
      if (run.state === 'succeeded') return `Done in ${time}.`;
      return missing.length > 0
        ? `Done, with gaps: ${joinWords(missing)} did not answer.`
        : `Done, with gaps, in ${time}.`;
    }
  }
}

/** What stands after the headline: `31 s · 5 sources, 1 did not answer · 14 calls · $0.00`; a time it has named is not repeated. */
export function factsLine(run: RunSummary & Pick<RunDocument, 'report'>): string {
  const broken = gaps(run.sources).length;
  const sources = plural(run.sources.length, 'source') + (broken > 0 ? `, ${broken} did not answer` : '');
  const time = durationWords(run.usage.wallTimeMs);
  return [
    ...(headline(run).includes(` ${time}`) ? [] : [time]),
    sources,
    plural(run.usage.calls, 'call'),
    dollars(run.usage.costUsd),
  ].join(' · ');
}

/** Said once by screen readers when the report can be read. */
export function reportReady(sentences: number, documents: number): string {
  return `Report ready: ${plural(sentences, 'sentence')}, ${plural(documents, 'document')}`;
}

/** Unknown is never shown as good: a healthy source that has answered nothing yet is `no-data`. */
export function boardStatus(entry: ProviderEntry): BoardStatus {
  if (entry.key.state === 'not-set' && entry.health.status === 'unconfigured') return 'no-key';
  if (entry.health.circuit === 'open' || entry.health.status === 'unhealthy') return 'failing';
  if (entry.health.status === 'unconfigured') return 'no-key';
  if (entry.health.status === 'degraded' || entry.health.circuit === 'half-open' || entry.health.quota?.remaining === 0)
    return 'limited';
  return entry.health.latencyMs === undefined ? 'no-data' : 'working';
}

/** Whether a status needs attention: what the header counts. */
export const isProblem = (status: BoardStatus): boolean => status === 'limited' || status === 'failing';
