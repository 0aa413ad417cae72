import type { MastraLanguageModel } from '@mastra/core/agent';
import { type ModelCallOptions, readSituation, type Situation } from './embedded/prompt.ts';
import { decideAsSpecialist } from './embedded/specialist.ts';
import { decideAsSupervisor } from './embedded/supervisor.ts';

/** Name of the embedded model, as it is shown. */
export const embeddedModelId = 'headwater/extractive';

export type Decision = { text: string } | { calls: { tool: string; input: unknown }[] };

/** Rules in the place of a language model. The same prompt always gives the same decision. */
export function decide(situation: Situation): Decision {
  const supervises = situation.tools.some((name) => name.startsWith('agent-') || name.startsWith('workflow-'));
  const isSpecialist = situation.tools.some((name) => name.endsWith('_search_documents'));
  return isSpecialist && !supervises ? decideAsSpecialist(situation) : decideAsSupervisor(situation);
}

/**
 * A language-model object (AI SDK specification v4) without a language model: it drives the same agents through the same
 * loop, tool calls and memory as a real one, by rules. Keeps no state; everything it knows is in the prompt.
 */
export function createEmbeddedModel(): MastraLanguageModel {
  const answer = (options: ModelCallOptions) => {
    options.abortSignal?.throwIfAborted();
    const decision = decide(readSituation(options));
    const parts = 'text' in decision ? [{ type: 'text' as const, text: decision.text }] : decision.calls.map(toolCall);
    return { parts, finishReason: { unified: 'text' in decision ? 'stop' : 'tool-calls', raw: undefined } };
  };
  const model = {
    specificationVersion: 'v4',
    provider: 'headwater',
    modelId: embeddedModelId,
    supportedUrls: {},
    async doGenerate(options: ModelCallOptions) {
      const { parts, finishReason } = answer(options);
      return { content: parts, finishReason, usage: noTokens, warnings: [] };
    },
    async doStream(options: ModelCallOptions) {
      const { parts, finishReason } = answer(options);
      const chunks = [
        { type: 'stream-start', warnings: [] },
        ...parts.flatMap((part) => (part.type === 'text' ? textChunks(part.text) : [part])),
        { type: 'finish', finishReason, usage: noTokens },
      ];
      return { stream: replay(chunks, options.abortSignal) };
    },
  };
  return model as unknown as MastraLanguageModel;
}

const noTokens = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

function toolCall({ tool, input }: { tool: string; input: unknown }) {
  return {
    type: 'tool-call' as const,
    toolCallId: `call_${crypto.randomUUID()}`,
    toolName: tool,
    input: JSON.stringify(input),
  };
}

/** One delta per word, with the white space that follows it. */
function textChunks(text: string): object[] {
  const deltas = text.match(/\S+\s*|\s+/gu) ?? [];
  const id = 'answer';
  return [
    { type: 'text-start', id },
    ...deltas.map((delta) => ({ type: 'text-delta', id, delta })),
    { type: 'text-end', id },
  ];
}

function replay(chunks: object[], signal: AbortSignal | undefined): ReadableStream<object> {
  let next = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (signal?.aborted) return controller.error(signal.reason);
        const chunk = chunks[next++];
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
