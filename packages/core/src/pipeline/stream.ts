import type { SkippedItem } from '../contract/documents.ts';
import type { HeadwaterError } from '../errors/headwater-error.ts';
import { InvalidRequestError } from '../errors/kinds.ts';
import { type Call, callDetails, newState, newWork, openCall } from './call.ts';
import { finishCall } from './finish.ts';
import type { EventOperation } from './operation.ts';
import { withPolicies } from './policies.ts';
import type { SkippedItems } from './read-events.ts';
import { type OpenStream, openStream } from './stream-attempt.ts';
import { callError } from './work.ts';

/**
 * The items of a streamed answer, to be iterated once. Nothing is sent before the first is asked for; leaving the loop
 * ends the request.
 */
export interface EventStream<Item> extends AsyncIterable<Item> {
  /** What was left out so far because it was malformed; the first 100. */
  readonly skipped: readonly SkippedItem[];
}

/**
 * A stream's way through the pipeline: no cache, no sharing and no hedge; retried only before its first item, its slot
 * held until it is closed.
 */
export function executeStream<Item>(
  begin: () => Call<EventOperation<any, Item>>,
  onEnd: (call: Call<EventOperation<any, Item>>, error?: unknown) => void,
): EventStream<Item> {
  const skipped: SkippedItems = { count: 0, kept: [] };
  let iterated = false;

  async function* iterate(): AsyncGenerator<Item, void, undefined> {
    if (iterated) throw new InvalidRequestError('a stream can be read only once', { hint: 'Call the method again.' });
    iterated = true;
    const call = begin();
    const { scope, operation } = call;
    const state = newState(call);
    let stream: OpenStream<Item> | undefined;
    let error: HeadwaterError | undefined;
    try {
      const opening = openCall(call, state);
      const { connection, request } = opening instanceof Promise ? await scope.bounded(opening) : opening;
      const work = newWork(call, connection, request, scope, state.progress);
      stream = await withPolicies(work, (slot) => openStream(work, operation, slot, skipped));
      for (let next = await stream.next(); next !== undefined; next = await stream.next()) yield next.item;
    } catch (thrown) {
      error = callError(thrown, scope, () => callDetails(call, state));
      throw error;
    } finally {
      stream?.close();
      scope.dispose();
      onEnd(call, error);
      const recorded = finishCall(call, state, {
        skipped: skipped.count,
        response: stream?.info(),
        ...(error === undefined ? {} : { error }),
      });
      // As for other calls: only a stream that went well fails for its record.
      await (error === undefined ? recorded : recorded?.catch(() => {}));
    }
  }

  return { skipped: skipped.kept, [Symbol.asyncIterator]: iterate };
}
