import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { anyObject, flag, objectOf, text } from './checks.ts';
import type { EmulatorPage, PageLibrary } from './pages.ts';
import { ExaProblem } from './problem.ts';
import { readBody } from './requests.ts';
import { toDateTime } from './results.ts';
import { toEvent } from './search-route.ts';
import { composeAnswer, fillSchema } from './synthesis.ts';

const COST = { total: 0.005 };

const checkBody = objectOf(
  {
    query: text(1),
    text: flag,
    stream: flag,
    outputSchema: anyObject,
    // Sent by the official SDK.
    model: text(),
    systemPrompt: text(),
    userLocation: text(2, 2),
  },
  ['query'],
);

interface AnswerBody {
  query: string;
  text?: boolean | null;
  stream?: boolean | null;
  outputSchema?: Record<string, unknown> | null;
}

export function answer(library: PageLibrary, request: EmulatorRequest, requestId: string): EmulatorReply {
  const body = readBody<AnswerBody>(request);
  checkBody(body, 'body');
  const { text: written, sources } = composeAnswer(library.search(body.query), body.query);
  if (sources.length === 0) throw new ExaProblem(501, 'UNABLE_TO_GENERATE_RESPONSE', 'No answer could be generated');
  const citations = sources.map((page) => toCitation(page, body.text ?? false));
  if (body.stream) return { chunks: streamAnswer(written, citations, requestId) };
  const content = body.outputSchema ? fillSchema(body.outputSchema, sources, body.query) : written;
  return { json: { requestId, answer: content, citations, costDollars: COST } };
}

function toCitation(page: EmulatorPage, withText: boolean): object {
  return {
    id: page.url,
    url: page.url,
    title: page.title ?? '',
    author: page.author ?? null,
    ...(page.publishedDate !== undefined && { publishedDate: toDateTime(page.publishedDate) }),
    ...(withText && { text: page.text }),
  };
}

function* streamAnswer(written: string, citations: object[], requestId: string): Generator<string> {
  const choice = (delta: object, finishReason: string | null): string =>
    toEvent({ choices: [{ index: 0, delta, finish_reason: finishReason }] });
  yield choice({ role: 'assistant', content: '' }, null);
  for (const piece of written.match(/\S+\s*/g) ?? []) yield choice({ content: piece }, null);
  yield choice({}, 'stop');
  yield toEvent({ citations });
  yield toEvent({ costDollars: COST, requestId });
}
