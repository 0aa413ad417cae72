import { checkItems, defineEventOperation, type EventOperation, type EventStream, NetworkError } from '@headwater/core';
import {
  answerEvent,
  answerInput,
  searchEvent,
  type WireAnswerEvent,
  type WireSearchEvent,
  wireCitation,
} from './exa-answer-schemas.ts';
import type { ExaAnswerChunk, ExaAnswerOptions, ExaSearchChunk, ExaSearchStreamOptions } from './exa-answer-types.ts';
import { toCitation } from './exa-answers.ts';
import { parseExaStreamFailure } from './exa-errors.ts';
import { answerUsd, searchCostUsd, streamFirstItemTimeoutMs } from './exa-limits.ts';
import { toResult } from './exa-normalize.ts';
import { cost, searchRequest } from './exa-operations.ts';
import { searchInput, wireResult } from './exa-schemas.ts';
import type { ExaContentsOptions, ExaCost } from './exa-types.ts';

const isDone = ({ data }: { data: string }): boolean => data.trim() === '[DONE]';

const streaming = {
  method: 'POST',
  safety: 'read',
  billed: true,
  response: 'events',
  format: 'sse',
  softError: parseExaStreamFailure,
  firstItemTimeoutMs: streamFirstItemTimeoutMs,
  cost,
} as const;

/** https://docs.exa.ai/reference/answer. Exa documents no mark of the end: `[DONE]` is passed over where it comes. */
export const answerStreamOperation: EventOperation<ExaAnswerOptions, WireAnswerEvent> = defineEventOperation({
  ...streaming,
  name: 'answerStream',
  path: '/answer',
  costClass: 'answer',
  estimatedCostUsd: answerUsd,
  input: answerInput,
  request: (options: ExaAnswerOptions) => ({
    body: { ...options, stream: true },
    headers: { accept: 'text/event-stream' },
  }),
  ignore: isDone,
  item: answerEvent,
});

/** https://docs.exa.ai/reference/search, with `stream` */
export const searchStreamOperation: EventOperation<ExaSearchStreamOptions, WireSearchEvent> = defineEventOperation({
  ...streaming,
  name: 'searchStream',
  path: '/search',
  costClass: 'search',
  estimatedCostUsd: searchCostUsd,
  input: searchInput as never,
  request: (options: ExaSearchStreamOptions) => {
    const { body, headers } = searchRequest(options);
    return { body: { ...body, stream: true }, headers: { ...headers, accept: 'text/event-stream' } };
  },
  isEnd: isDone,
  item: searchEvent,
});

/** Maps a stream's items; `onEnd` sees a stream that ended without an error. */
export function mapStream<Wire, Item>(
  stream: EventStream<Wire>,
  map: (wire: Wire) => Item,
  onEnd?: () => void,
): EventStream<Item> {
  return {
    skipped: stream.skipped,
    async *[Symbol.asyncIterator]() {
      for await (const wire of stream) yield map(wire);
      onEnd?.();
    },
  };
}

/**
 * The pieces of an answer. Its end carries a reason to finish or the cost; a stream that stops without either was cut
 * off, which must not pass for a short answer.
 */
export function answerChunks<Options extends ExaAnswerOptions>(
  stream: EventStream<WireAnswerEvent>,
  options: Options,
): EventStream<ExaAnswerChunk<Options>> {
  let ended = false;
  return mapStream(
    stream,
    ({ choices, citations, costDollars, requestId }) => {
      const [choice] = choices ?? [];
      const { content } = choice?.delta ?? {};
      ended ||= choice?.finish_reason != null || costDollars != null;
      return {
        ...(content ? { content } : {}),
        ...(citations == null ? {} : checkCitations(citations, options)),
        ...(choice?.finish_reason == null ? {} : { finishReason: choice.finish_reason }),
        ...(costDollars == null ? {} : { costDollars: costDollars as ExaCost }),
        ...(requestId == null ? {} : { requestId }),
      };
    },
    () => {
      if (ended) return;
      throw new NetworkError('the answer broke off before its end', {
        provider: 'exa',
        operation: answerStreamOperation.name,
        hint: 'The text up to here is a part of the answer only; ask again.',
      });
    },
  );
}

function checkCitations<Options extends ExaAnswerOptions>(citations: readonly unknown[], options: Options) {
  const { items, skipped } = checkItems(citations, wireCitation);
  return {
    citations: items.map((citation) => toCitation(citation, options)),
    ...(skipped.length === 0 ? {} : { skipped }),
  };
}

/** The pieces of a search, with results as `search` gives them. */
export function searchChunks<Contents extends ExaContentsOptions>(
  stream: EventStream<WireSearchEvent>,
  contents: Contents,
): EventStream<ExaSearchChunk<Contents>> {
  return mapStream(stream, (event): ExaSearchChunk<Contents> => {
    const common = event.requestId == null ? {} : { requestId: event.requestId };
    switch (event.type) {
      case 'text-delta':
        return { type: 'text-delta', delta: event.delta ?? '', ...common };
      case 'results': {
        const { items, skipped } = checkItems(event.results ?? [], wireResult);
        return { type: 'results', results: items.map((result) => toResult(result, contents)), skipped, ...common };
      }
      case 'grounding':
        return { type: 'grounding', grounding: event.grounding ?? [], ...common };
      case 'stream-reset':
        return { type: 'stream-reset', ...common };
      default:
        return {
          type: 'done',
          ...(event.output == null ? {} : { output: event.output }),
          ...(event.costDollars == null ? {} : { costDollars: event.costDollars as ExaCost }),
          ...(event.searchTime == null ? {} : { searchTime: event.searchTime }),
          ...common,
        };
    }
  });
}
