import type { ChatEvent } from '../shared/api.ts';
import type { FoundPassages } from './passages.ts';
import { providerOfTool } from './search-tools.ts';

/** What happens in a turn, as far as a reader is told. */
export type ProgressEvent = Extract<
  ChatEvent,
  { type: 'agent-started' | 'agent-finished' | 'tool-started' | 'tool-finished' | 'text-delta' }
>;

/** A chunk of Mastra's stream. What lies in `payload` depends on `type`; custom chunks have none. */
export interface StreamChunk {
  type: string;
  payload?: any;
}

const supervisor = 'supervisor';
const agentPrefix = 'agent-';
const longestSummary = 200;

/** What a chunk of the supervisor's stream tells a reader; `tool-output` holds the chunks of those it delegates to. */
export function eventsOf(chunk: StreamChunk): ProgressEvent[] {
  const { type, payload } = chunk;
  const tool: string = payload?.toolName ?? '';
  if (type === 'text-delta') return [{ type: 'text-delta', delta: payload.text }];
  if (type === 'tool-output') {
    return tool.startsWith(agentPrefix) ? toolEvents(tool.slice(agentPrefix.length), payload.output ?? {}) : [];
  }
  if (!tool.startsWith(agentPrefix)) return toolEvents(supervisor, chunk);
  const agent = tool.slice(agentPrefix.length);
  if (type === 'tool-call')
    return [{ type: 'agent-started', agent, task: shorten(String(payload.args?.prompt ?? '')) }];
  if (type === 'tool-result' || type === 'tool-error') return [{ type: 'agent-finished', agent }];
  return [];
}

function toolEvents(agent: string, { type, payload }: StreamChunk): ProgressEvent[] {
  const tool: string = payload?.toolName ?? '';
  const place = { agent, tool, toolCallId: payload?.toolCallId ?? '' };
  switch (type) {
    case 'tool-call':
      return [{ type: 'tool-started', ...place, summary: shorten(callSummary(tool, payload.args ?? {})) }];
    case 'tool-result': {
      const refused = payload.result?.error === true || payload.isError === true;
      const summary = refused ? String(payload.result?.message ?? 'failed') : resultSummary(tool, payload.result);
      return [{ type: 'tool-finished', ...place, ok: !refused, summary: shorten(summary) }];
    }
    case 'tool-error':
      return [{ type: 'tool-finished', ...place, ok: false, summary: shorten(errorSummary(payload.error)) }];
    default:
      return [];
  }
}

function callSummary(tool: string, input: { query?: unknown; inputData?: { question?: unknown } }): string {
  if (tool === 'workflow-research') return `starts a research run: ${String(input.inputData?.question ?? '')}`;
  return `searches ${providerOfTool(tool)} for “${String(input.query ?? '')}”`;
}

function resultSummary(tool: string, result: Partial<FoundPassages> & { result?: { message?: unknown } }): string {
  if (tool === 'workflow-research') return String(result.result?.message ?? 'the research run is over');
  const documents = result.documents ?? [];
  const passages = documents.reduce((sum, document) => sum + document.passages.length, 0);
  return documents.length === 0
    ? `${providerOfTool(tool)} found nothing`
    : `${providerOfTool(tool)}: ${passages} passages from ${documents.length} documents`;
}

/** The tool's own words. Mastra wraps what a tool throws; the wrapping says nothing more. */
function errorSummary(error: { message?: unknown; cause?: { message?: unknown } } | undefined): string {
  return String(error?.cause?.message ?? error?.message ?? 'failed');
}

function shorten(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length <= longestSummary ? line : `${line.slice(0, longestSummary - 1).toWellFormed()}…`;
}
