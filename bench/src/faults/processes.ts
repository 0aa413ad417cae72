import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Load, LoadReport } from './contender-process.ts';
import type { ScenarioName } from './options.ts';
import type { ServerOrder, ServerStats } from './server.ts';

export interface Measured extends LoadReport {
  client: string;
  server: ServerStats;
}

/** Runs one client against a server of its own, each in a process of its own. */
export async function measure(client: string, scenario: ScenarioName, seed: number, load: Load): Promise<Measured> {
  const server = start('./server.ts', [scenario, String(seed)]);
  let loaded: ChildProcess | undefined;
  try {
    const { url } = await next<{ url: string }>(server, 'the server');
    loaded = start('./contender-process.ts', [client, url, scenario]);
    await next(loaded, client);
    const ask = async (order: ServerOrder) => {
      const answer = next<ServerStats>(server, 'the server');
      server.send(order);
      return await answer;
    };
    await ask({ kind: 'start' });
    const report = next<LoadReport>(loaded, client);
    loaded.send(load);
    const measured = await report;
    return { client, ...measured, server: await ask({ kind: 'stats' }) };
  } finally {
    for (const child of [loaded, server]) if (child?.connected) child.disconnect();
  }
}

function start(file: string, args: string[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** @throws {Error} when the process dies first */
async function next<Message>(child: ChildProcess, name: string): Promise<Message> {
  const controller = new AbortController();
  const options = { signal: controller.signal };
  try {
    return await Promise.race([
      once(child, 'message', options).then(([message]) => message as Message),
      once(child, 'exit', options).then(([code]) => {
        throw new Error(`the process of ${name} ended with code ${code}`);
      }),
    ]);
  } finally {
    controller.abort();
  }
}
