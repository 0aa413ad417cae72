import { EventSourceParserStream } from 'eventsource-parser/stream';
import type {
  Problem,
  ProvidersAnswer,
  ResearchRequest,
  RunAccepted,
  RunDocument,
  RunEvent,
  SearchAnswer,
  SearchRequest,
} from '../shared/api.ts';

/** The API as the command line uses it, over the network or inside this process. */
export interface RunClient {
  start(request: ResearchRequest): Promise<RunAccepted>;
  /** The run's events from the first to `run-finished`. A lost connection is taken up where it broke. */
  events(id: string): AsyncGenerator<RunEvent>;
  run(id: string): Promise<RunDocument>;
  cancel(id: string): Promise<void>;
  report(id: string, format: string): Promise<string>;
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchAnswer>;
  providers(): Promise<ProvidersAnswer>;
  /** Asks those sources that can be checked for nothing. */
  checkProviders(names?: string[]): Promise<ProvidersAnswer>;
}

/** The server answered, and refused. */
export class RefusedError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The server could not be reached, or does not speak this API. */
export class UnreachableError extends Error {}

/** Attempts to take up a broken event stream before giving up. */
const reconnects = 5;

export function createRunClient(baseUrl: string, send: (request: Request) => Promise<Response>): RunClient {
  const url = (path: string) => `${baseUrl.replace(/\/$/, '')}${path}`;

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await send(new Request(url(path), init));
    } catch (error) {
      const cause = (error as Error).cause;
      throw new UnreachableError(cause instanceof Error ? cause.message : (error as Error).message, { cause: error });
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => undefined);
    if (typeof problem?.detail === 'string') throw new RefusedError(problem);
    throw new UnreachableError(`it answered ${response.status}, not like a Headwater server`);
  }
  const json = async <Answer>(path: string, init?: RequestInit) =>
    (await request(path, init)).json() as Promise<Answer>;

  async function* once(id: string, afterId: number): AsyncGenerator<RunEvent> {
    const headers = { accept: 'text/event-stream', 'last-event-id': String(afterId) };
    const { body } = await request(`/v1/research/${id}/events`, { headers });
    if (!body) throw new UnreachableError('it sent no events');
    const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const message of messages) yield JSON.parse(message.data) as RunEvent;
  }

  const post = <Answer>(path: string, body: unknown, signal?: AbortSignal) =>
    json<Answer>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });

  return {
    start: (body) => post('/v1/research', body),
    async *events(id) {
      let lastId = 0;
      let failures = 0;
      for (;;) {
        try {
          for await (const event of once(id, lastId)) {
            lastId = event.id;
            failures = 0;
            yield event;
            if (event.type === 'run-finished') return;
          }
        } catch (error) {
          if (error instanceof RefusedError || failures >= reconnects) throw error;
        }
        failures += 1;
        if (failures > reconnects) throw new UnreachableError('the stream of events ends again and again');
        await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** failures));
      }
    },
    run: (id) => json(`/v1/research/${id}`),
    async cancel(id) {
      await request(`/v1/research/${id}/cancel`, { method: 'POST' });
    },
    report: async (id, format) => (await request(`/v1/research/${id}/report.${format}`)).text(),
    search: (body, signal) => post('/v1/search', body, signal),
    providers: () => json('/v1/providers'),
    checkProviders: (sources) => post('/v1/providers/check', sources === undefined ? {} : { sources }),
  };
}
