import { EventSourceParserStream } from 'eventsource-parser/stream';
import { onTestFinished } from 'vitest';
import { type ConfigFlags, readConfig } from '../src/config.ts';
import { createResearchServer, type ResearchServer, type ResearchServerOptions } from '../src/server.ts';
import type { ResearchRequest, RunAccepted, RunDocument, RunEvent } from '../src/shared/api.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestServer extends ResearchServer {
  url: string;
  ask(request: ResearchRequest): Promise<RunAccepted>;
  /** Waits for the run's end by its event stream. */
  finished(id: string): Promise<{ run: RunDocument; events: RunEvent[] }>;
}

/** Where to put what must be done at the end. Default: at the end of the test. */
export type OnEnd = (end: () => Promise<void>) => unknown;

/** A real server on a free port of this machine, closed when the test ends. */
export async function startServer(
  options: Omit<ResearchServerOptions, 'config'> & { flags?: ConfigFlags; onEnd?: OnEnd } = {},
): Promise<TestServer> {
  const { flags, onEnd = onTestFinished, ...rest } = options;
  const dataDir = flags?.dataDir ?? (await temporaryFolder(onEnd));
  const config = readConfig({ port: '0', mode: 'sandbox', ...flags, dataDir }, {}, '/');
  const server = await createResearchServer({ config, ...rest });
  onEnd(() => server.close());
  const { url } = await server.listen();
  const get = async <Answer>(path: string) => (await fetch(`${url}${path}`)).json() as Promise<Answer>;
  return {
    ...server,
    url,
    async ask(request) {
      const response = await postJson(`${url}/v1/research`, request);
      if (response.status !== 202) throw new Error(`not accepted: ${response.status} ${await response.text()}`);
      return response.json() as Promise<RunAccepted>;
    },
    async finished(id) {
      const events = await readEvents(await fetch(`${url}/v1/research/${id}/events`));
      return { run: await get<RunDocument>(`/v1/research/${id}`), events };
    },
  };
}

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Reads an event stream, to its end or until `enough` says so. */
export async function readEvents(
  response: Response,
  enough: (event: RunEvent) => boolean = () => false,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const messages = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const message of messages ?? []) {
    const event = JSON.parse(message.data) as RunEvent;
    if (message.id !== String(event.id) || message.event !== event.type) throw new Error('frame and event disagree');
    events.push(event);
    if (enough(event)) break;
  }
  return events;
}
