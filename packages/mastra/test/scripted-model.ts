/** A language model that answers from a script, for the real agent loop. Decides from the prompt it is given. */
export interface Turn {
  text?: string;
  calls?: { name: string; input: unknown }[];
}

export interface ModelCall {
  prompt: { role: string; content: any }[];
  tools?: { name: string; description?: string; inputSchema: unknown }[];
  abortSignal?: AbortSignal;
}

export function scriptedModel(decide: (call: ModelCall) => Turn) {
  const calls: ModelCall[] = [];
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  };
  const answer = (call: ModelCall) => {
    calls.push(call);
    const { text, calls: toolCalls = [] } = decide(call);
    return {
      content: [
        ...(text === undefined ? [] : [{ type: 'text', text }]),
        ...toolCalls.map(({ name, input }, index) => ({
          type: 'tool-call',
          toolCallId: `call-${calls.length}-${index}`,
          toolName: name,
          input: JSON.stringify(input),
        })),
      ],
      finishReason: { unified: toolCalls.length > 0 ? 'tool-calls' : 'stop', raw: undefined },
      usage,
      warnings: [],
    };
  };
  const model: any = {
    specificationVersion: 'v4',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: async (call: ModelCall) => answer(call),
    doStream: async (call: ModelCall) => {
      const { content, finishReason } = answer(call);
      const parts: unknown[] = [{ type: 'stream-start', warnings: [] }];
      for (const part of content as any[]) {
        if (part.type !== 'text') parts.push(part);
        else {
          parts.push({ type: 'text-start', id: 't' }, { type: 'text-delta', id: 't', delta: part.text });
          parts.push({ type: 'text-end', id: 't' });
        }
      }
      parts.push({ type: 'finish', finishReason, usage });
      const stream = new ReadableStream({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      });
      return { stream };
    },
  };
  return { model, calls };
}
