import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order, Report } from './contender-process.ts';
import type { RequestRow } from './contenders.ts';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Starts the server process and waits until it listens. */
export async function startServer(): Promise<{ url: string; count(): Promise<number>; stop(): void }> {
  const child = fork(here('./server.ts'), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const [line] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  const url = String(line).trim();
  return {
    url,
    async count() {
      const { served } = (await (await fetch(`${url}/count`)).json()) as { served: number };
      return served;
    },
    stop: () => child.disconnect(),
  };
}

export interface ContenderProcess {
  rows: RequestRow[];
  send(order: Order): Promise<Report>;
  stop(): void;
}

/** Starts one contender in its own process, so that no other's code shapes its compiled code or its heap. */
export async function startContender(name: string, baseUrl: string, flags: string[] = []): Promise<ContenderProcess> {
  const child = fork(here('./contender-process.ts'), [name, baseUrl], { execArgv: flags });
  const ready = await nextReport(child, name);
  if (ready.kind !== 'ready') throw new Error(`${name} did not start`);
  return {
    rows: ready.rows,
    async send(order) {
      const answer = nextReport(child, name);
      child.send(order);
      return answer;
    },
    stop: () => child.disconnect(),
  };
}

/** @throws {Error} when the process dies or says that it failed */
async function nextReport(child: ChildProcess, name: string): Promise<Report> {
  const controller = new AbortController();
  const options = { signal: controller.signal };
  try {
    const report = await Promise.race([
      once(child, 'message', options).then(([message]) => message as Report),
      once(child, 'exit', options).then(([code]) => {
        throw new Error(`the process of ${name} ended with code ${code}`);
      }),
    ]);
    if (report.kind === 'failed') throw new Error(`${name} failed: ${report.message}`);
    return report;
  } finally {
    controller.abort();
  }
}
