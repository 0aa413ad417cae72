import type { Load } from './contender-process.ts';
import { concurrency, contenders } from './contenders.ts';
import { amplification, type Figure, recoveryMs, type Summary, summarise } from './figures.ts';
import type { FaultOptions, ScenarioName } from './options.ts';
import { type Measured, measure } from './processes.ts';
import { retryAfterSeconds, slowTail } from './script.ts';

export interface Row extends Summary {
  figures: Figure[];
  ours: boolean;
}

export interface ScenarioResult {
  scenario: ScenarioName;
  title: string;
  rows: Row[];
}

interface Scenario {
  name: Exclude<ScenarioName, 'toxics'>;
  title(options: FaultOptions): string;
  load(options: FaultOptions): Load;
  figures(measured: Measured, summary: Summary): Figure[];
  /** All clients at once: only where they wait most of the time and how long they take decides nothing. */
  together: boolean;
}

const percent = (share: number) => share * 100;

const scenarios: readonly Scenario[] = [
  {
    name: 'mixed-faults',
    title: ({ calls }) =>
      `10 % 503, 5 % resets, 2 % 429 with Retry-After: ${retryAfterSeconds}; ${calls} calls, ${concurrency} at a time`,
    load: ({ calls }) => ({ kind: 'closed', calls, callers: concurrency }),
    figures: (_measured, { success, requestsPerCall }) => [
      { name: 'success', value: percent(success), unit: '%', goal: { least: 99.9 } },
      { name: 'requests per call', value: requestsPerCall, unit: '', goal: { most: 1.23 } },
    ],
    together: true,
  },
  {
    name: 'outage',
    title: () => 'open loop, 40 calls/s for 15 s, every answer a 503 from second 5 to 10',
    load: () => ({ kind: 'open', perSecond: 40, seconds: 15 }),
    figures: (measured) => [
      {
        name: 'requests in the outage ÷ calls begun in it',
        value: amplification(measured),
        unit: '',
        goal: { most: 0.6 },
      },
      { name: '95 % success after its end', value: recoveryMs(measured), unit: ' ms', goal: { most: 1500 } },
    ],
    together: false,
  },
  {
    name: 'one-per-second',
    title: () => 'a limit of 1 request/s, 20 concurrent calls',
    load: () => ({ kind: 'closed', calls: 20, callers: 20 }),
    figures: ({ calls, server, wallMs }) => [
      {
        name: 'calls that succeeded',
        value: calls.filter(({ error }) => error === undefined).length,
        unit: '',
        goal: { least: 20 },
      },
      { name: 'time', value: wallMs / 1000, unit: ' s', goal: { most: 22 } },
      { name: 'requests', value: server.requests, unit: '', goal: { most: 21 } },
      { name: '429s', value: server.limited, unit: '', goal: { most: 0 } },
    ],
    together: false,
  },
  {
    name: 'slow-tail',
    title: ({ calls }) =>
      `answers after ${slowTail.p50Ms} ms, 1 % after ${slowTail.slowMs / 1000} s; ours hedges; ${calls} calls, ${concurrency / 2} at a time`,
    load: ({ calls }) => ({ kind: 'closed', calls, callers: concurrency / 2 }),
    figures: ({ calls, server }) => [
      {
        name: `calls within ${10 * slowTail.p50Ms} ms`,
        value: percent(
          calls.filter(({ tookMs, error }) => error === undefined && tookMs <= 10 * slowTail.p50Ms).length /
            calls.length,
        ),
        unit: '%',
        goal: { least: 99.9 },
      },
      { name: 'more requests', value: percent(server.requests / calls.length - 1), unit: '%', goal: { most: 2 } },
    ],
    together: false,
  },
];

/** Runs one scenario for every client it fits. */
export async function runScenario(name: Scenario['name'], options: FaultOptions): Promise<ScenarioResult> {
  const scenario = scenarios.find((entry) => entry.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario "${name}"`);
  const taking = contenders.filter(
    (client) => !client.except?.includes(name) && (options.clients?.includes(client.name) ?? true),
  );
  const load = scenario.load(options);
  const one = async (client: (typeof taking)[number]): Promise<Row> => {
    const measured = await measure(client.name, name, options.seed, load);
    const summary = summarise(measured);
    return { ...summary, ours: client.ours === true, figures: scenario.figures(measured, summary) };
  };
  const rows: Row[] = [];
  if (scenario.together) rows.push(...(await Promise.all(taking.map(one))));
  else for (const client of taking) rows.push(await one(client));
  return { scenario: name, title: scenario.title(options), rows };
}
