import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConfigFlags } from '../config.ts';
import type { ResearchRequest, RunDocument } from '../shared/api.ts';
import { factsLine, headline, runShapes, words } from '../shared/vocabulary.ts';
import { StartupProblem } from '../startup-problem.ts';
import { withClient } from './client-source.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { createLiveView } from './live-view.ts';
import { type CommandIo, unicodeOn, usageProblem } from './output.ts';
import { createPlainView, type ProgressView, silentView } from './progress-view.ts';
import { reportText } from './report-text.ts';
import type { RunClient } from './run-client.ts';
import { safeText } from './safe-text.ts';

export interface ResearchFlags extends ConfigFlags {
  server?: string;
  depth?: string;
  sources?: string;
  since?: string;
  maxCalls?: string;
  json?: boolean;
  events?: boolean;
  format?: string;
  output?: string;
  quiet?: boolean;
  plain?: boolean;
  strict?: boolean;
}

const formats = ['md', 'html', 'json'];

/** `headwater research "…"`: asks, shows the progress on stderr and prints the report on stdout. */
export async function researchCommand(question: string, flags: ResearchFlags, io: CommandIo): Promise<number> {
  checkFlags(flags);
  return withClient(flags, io, async (client, pageUrl) => {
    let view = silentView;
    let cancel: (() => void) | undefined;
    const stop = io.onInterrupt(() => {
      // Before the run has an id, and when asked twice, there is nothing to wait for.
      if (!cancel) return io.leave(exitCodes.cancelled);
      cancel();
      cancel = undefined;
    });
    const { id } = await client.start(requestOf(question, flags));
    view = viewFor(id, flags, io);
    cancel = () => {
      view.note(`${words.cancelling} Ctrl-C again leaves at once`);
      client.cancel(id).catch((error) => view.note(`could not cancel: ${error.message}`));
    };
    try {
      for await (const event of client.events(id)) {
        if (flags.events) io.stdout.write(`${JSON.stringify(event)}\n`);
        view.event(event);
      }
    } finally {
      view.end();
      stop();
    }
    const run = await client.run(id);
    await deliver(run, client, flags, io);
    if (!flags.quiet) io.stderr.write(closingLines(run, pageUrl, unicodeOn(io)));
    return exitCodeOf(run, flags.strict ?? false);
  });
}

function checkFlags(flags: ResearchFlags): void {
  const problems: string[] = [];
  if (flags.json && flags.events) problems.push('--json and --events exclude each other');
  if ((flags.json || flags.events) && flags.format) problems.push('--format does not go with --json or --events');
  if (flags.events && flags.output) problems.push('--output does not go with --events; redirect the output instead');
  if (flags.format && !formats.includes(flags.format)) {
    problems.push(`--format is ${JSON.stringify(flags.format)}; it must be one of ${formats.join(', ')}`);
  }
  if (flags.maxCalls !== undefined && !/^[1-9]\d{0,4}$/.test(flags.maxCalls)) {
    problems.push(`--max-calls is ${JSON.stringify(flags.maxCalls)}; it must be a whole number of 1 or more`);
  }
  if (flags.server !== undefined && !/^https?:\/\//.test(flags.server)) {
    problems.push(`--server is ${JSON.stringify(flags.server)}; it must be a URL such as http://127.0.0.1:4111`);
  }
  if (problems.length === 0) return;
  throw usageProblem(problems, 'research');
}

function requestOf(question: string, flags: ResearchFlags): ResearchRequest {
  const request: ResearchRequest = { question };
  // Checked by the server, so that the command line and the API refuse the same things in the same words.
  if (flags.depth !== undefined) request.depth = flags.depth as NonNullable<ResearchRequest['depth']>;
  if (flags.sources !== undefined) request.sources = flags.sources.split(',').map((name) => name.trim());
  if (flags.since !== undefined) request.since = flags.since;
  if (flags.maxCalls !== undefined) request.budget = { calls: Number(flags.maxCalls) };
  return request;
}

function viewFor(runId: string, flags: ResearchFlags, io: CommandIo): ProgressView {
  if (flags.quiet) return silentView;
  const { TERM, CI } = io.environment;
  if (io.stderr.isTTY && TERM !== 'dumb' && !CI && !flags.plain) {
    return createLiveView(io.stderr as NodeJS.WriteStream, { unicode: unicodeOn(io) });
  }
  return createPlainView((line) => void io.stderr.write(`${line}\n`), { runId });
}

async function deliver(run: RunDocument, client: RunClient, flags: ResearchFlags, io: CommandIo): Promise<void> {
  if (flags.events) return;
  const text = await rendered(run, client, flags, io);
  if (text === '') return;
  if (flags.output === undefined) return void io.stdout.write(text);
  const file = resolve(io.workingDirectory, flags.output);
  await writeFile(file, text).catch((error: Error) => {
    throw new StartupProblem(
      `The report could not be written to ${file}.`,
      `${error.message}.`,
      `The run is kept as ${run.id}.`,
    );
  });
}

async function rendered(run: RunDocument, client: RunClient, flags: ResearchFlags, io: CommandIo): Promise<string> {
  if (flags.json) return `${JSON.stringify(run, null, 2)}\n`;
  if (!run.report) return '';
  const toTerminal = Boolean(io.stdout.isTTY) && flags.output === undefined;
  if (flags.format === undefined && toTerminal) return reportText(run, Math.min(80, io.stdout.columns ?? 80));
  const format = flags.format ?? formatOfFile(flags.output) ?? 'md';
  const text = await client.report(run.id, format);
  const ended = text.endsWith('\n') ? text : `${text}\n`;
  return toTerminal ? safeText(ended, { multiline: true }) : ended;
}

function formatOfFile(file: string | undefined): string | undefined {
  return formats.find((format) => file?.endsWith(`.${format}`));
}

function closingLines(run: RunDocument, pageUrl: string | undefined, unicode: boolean): string {
  const shape = runShapes[run.state];
  const lines = [
    `${unicode ? shape.glyph : shape.ascii} ${headline(run)}`,
    `  ${factsLine(run)}`,
    ...run.sources.flatMap(({ provider, outcome, reason }) =>
      outcome === 'ok' || outcome === 'empty' ? [] : [`  ${provider}: ${outcome}${reason ? `, ${reason}` : ''}`],
    ),
    ...(run.failure?.hint ? [`  ${run.failure.hint}`] : []),
    ...(pageUrl ? [`  ${pageUrl}/runs/${run.id}`] : []),
  ];
  return `${lines.map((line) => safeText(line)).join('\n')}\n`;
}
