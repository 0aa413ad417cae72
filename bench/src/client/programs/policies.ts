// What the policies cost without a network, and a whole call against a `fetch` that answers at once, each beside the same
// without them. `node policies.ts CALLS` prints one JSON object: microseconds of processor time per call, block by block.
import { getNothing, makeClient } from '../our-client.ts';
import { underPolicies } from './policy-layer.ts';

const calls = Number(process.argv[2]);
const blocks = 15;
const readBody = Symbol.for('@headwater/core/read-body@1');
const headers = new Headers({ 'content-type': 'application/json', 'content-length': '2' });
const bytes = new TextEncoder().encode('{}');
const answer = { status: 200, ok: true, headers, [readBody]: () => Promise.resolve(bytes) };
// It takes a function in place of a signal, as the Node transport does.
const takesFunction = { [Symbol.for('@headwater/core/on-cancel@1')]: true };
const instantFetch = Object.assign(async () => answer as unknown as Response, takesFunction) as typeof fetch;
const client = makeClient({ baseUrl: 'https://service.example', fetch: instantFetch });
const decoder = new TextDecoder('utf-8', { fatal: true });
const instant = async () => answer;

const subjects: Record<string, () => Promise<unknown>> = {
  bare: instant,
  policies: () => underPolicies(instant),
  bareCall: async () => JSON.parse(decoder.decode(await (await instant())[readBody]())),
  call: async () => (await client.call(getNothing, {})).value,
};

async function block(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < calls; index += 1) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const timersBefore = timers();
const samples: Record<string, number[]> = {};
for (let round = 0; round <= blocks; round += 1) {
  for (const [name, run] of Object.entries(subjects)) {
    const measured = await block(run);
    // The first round warms up.
    if (round > 0) samples[name] = [...(samples[name] ?? []), measured];
  }
}
console.log(JSON.stringify({ samples, timersLeft: timers() - timersBefore }));
