import type { Hono } from 'hono';
import { z } from 'zod';
import type { ServerContext } from '../context.ts';
import { readJson, validate } from '../http/body.ts';
import { ProblemError } from '../http/problem.ts';
import type { ChatEvent } from '../shared/api.ts';
import { type ChatLimits, defaultLimits } from './limits.ts';
import { randomText } from './random-text.ts';

/** Longest message, in UTF-16 units. */
const longestMessage = 4_000;

const requestSchema = z.strictObject(
  {
    message: z
      .string('The message must be a text.')
      .transform((message) => message.toWellFormed().replaceAll('\0', ' ').trim())
      .pipe(
        z
          .string()
          .min(1, 'The message is empty.')
          .max(longestMessage, `The message has more than ${longestMessage.toLocaleString('en')} characters.`),
      ),
    threadId: z
      .string('The thread id must be a text.')
      .regex(/^[\w-]{1,64}$/, 'A thread id is 1 to 64 letters, digits, "_" or "-"; take it from chat-started.')
      .optional(),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'The body must be a JSON object.' : undefined) },
);

/** Adds `POST /v1/chat`: the answer of the agents to a message, as server-sent events. */
export function mountChat(app: Hono, context: ServerContext, options: Partial<ChatLimits> = {}): void {
  const limits: ChatLimits = { ...defaultLimits, ...options };
  /** Threads that are being answered. Two turns of one thread at once would each lack the other's words. */
  const busy = new Set<string>();

  app.post('/v1/chat', async ({ req }) => {
    const { message, threadId = `c_${randomText(12)}` } = validate(requestSchema, await readJson(req.raw));
    if (busy.has(threadId)) throw threadIsBusy();
    if (busy.size >= limits.concurrency) throw tooManyChats(limits);
    busy.add(threadId);
    const left = new AbortController();
    const signal = AbortSignal.any([left.signal, req.raw.signal]);
    const events = turnEvents(context, { message, threadId, limits, signal });
    return eventStream(events, () => {
      left.abort(new DOMException('the reader left', 'AbortError'));
      busy.delete(threadId);
    });
  });
}

// Imported when the first message comes: the agent framework takes over half a second to load.
async function* turnEvents(
  context: ServerContext,
  options: { message: string; threadId: string; limits: ChatLimits; signal: AbortSignal },
): AsyncGenerator<ChatEvent> {
  const { runChatTurn } = await import('./chat-turn.ts');
  yield* runChatTurn(context, options);
}

/** How often a comment is sent while nothing happens, in milliseconds. */
const heartbeatMs = 15_000;

function eventStream(events: AsyncGenerator<ChatEvent>, onEnd: () => void): Response {
  const encoder = new TextEncoder();
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  const end = () => {
    clearInterval(heartbeat);
    onEnd();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(': connected\n\n'));
        heartbeat = setInterval(() => controller.enqueue(encoder.encode(': heartbeat\n\n')), heartbeatMs);
        heartbeat.unref();
      },
      async pull(controller) {
        try {
          const { done, value } = await events.next();
          if (!done) return controller.enqueue(encoder.encode(frame(value)));
          end();
          controller.close();
        } catch (error) {
          end();
          controller.error(error);
        }
      },
      async cancel() {
        end();
        await events.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  });
}

const frame = (event: ChatEvent): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

function threadIsBusy(): ProblemError {
  return new ProblemError({
    status: 409,
    kind: 'thread-busy',
    title: 'Thread busy',
    detail: 'This thread is still being answered.',
    pointer: '/threadId',
    hint: 'Wait for chat-finished, or leave threadId out to start another thread.',
  });
}

function tooManyChats({ concurrency }: ChatLimits): ProblemError {
  return new ProblemError({
    status: 503,
    kind: 'busy',
    title: 'Too many chats',
    detail: `${concurrency} messages are being answered already.`,
    hint: 'Try again in a few seconds.',
    headers: { 'retry-after': '5' },
  });
}
