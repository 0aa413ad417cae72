// The service that fails, in a process of its own: `node server.ts SCENARIO SEED`. Answers `stats` over IPC.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bytes2k } from '../client/payloads.ts';
import type { ScenarioName } from './options.ts';
import { type Action, outageMs, scriptOf } from './script.ts';

export interface ServerStats {
  requests: number;
  /** Requests that arrived while the outage lasted. */
  inOutage: number;
  /** Requests answered with 429. */
  limited: number;
}

export type ServerOrder = { kind: 'start' } | { kind: 'stats' };

const [scenario, seed] = process.argv.slice(2) as [Exclude<ScenarioName, 'toxics'>, string];
const script = scriptOf(scenario, Number(seed));
const stats: ServerStats = { requests: 0, inOutage: 0, limited: 0 };
let startedAt = performance.now();

function act(action: Action, response: ServerResponse): void {
  if (action.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (action.kind === 'answer') {
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(bytes2k), action.afterMs);
    return;
  }
  if (action.status === 429) stats.limited += 1;
  response.writeHead(action.status, {
    'content-type': 'application/json',
    ...(action.retryAfterSeconds === undefined ? {} : { 'retry-after': String(action.retryAfterSeconds) }),
  });
  response.end(JSON.stringify({ error: action.status === 429 ? 'too many requests' : 'unavailable' }));
}

const server = createServer((request, response) => {
  const elapsedMs = performance.now() - startedAt;
  const number = stats.requests;
  stats.requests += 1;
  if (elapsedMs >= outageMs.from && elapsedMs < outageMs.to) stats.inOutage += 1;
  request.resume();
  request.on('end', () => act(script({ number, elapsedMs }), response));
});
// An idle connection that the server closes would be a fault that nobody scripted.
server.keepAliveTimeout = 120_000;

process.on('message', (order: ServerOrder) => {
  if (order.kind === 'start') startedAt = performance.now();
  process.send?.(stats);
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
);
