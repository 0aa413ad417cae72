// One client under load in a process of its own: `node contender-process.ts NAME BASE_URL SCENARIO`, driven over IPC.
import { contenders } from './contenders.ts';
import type { ScenarioName } from './options.ts';

/** `closed`: so many callers, each starting its next call when its last one ended. `open`: calls at a fixed rate. */
export type Load =
  | { kind: 'closed'; calls: number; callers: number }
  | { kind: 'open'; perSecond: number; seconds: number };

export interface CallRecord {
  /** Milliseconds since the load began. */
  beganMs: number;
  tookMs: number;
  /** Absent: it succeeded. */
  error?: string;
}

export interface LoadReport {
  calls: CallRecord[];
  /** Calls that had not ended in `hangMs`. */
  hangs: number;
  unhandledRejections: number;
  wallMs: number;
}

/** Twice the longest default time limit of any client here. */
const hangMs = 60_000;

const [name, baseUrl, scenario] = process.argv.slice(2) as [string, string, ScenarioName];
const contender = contenders.find((entry) => entry.name === name);
if (contender === undefined) throw new Error(`there is no client "${name}"`);
const call = await contender.start(baseUrl, scenario);
let unhandledRejections = 0;
process.on('unhandledRejection', () => {
  unhandledRejections += 1;
});

function nameOf(error: unknown): string {
  const { name: kind, code, status, statusCode, response } = error as Record<string, any>;
  const known = code ?? status ?? statusCode ?? response?.status;
  return [kind ?? typeof error, known].filter((part) => part !== undefined).join(' ');
}

async function run(load: Load): Promise<LoadReport> {
  const startedAt = performance.now();
  const since = () => performance.now() - startedAt;
  const calls: CallRecord[] = [];
  let hangs = 0;
  let number = 0;
  const one = async () => {
    const beganMs = since();
    const watch = setTimeout(() => {
      hangs += 1;
    }, hangMs);
    try {
      await call(number++);
      calls.push({ beganMs, tookMs: since() - beganMs });
    } catch (error) {
      calls.push({ beganMs, tookMs: since() - beganMs, error: nameOf(error) });
    } finally {
      clearTimeout(watch);
    }
  };
  if (load.kind === 'closed') {
    let left = load.calls;
    const caller = async () => {
      while (left > 0) {
        left -= 1;
        await one();
      }
    };
    await Promise.all(Array.from({ length: load.callers }, caller));
  } else {
    const total = load.perSecond * load.seconds;
    const begun: Promise<void>[] = [];
    while (begun.length < total) {
      // All that are due by now: a timer that fires late must not lower the rate.
      while (begun.length < total && (begun.length * 1000) / load.perSecond <= since()) begun.push(one());
      await new Promise((resolve) => setTimeout(resolve, 1000 / load.perSecond / 4));
    }
    await Promise.all(begun);
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { calls, hangs, unhandledRejections, wallMs: since() };
}

process.on('message', async (load: Load) => {
  process.send?.(await run(load));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
