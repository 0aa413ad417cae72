import { HeadwaterError, redactText } from '@headwater/core';
import type { ServerContext } from '../context.ts';
import type { ChatEvent } from '../shared/api.ts';
import { checkAnswer } from './answer-check.ts';
import { chooseModel } from './choose-model.ts';
import { createCitationFilter } from './citation-marks.ts';
import { createEvidenceCollector } from './evidence-collector.ts';
import { type CitedEvidence, evidenceSink } from './evidence-sink.ts';
import type { ChatLimits } from './limits.ts';
import { createNetwork } from './network.ts';
import { eventsOf, type StreamChunk } from './stream-events.ts';

export interface ChatTurnOptions {
  message: string;
  threadId: string;
  limits: ChatLimits;
  /** Aborts when the reader leaves or the server stops. */
  signal: AbortSignal;
}

/** The user threads belong to while there is no login. */
const resource = 'local';

/** One message and its answer, as events. Ends with `chat-finished` or `chat-failed`; after an abort it just ends. */
export async function* runChatTurn(context: ServerContext, options: ChatTurnOptions): AsyncGenerator<ChatEvent> {
  const { config, sources, storage } = context;
  const { message, threadId, limits } = options;
  const chosen = chooseModel(config.model);
  yield { type: 'chat-started', threadId, mode: sources.mode, writer: chosen.writer, model: chosen.id };

  const timeout = AbortSignal.timeout(limits.wallTimeMs);
  const signal = AbortSignal.any([options.signal, timeout]);
  try {
    const { mastra } = await context.runs.warm();
    const store = mastra.getStorage();
    if (!store) throw new Error('the chat needs a Mastra with storage');
    const collector = createEvidenceCollector(evidenceSink(storage.evidence));
    const network = createNetwork({ sources, chosen, collector, research: context, storage: store, limits, signal });
    const marks = createCitationFilter(async (id) => (await collector.resolve(id)) !== undefined);
    let delegations = 0;
    const stream = await network.stream(message, {
      maxSteps: limits.supervisorSteps,
      memory: { thread: threadId, resource },
      abortSignal: signal,
      delegation: {
        // A specialist sees its task and nothing else of the conversation.
        messageFilter: () => [],
        onDelegationStart: () => {
          delegations += 1;
          return delegations <= limits.delegations
            ? { proceed: true }
            : {
                proceed: false,
                rejectionReason: 'The limit of tasks for this answer is reached. Answer with what you have.',
              };
        },
      },
    });

    let text = '';
    let stepHasText = false;
    let failure: unknown;
    const show = function* (delta: string): Generator<ChatEvent> {
      if (delta === '') return;
      text += delta;
      yield { type: 'text-delta', delta };
    };
    for await (const chunk of stream.fullStream as AsyncIterable<StreamChunk>) {
      if (chunk.type === 'error') failure ??= chunk.payload?.error ?? new Error('the model failed');
      // Read to its end even so: what the agents still have to store, they store before it.
      if (signal.aborted || failure !== undefined) continue;
      if (chunk.type === 'step-start') stepHasText = false;
      for (const event of eventsOf(chunk)) {
        if (event.type !== 'text-delta') yield event;
        else {
          // Words before and after a search are not one paragraph.
          const gap = !stepHasText && text !== '' ? '\n\n' : '';
          stepHasText = true;
          yield* show(await marks.push(gap + event.delta));
        }
      }
    }
    signal.throwIfAborted();
    if (failure !== undefined) throw failure;
    yield* show(await marks.end());
    if (text.trim() === '') {
      yield {
        type: 'chat-failed',
        code: 'no-answer',
        message: 'The model ended without an answer.',
        hint: 'Ask again, or ask for less at once.',
      };
      return;
    }

    const cited = new Map<string, CitedEvidence>();
    for (const id of marks.cited) {
      const found = await collector.resolve(id);
      if (found) cited.set(id, found);
    }
    const stated = collector.size > 0 || marks.cited.size > 0;
    const support = chosen.writer === 'extractive' ? 'quoted' : 'lexical';
    yield {
      type: 'chat-finished',
      evidence: [...cited.values()].map(({ record, document }) => ({
        ...record,
        title: document.title,
        url: document.url,
      })),
      label: chosen.label,
      unsupported: stated ? checkAnswer(text, { cited, support }) : [],
      removedCitations: [...marks.removed],
    };
  } catch (error) {
    if (options.signal.aborted) return;
    yield timeout.aborted ? tookTooLong(limits) : failureOf(error, chosen.secrets);
  }
}

function tookTooLong({ wallTimeMs }: ChatLimits): ChatEvent {
  return {
    type: 'chat-failed',
    code: 'timeout',
    message: `The answer took longer than ${Math.round(wallTimeMs / 1_000)} s and was stopped.`,
    hint: 'Ask again, or start a research run: it goes on by itself.',
  };
}

function failureOf(error: unknown, secrets: readonly string[]): ChatEvent {
  const clean = (text: string) => redactText(text, secrets).slice(0, 500);
  if (HeadwaterError.isInstance(error)) {
    const { code, message, hint } = error;
    return { type: 'chat-failed', code, message: clean(message), ...(hint === undefined ? {} : { hint: clean(hint) }) };
  }
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  const detail = error instanceof Error ? error.message : String((error as { message?: unknown })?.message ?? error);
  console.error(`chat failed: ${clean(detail)}`);
  const told = typeof status === 'number' ? ` (${status})` : '';
  return {
    type: 'chat-failed',
    code: 'model-failed',
    message: `The answer could not be written${told}: ${clean(detail)}`,
    hint: 'Check HEADWATER_MODEL, HEADWATER_MODEL_URL and HEADWATER_MODEL_KEY, or unset them to use the embedded model.',
  };
}
