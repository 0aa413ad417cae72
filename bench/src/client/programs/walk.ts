// A walk through all papers of an emulated service: `node --expose-gc walk.ts PROVIDER COUNT` prints how the heap grew with it.
import { createStateStore } from '@headwater/core';
import { SANDBOX_API_KEY } from '@headwater/testkit';
import { papers, scholarly } from '../../providers/scholarly.ts';
import { slope } from '../statistics.ts';

const [name, count] = [process.argv[2], Number(process.argv[3])];
const collect = globalThis.gc;
if (collect === undefined) throw new Error('run with --expose-gc');
const subject = scholarly.find((entry) => entry.name === name);
if (subject === undefined) throw new Error(`there is no scholarly provider "${name}"`);

const emulator = subject.emulate(papers(count));
const provider = subject.create({
  apiKey: SANDBOX_API_KEY,
  fetch: emulator.fetch,
  stateStore: createStateStore(),
  resilience: { limits: 'sandbox' },
});

const pageSize = 100;
const settledHeap = () => {
  // What the emulator was asked is its own memory.
  (emulator.requests as unknown[]).length = 0;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
};

async function walk(note: (items: number) => void): Promise<number> {
  let items = 0;
  for await (const page of subject?.pages(provider as never, pageSize) ?? []) {
    items += page.items.length;
    note(items);
  }
  return items;
}

// Once to warm up: compiled code and pools grow at first and then stay.
await walk(() => {});
const [at, heap]: [number[], number[]] = [[], []];
const items = await walk((seen) => {
  at.push(seen);
  heap.push(settledHeap());
});
if (items !== count) throw new Error(`${name}: ${items} of ${count} papers came`);
// Two walks of one page each would have no slope.
const perItem = at.length > 2 ? slope(at, heap) : (heap.at(-1) as number) - (heap[0] as number);
console.log(JSON.stringify({ items, slope: (perItem * 1000) / 1024 }));
process.exit(0);
