import { type Figure, figureText, goalText, isMet } from '../figures.ts';
import { table } from '../report.ts';
import { cellCount } from './draw.ts';
import type { MatrixReport } from './matrix.ts';

export function matrixFigures(report: MatrixReport): Figure[] {
  const none = { most: 0 };
  // Late among others counts only as far as it is late alone, too.
  const overrun = report.overrunMs > 50 ? report.overrunAloneMs : report.overrunMs;
  return [
    { name: 'hangs', value: report.hangs, unit: '', goal: none },
    { name: 'latest end of a call past its deadline', value: overrun, unit: ' ms', goal: { most: 50 } },
    { name: 'errors that are no HeadwaterError', value: report.untyped.length, unit: '', goal: none },
    { name: 'unhandled rejections', value: report.unhandledRejections.length, unit: '', goal: none },
    { name: 'sockets left open', value: report.leakedSockets, unit: '', goal: none },
    { name: 'timers and handles left', value: report.leakedResources.length, unit: '', goal: none },
  ];
}

export function matrixText(report: MatrixReport): string {
  const codes = [...new Set(Object.values(report.byToxic).flatMap(Object.keys))].sort();
  const rows = Object.entries(report.byToxic).map(([toxic, counts]) => [
    toxic,
    ...codes.map((code) => String(counts[code] ?? 0)),
  ]);
  const goals = matrixFigures(report).map(
    (figure) =>
      `  ${isMet(figure) ? 'met   ' : 'MISSED'}  ${figure.name} ${figureText(figure)} (goal ${goalText(figure)})`,
  );
  const problems = [...report.untyped, ...report.unhandledRejections].slice(0, 5);
  const late = report.late.slice(0, 5).map((plan) => `late: ${JSON.stringify(plan)}`);
  return [
    `toxics: ${report.runs} runs over ${cellCount} combinations of provider, policy, toxic and direction; ${report.calls} calls`,
    '',
    table([['', ...codes], ...rows]),
    '',
    `  many at a time: latest end ${report.overrunMs.toFixed(0)} ms past its deadline; late ones alone: ${report.overrunAloneMs.toFixed(0)} ms`,
    ...goals,
    ...late,
    ...problems,
  ].join('\n');
}
