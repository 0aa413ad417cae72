import type { SkippedItem } from '../contract/documents.ts';
import { NetworkError } from '../errors/kinds.ts';
import { defaultMaxDepth, readFailure, shownText } from './answer.ts';
import { BodyError, parseJson } from './body.ts';
import type { Cancellation } from './cancellation.ts';
import { createNdjsonParser, createSseParser } from './event-parser.ts';
import type { EventOperation, ServerSentEvent } from './operation.ts';
import { sendRequest, serviceError } from './send.ts';
import { check } from './validate.ts';
import { errorDetails, type Work } from './work.ts';

const defaultMaxEventLength = 1024 * 1024;
/** An endless stream of malformed items must not fill the memory. */
const maxSkippedKept = 100;

/** What a stream has left out. */
export interface SkippedItems {
  count: number;
  readonly kept: SkippedItem[];
}

export interface EventReading<Item> {
  work: Work;
  operation: EventOperation<any, Item>;
  cancellation: Cancellation;
  skipped: SkippedItems;
  onSend(): number;
  onHead(response: Response): void;
  /** Waits for the next thing the service sends, for as long as it may take. */
  bounded<T>(next: Promise<T>): Promise<T>;
}

/** Sends the request and yields its items as they arrive. Throws `HeadwaterError`s and `BodyError`s. */
export async function* readEvents<Item>(reading: EventReading<Item>): AsyncGenerator<Item, void, undefined> {
  const { work, operation, cancellation } = reading;
  const response = await reading.bounded(sendRequest(work, cancellation, reading.onSend));
  if (!response.ok) throw await reading.bounded(readFailure(work, response, cancellation));
  reading.onHead(response);
  let index = 0;
  for await (const event of eventsOf(response, reading)) {
    if (operation.isEnd?.(event)) return;
    if (operation.ignore?.(event)) continue;
    const read = await readItem(reading, response, event);
    if ('item' in read) yield read.item;
    else skip(reading.skipped, index, read.reason);
    index += 1;
  }
  if (operation.isEnd !== undefined) {
    throw new NetworkError('the stream broke off before its end', {
      ...errorDetails(work),
      hint: 'The items up to here are complete; ask again for the rest.',
    });
  }
}

async function* eventsOf<Item>(
  response: Response,
  { work, operation, cancellation, bounded }: EventReading<Item>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const maxLength = operation.maxEventLength ?? defaultMaxEventLength;
  const parser = operation.format === 'sse' ? createSseParser(maxLength) : createNdjsonParser(maxLength);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (error) {
      throw new BodyError('not-utf8', 'the stream is not valid UTF-8', { cause: error });
    }
  };
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  // Cancelling is what ends the connection when the transport does not watch the signal while a body is read.
  const ignore = cancellation.onCancel((reason) => void reader.cancel(reason).catch(() => {}));
  try {
    for (;;) {
      const { done, value } = await bounded(reader.read()).catch((error: unknown) => {
        cancellation.throwIfCancelled();
        throw new BodyError('cut-off', 'the connection broke while the stream was read', { cause: error });
      });
      cancellation.throwIfCancelled();
      if (done) break;
      work.progress.bytes += value.byteLength;
      yield* parser.push(decode(value));
    }
    yield* parser.push(decode());
    yield* parser.end();
  } finally {
    ignore();
    // Whoever leaves early ends the request.
    void reader.cancel().catch(() => {});
  }
}

async function readItem<Item>(
  { work, operation }: EventReading<Item>,
  { status, headers }: Response,
  event: ServerSentEvent,
): Promise<{ item: Item } | { reason: string }> {
  let json: unknown;
  try {
    json = parseJson(event.data, work.settings.resilience.maxDepth ?? defaultMaxDepth);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return { reason: error.message.replace('the answer', 'the item') };
  }
  const answer = { status, headers, json, text: event.data.slice(0, shownText) };
  const failure = operation.softError?.(json, answer);
  if (failure !== undefined) throw serviceError(work, answer, failure, undefined);
  const checked = await check(operation.item, operation.toItem === undefined ? json : operation.toItem(json, event));
  return checked.issues === undefined ? { item: checked.value } : { reason: checked.issues };
}

function skip(skipped: SkippedItems, index: number, reason: string): void {
  skipped.count += 1;
  if (skipped.kept.length < maxSkippedKept) skipped.kept.push({ index, reason });
}
