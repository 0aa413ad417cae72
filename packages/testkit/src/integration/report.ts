import type { CaseResult, IntegrationPlan, IntegrationReport } from './types.ts';

const marks: Record<CaseResult['outcome'], string> = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' };

/** One case: its outcome and figures, and for a failure what was done, what went wrong and what to do. */
export function formatResult({ outcome, name, figures, skip, did, problem, advice }: CaseResult): string {
  const shown = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
  const line = `  ${marks[outcome]}  ${name}${shown.length > 0 ? `  [${shown.join(', ')}]` : ''}`;
  if (outcome === 'skipped') return `${line}\n        ${skip}`;
  if (outcome === 'passed') return line;
  return [line, `        did:        ${did}`, `        problem:    ${problem}`, `        what to do: ${advice}`].join(
    '\n',
  );
}

/** A report as plain text: the cases by service and group, then the sum. */
export function formatReport(report: IntegrationReport): string {
  const lines: string[] = [];
  let heading = '';
  for (const result of report.results) {
    const at = `${result.service} · ${result.group}`;
    if (at !== heading) lines.push('', at);
    heading = at;
    lines.push(formatResult(result));
  }
  lines.push('', formatSum(report));
  return lines.join('\n').trimStart();
}

export function formatSum({ passed, failed, skipped, searchRequests, durationMs, mode }: IntegrationReport): string {
  const sent = Object.entries(searchRequests).map(([name, count]) => `${count} to ${name}`);
  const requests = sent.length > 0 ? `; requests for searches: ${sent.join(', ')}` : '';
  const sum = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  return `${sum} (${mode}, ${(durationMs / 1000).toFixed(1)} s${requests})`;
}

/** What a live run is about to send, to be said before it does. */
export function formatPlan({ mode, cases, requests, costUsd }: IntegrationPlan): string {
  const toRun = cases.filter(({ skip }) => skip === undefined).length;
  if (mode === 'emulated') return `${toRun} cases against emulators; nothing is sent to any service.`;
  const each = Object.entries(requests).map(([name, most]) => `${most} to ${name}`);
  const price = costUsd > 0 ? `, about $${costUsd.toFixed(3)}` : ', none of them billed';
  return `${toRun} cases, live: at most ${each.join(', ')} requests, retries included${price}.`;
}
