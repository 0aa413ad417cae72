import type { Clock } from '@headwater/core';
import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import type { EmulatorPage } from './pages.ts';
import { Body, refuse, TavilyProblem } from './problem.ts';
import { passages } from './search-route.ts';
import type { Service } from './service.ts';

const CREDITS: Readonly<Record<string, number>> = { mini: 4, auto: 4, pro: 15 };
const WRITES_MS = 12_000;
const PENDING_MS = 2_000;
const SOURCES = 3;

export interface Report {
  id: string;
  input: string;
  model: string;
  createdAt: number;
  credits: number;
  content: string | Record<string, unknown>;
  sources: { title: string; url: string; favicon?: string }[];
}

/** Reports are written while time passes; streamed ones piece by piece. */
export function createResearch(): {
  start: (service: Service, request: EmulatorRequest) => EmulatorReply;
  get: (service: Service, request: EmulatorRequest) => EmulatorReply;
  reset: () => void;
} {
  const reports = new Map<string, Report>();
  return {
    start(service, request) {
      const body = new Body(request);
      const report = write(service, body);
      service.account.spend('research', report.credits);
      reports.set(report.id, report);
      if (body.flag('stream')) {
        return {
          headers: { 'content-type': 'text/event-stream' },
          chunks: stream(report, service.clock, request.signal),
        };
      }
      const { id, input, model, createdAt } = report;
      return {
        status: 201,
        json: {
          request_id: id,
          created_at: new Date(createdAt).toISOString(),
          status: 'pending',
          input,
          model,
          response_time: 0.3,
        },
      };
    },
    get(service, request) {
      const report = reports.get(request.params.id ?? '');
      if (report === undefined) throw new TavilyProblem(404, 'Research task not found.');
      const age = service.clock.now() - report.createdAt;
      const common = { request_id: report.id, response_time: age / 1000 };
      if (age < WRITES_MS) {
        return { status: 202, json: { ...common, status: age < PENDING_MS ? 'pending' : 'in_progress' } };
      }
      return {
        json: {
          ...common,
          created_at: new Date(report.createdAt).toISOString(),
          status: 'completed',
          content: report.content,
          sources: report.sources,
          ...(request.query.get('include_usage') === 'true' && { usage: { credits: report.credits } }),
        },
      };
    },
    reset: () => reports.clear(),
  };
}

function write(service: Service, body: Body): Report {
  const input = body.required('input', 'Input is missing.');
  const model = body.oneOf('model', ['mini', 'pro', 'auto'], 'auto');
  const format = body.oneOf('citation_format', ['numbered', 'mla', 'apa', 'chicago'], 'numbered');
  const schema = body.object('output_schema');
  if (schema !== undefined && typeof schema.properties !== 'object') refuse("output_schema must have 'properties'.");
  const pages = service.library
    .search(input)
    .slice(0, SOURCES)
    .map(({ page }) => page);
  return {
    id: service.ids(),
    input,
    model,
    createdAt: service.clock.now(),
    credits: CREDITS[model] ?? 4,
    content: schema === undefined ? prose(pages, input, format) : fill(schema, pages, input),
    sources: pages.map(({ title, url }) => ({ title, url })),
  };
}

function prose(pages: readonly EmulatorPage[], input: string, format: string): string {
  const mark = (page: EmulatorPage, index: number) =>
    format === 'numbered' ? `[${index + 1}]` : `(${new URL(page.url).hostname})`;
  const lines = pages.map((page, index) => `${passages(page, input, 1)} ${mark(page, index)}`);
  return [`# ${input}`, 'Headwater sample report, invented.', ...lines].join('\n\n');
}

/** Text fields get the passage that fits their name, numbers the first one found, lists one entry a page. */
function fill(schema: Record<string, unknown>, pages: readonly EmulatorPage[], input: string): Record<string, unknown> {
  const properties = schema.properties as Record<string, { type?: string }>;
  const text = (name: string, page: EmulatorPage | undefined) =>
    page === undefined ? null : passages(page, `${name} ${input}`, 1);
  const entries = Object.entries(properties).map(([name, { type = 'string' }]) => {
    if (type === 'array') return [name, pages.map((page) => text(name, page))];
    if (type === 'number' || type === 'integer') return [name, Number(/\d+/.exec(pages[0]?.markdown ?? '')?.[0] ?? 0)];
    return [name, type === 'boolean' ? pages.length > 0 : text(name, pages[0])];
  });
  return Object.fromEntries(entries);
}

async function* stream(report: Report, clock: Clock, signal: AbortSignal): AsyncGenerator<string> {
  const text = typeof report.content === 'string' ? report.content : JSON.stringify(report.content);
  const tool = { name: 'WebSearch', id: 'call_1', arguments: 'searching', queries: [report.input] };
  const deltas: object[] = [
    { role: 'assistant', tool_calls: { type: 'tool_call', tool_call: [tool] } },
    {
      role: 'assistant',
      tool_calls: {
        type: 'tool_response',
        tool_response: [{ name: 'WebSearch', id: 'call_1', sources: report.sources }],
      },
    },
    ...(text.match(/[\s\S]{1,80}/g) ?? []).map((content) => ({ role: 'assistant', content })),
    { role: 'assistant', sources: report.sources },
  ];
  for (const delta of deltas) {
    if (signal.aborted) return;
    const event = {
      id: report.id,
      object: 'chat.completion.chunk',
      model: report.model,
      created: Math.floor(report.createdAt / 1000),
      choices: [{ delta }],
    };
    yield `event: chat.completion.chunk\ndata: ${JSON.stringify(event)}\n\n`;
    await pause(clock, 20, signal);
  }
  yield 'event: done\n\n';
}

function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(finish, milliseconds);
    function finish(): void {
      timer.cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    }
    signal.addEventListener('abort', finish, { once: true });
  });
}
