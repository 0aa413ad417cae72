import { createToxicProxy, type EmulatorServer, type ToxicProxy } from '@headwater/testkit';
import { drawPlan, type Plan } from './draw.ts';
import { type Outcome, runPlan } from './run.ts';
import { subjectKinds } from './subjects.ts';

export interface MatrixOptions {
  seed: number;
  runs: number;
  /** Runs at the same time. @default 8 */
  lanes?: number;
  /** Milliseconds past the deadline that a call may end. @default 50 */
  toleranceMs?: number;
}

export interface MatrixReport {
  runs: number;
  calls: number;
  /** Results of calls, `ok` or the error's code, by the kind of toxic. */
  byToxic: Record<string, Record<string, number>>;
  /** The latest end of any call past its deadline, in milliseconds, while many ran side by side. */
  overrunMs: number;
  /** The same of the runs that were over the tolerance, each repeated alone, five times at most: the best of those. */
  overrunAloneMs: number;
  /** Runs that were over the tolerance every time. */
  late: Plan[];
  hangs: number;
  untyped: string[];
  unhandledRejections: string[];
  /** Sockets still open at a proxy after its client was disposed of. */
  leakedSockets: number;
  /** What kept the process alive afterwards and did not before. */
  leakedResources: string[];
}

/** Eight toxics × every subject × every policy, over real sockets. The same seed draws the same runs. */
export async function runMatrix({ seed, runs, lanes = 8, toleranceMs = 50 }: MatrixOptions): Promise<MatrixReport> {
  const before = process.getActiveResourcesInfo();
  const report: MatrixReport = {
    runs,
    calls: 0,
    byToxic: {},
    overrunMs: 0,
    overrunAloneMs: 0,
    late: [],
    hangs: 0,
    untyped: [],
    unhandledRejections: [],
    leakedSockets: 0,
    leakedResources: [],
  };
  const onRejection = (reason: unknown) =>
    report.unhandledRejections.push(String((reason as Error | undefined)?.stack ?? reason));
  process.on('unhandledRejection', onRejection);
  const servers = await Promise.all(subjectKinds.map((kind) => kind.emulate().listen()));
  const overdue: Plan[] = [];
  try {
    let next = 0;
    const lane = async () => {
      const proxies = await openProxies(servers, seed);
      while (next < runs) {
        const plan = drawPlan(seed, next++);
        const outcome = await runPlan(plan, proxies[plan.subject] as ToxicProxy);
        note(report, plan, outcome);
        report.overrunMs = Math.max(report.overrunMs, outcome.overrunMs);
        if (outcome.overrunMs > toleranceMs) overdue.push(plan);
      }
      await Promise.all(proxies.map((proxy) => proxy.close()));
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    await repeatAlone(overdue, servers, seed, toleranceMs, report);
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
  report.leakedResources = await leftOver(before);
  process.off('unhandledRejection', onRejection);
  return report;
}

function openProxies(servers: readonly EmulatorServer[], seed: number): Promise<ToxicProxy[]> {
  return Promise.all(servers.map(({ url }) => createToxicProxy({ upstream: url, seed })));
}

function note(report: MatrixReport, plan: Plan, outcome: Outcome): void {
  const counts = report.byToxic[plan.toxic.kind] ?? {};
  report.byToxic[plan.toxic.kind] = counts;
  for (const result of outcome.results) counts[result] = (counts[result] ?? 0) + 1;
  report.calls += outcome.results.length;
  report.hangs += outcome.hangs;
  report.untyped.push(...outcome.untyped);
  report.leakedSockets += outcome.leakedSockets;
}

const repeats = 5;

/** What was late among others may only have waited for the processor; what is late alone is late. */
async function repeatAlone(
  plans: readonly Plan[],
  servers: readonly EmulatorServer[],
  seed: number,
  toleranceMs: number,
  report: MatrixReport,
): Promise<void> {
  const proxies = await openProxies(servers, seed);
  for (const plan of plans) {
    let overrunMs = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < repeats && overrunMs > toleranceMs; tries += 1) {
      overrunMs = Math.min(overrunMs, (await runPlan(plan, proxies[plan.subject] as ToxicProxy)).overrunMs);
    }
    report.overrunAloneMs = Math.max(report.overrunAloneMs, overrunMs);
    if (overrunMs > toleranceMs) report.late.push(plan);
  }
  await Promise.all(proxies.map((proxy) => proxy.close()));
}

/** Resources there now and not before; waits a moment for those that are just being closed. */
async function leftOver(before: readonly string[]): Promise<string[]> {
  let extra: string[] = [];
  for (let tries = 0; tries < 40; tries += 1) {
    const known = [...before];
    extra = process.getActiveResourcesInfo().filter((name) => {
      const index = known.indexOf(name);
      if (index >= 0) known.splice(index, 1);
      return index < 0;
    });
    if (extra.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return extra;
}
