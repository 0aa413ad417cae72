// Many calls in one process: `node --expose-gc memory.ts BASE_URL CALLS TRANSPORT` prints one JSON object; the transport is
// `global` or `node`, or `bare` for raw `fetch` without a client. The heap is read after a full collection every so often;
// listeners on the caller's long-lived signal and open timers are counted.
import { getEventListeners } from 'node:events';
import { createNodeTransport } from '@headwater/core/node';
import { getDocument, makeClient } from '../our-client.ts';
import type { Payload } from '../payloads.ts';
import { slope } from '../statistics.ts';

const [baseUrl, calls, transport] = [process.argv[2] as string, Number(process.argv[3]), process.argv[4]];
const concurrency = 16;
const samples = 25;
const collect = globalThis.gc;
if (collect === undefined) throw new Error('run with --expose-gc');

const client = makeClient({ baseUrl, ...(transport === 'node' ? { fetch: createNodeTransport() } : {}) });
const operation = getDocument('/documents');
const bare = async (page: string) => (await (await fetch(`${baseUrl}/documents?page=${page}`)).json()) as Payload;
const ours = async (page: string) => (await client.call(operation, { page }, { signal })).value;
const call = transport === 'bare' ? bare : ours;
const { signal } = new AbortController();
let made = 0;

async function make(count: number): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      made += 1;
      const { results } = await call(String(made));
      if (results.length !== 4) throw new Error('another document came back');
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
/** Connections that a pool keeps for calls in flight are no growth; more than those are. */
function handles(): number {
  const names = process.getActiveResourcesInfo();
  const connections = names.filter((name) => name === 'TCPSocketWrap').length;
  return names.length - Math.min(connections, concurrency);
}

function settledHeap(): number {
  collect?.();
  collect?.();
  return process.memoryUsage().heapUsed;
}

// Compiled code and pools grow at first and then stay.
await make(Math.ceil(calls / 2));
const before = { timers: timers(), handles: handles() };
const [at, heap]: [number[], number[]] = [[], []];
for (let sample = 0; sample < samples; sample += 1) {
  await make(Math.ceil(calls / samples));
  at.push(made);
  heap.push(settledHeap());
}
console.log(
  JSON.stringify({
    calls: made,
    bytesPerCall: slope(at, heap),
    heap: heap.at(-1),
    series: heap,
    listeners: getEventListeners(signal, 'abort').length,
    timers: timers() - before.timers,
    handles: handles() - before.handles,
  }),
);
process.exit(0);
