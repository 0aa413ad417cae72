import { createNodeTransport } from '../../src/node/index.ts';
import { startTestServer, type TestServer } from './server.ts';

export type Fetch = typeof globalThis.fetch;
export interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export let server: TestServer;
export let other: TestServer;
export const transport = createNodeTransport();

export async function startServers(): Promise<void> {
  server = await startTestServer();
  other = await startTestServer();
}

export async function closeAll(): Promise<void> {
  await transport.close();
  await server.close();
  await other.close();
}

export const bytes = (value: string) => new TextEncoder().encode(value);

export async function* pieces(...values: string[]) {
  for (const value of values) yield bytes(value);
}

/** Node's own `fetch` and the transport, held against one table of expectations: what both fulfil is the proof. */
export const senders: [string, Fetch][] = [
  ['global fetch', globalThis.fetch],
  ['Node transport', transport],
];

export function asking(send: Fetch) {
  const get = (path: string, init?: RequestInit) => send(server.url + path, init);
  const echo = async (path: string, init?: RequestInit & { duplex?: 'half' }) =>
    (await (await get(path, init)).json()) as Echo;
  const failure = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (error) {
      return error as Error;
    }
    throw new Error('did not fail');
  };
  return { get, echo, failure };
}
