// One contender in a process of its own: `node contender-process.ts NAME BASE_URL`, driven by messages from its parent.
import assert from 'node:assert/strict';
import { contenders, type RequestRow, type Send } from './contenders.ts';
import { type Payload, payload2k, payload60k } from './payloads.ts';

/** `check` sends one request and compares the answer; `block` sends many and measures them. */
export type Order =
  | { kind: 'check'; row: RequestRow }
  | { kind: 'block'; row: RequestRow; calls: number; concurrency: number };

export type Report =
  | { kind: 'ready'; rows: RequestRow[] }
  | { kind: 'checked' }
  | { kind: 'measured'; cpuUs: number; wallUs: number }
  | { kind: 'failed'; message: string };

const [name, baseUrl] = process.argv.slice(2) as [string, string];
const contender = contenders.find((entry) => entry.name === name);
if (contender === undefined) throw new Error(`there is no contender "${name}"`);
const sends = await contender.start(baseUrl);
let number = 0;

const report = (message: Report) => process.send?.(message);

async function check(row: RequestRow, send: Send): Promise<void> {
  const expected = row === 'get-60k' ? payload60k : payload2k;
  const answer = (await send(number++)) as Payload;
  const known = (payload: Payload) => payload.results.map(({ url, title, text }) => ({ url, title, text }));
  assert.deepEqual(known(answer), known(expected), `${name} gave another body for ${row}`);
}

async function measure(send: Send, calls: number, concurrency: number) {
  let left = calls;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await send(number++);
    }
  };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const wallUs = (performance.now() - startedAt) * 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUs: (user + system) / calls, wallUs: wallUs / calls };
}

process.on('message', async (order: Order) => {
  try {
    const send = sends[order.row];
    if (send === undefined) throw new Error(`${name} has no row ${order.row}`);
    if (order.kind === 'check') {
      await check(order.row, send);
      report({ kind: 'checked' });
    } else report({ kind: 'measured', ...(await measure(send, order.calls, order.concurrency)) });
  } catch (error) {
    report({ kind: 'failed', message: String((error as Error).stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
report({ kind: 'ready', rows: Object.keys(sends) as RequestRow[] });
