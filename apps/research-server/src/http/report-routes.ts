import { reportToHtml, reportToMarkdown } from '@headwater/evidence';
import { Hono } from 'hono';
import type { ServerContext } from '../context.ts';
import { words } from '../shared/vocabulary.ts';
import type { StoredRun } from '../storage/run-store.ts';
import { notFound, ProblemError } from './problem.ts';

/** The finished report as a file. */
export function reportRoutes({ storage }: ServerContext): Hono {
  const app = new Hono();

  app.get('/:id/:file{report\\.[a-z]+}', async (context) => {
    const format = context.req.param('file').slice('report.'.length);
    const run = await storage.runs.get(context.req.param('id'));
    if (!run) throw notFound(words.notFound);
    if (!Object.hasOwn(contentTypes, format))
      throw notFound('A report comes as report.md, report.html or report.json.');
    if (!run.report) throw noReport(run);
    const evidence = await storage.evidence.evidence(run.id);
    const options = { evidence, mode: run.mode, writer: run.writer };
    const body =
      format === 'json'
        ? JSON.stringify({
            id: run.id,
            question: run.question,
            mode: run.mode,
            writer: run.writer,
            report: run.report,
            evidence,
          })
        : format === 'md'
          ? reportToMarkdown(run.report, options)
          : reportToHtml(run.report, options);
    const headers: Record<string, string> = {
      'content-type': contentTypes[format] ?? '',
      'content-disposition': `attachment; filename="${fileName(run, format)}"`,
    };
    // A report opened from here must not act with this server's origin; it needs nothing but its own style.
    if (format === 'html')
      headers['content-security-policy'] = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    return new Response(body, { headers });
  });

  return app;
}

const contentTypes: Record<string, string> = {
  md: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

function noReport(run: StoredRun): ProblemError {
  const isOver = run.finishedAt !== undefined;
  return new ProblemError({
    status: isOver ? 404 : 409,
    kind: isOver ? 'no-report' : 'not-finished',
    title: isOver ? 'No report' : 'Not finished',
    detail: isOver ? `The run ended as ${run.state} and has no report.` : 'The run is still going on.',
    hint: isOver ? 'The run itself says why.' : 'Wait for the event run-finished.',
  });
}

/** At most 60 characters of plain letters: `does-vitamin-d-prevent-respiratory-r_….md` */
function fileName(run: StoredRun, format: string): string {
  const slug = run.question
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 36)
    .replace(/^-+|-+$/g, '');
  return `${slug || 'report'}-${run.id}.${format}`;
}
