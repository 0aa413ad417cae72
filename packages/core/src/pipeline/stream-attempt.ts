import type { HeadwaterError } from '../errors/headwater-error.ts';
import { TimeoutError } from '../errors/kinds.ts';
import type { AdmissionSlot } from '../resilience/admission.ts';
import { requestIdOf } from './answer.ts';
import { AttemptRecord, attemptError, learnFrom, learnFromHead } from './attempt.ts';
import { Cancellation } from './cancellation.ts';
import { formatSeconds } from './failure.ts';
import type { EventOperation, ResponseInfo } from './operation.ts';
import { readEvents, type SkippedItems } from './read-events.ts';
import { errorDetails, type Work } from './work.ts';

const defaultFirstItemTimeoutMs = 30_000;
const defaultIdleTimeoutMs = 60_000;

/** A streamed answer whose first item has arrived, or which ended without one. */
export interface OpenStream<Item> {
  /** The next item, or `undefined` at the end. Throws a `HeadwaterError`. */
  next(): Promise<{ item: Item } | undefined>;
  /** Ends the request and gives the slot back. The circuit hears of the stream now. */
  close(): void;
  /** What is known of it so far. */
  info(): Partial<Pick<ResponseInfo, 'requestId' | 'costUsd'>>;
}

/**
 * Sends the request of a stream and waits for its first item. Until then a failure may be repeated, since nobody has
 * seen anything; later it is the caller's to know.
 */
export async function openStream<Item>(
  work: Work,
  operation: EventOperation<any, Item>,
  slot: AdmissionSlot,
  skipped: SkippedItems,
): Promise<OpenStream<Item>> {
  const { scope, lane } = work;
  const { clock } = scope;
  const cancellation = new Cancellation();
  const leaveScope = scope.cancellation.onCancel((reason) => cancellation.cancel(reason));
  const record = new AttemptRecord(work, undefined);
  const startedAt = clock.monotonicNow();
  const bytesBefore = work.progress.bytes;
  const { firstItemTimeoutMs = defaultFirstItemTimeoutMs, idleTimeoutMs = defaultIdleTimeoutMs } = operation;
  let waitingForFirst = true;
  let status = 0;
  let requestId: string | undefined;
  let costUsd: number | undefined;
  let closed = false;

  const items = readEvents({
    work,
    operation,
    cancellation,
    skipped,
    onSend: () => record.start(),
    onHead: (response) => {
      status = response.status;
      requestId = requestIdOf(work, response.headers);
      learnFromHead(work, response.headers);
    },
    bounded: (next) =>
      scope.bounded(next, {
        // Comments and malformed items are signs of life, but not what the caller waits for first.
        until: waitingForFirst ? startedAt + firstItemTimeoutMs : clock.monotonicNow() + idleTimeoutMs,
        cancellation,
        onBound: () => cancellation.cancel(silence()),
      }),
  });

  function silence(): TimeoutError {
    const message = waitingForFirst
      ? `no first item within ${formatSeconds(firstItemTimeoutMs)}`
      : `the stream was silent for ${formatSeconds(idleTimeoutMs)}`;
    return new TimeoutError(message, { ...errorDetails(work), scope: 'attempt' });
  }

  /** Runs once, whichever way the stream ends. */
  function settle(tell: () => void): void {
    if (closed) return;
    closed = true;
    leaveScope();
    cancellation.cancel(new DOMException('The stream has ended.', 'AbortError'));
    tell();
    slot.release();
  }

  function fail(error: HeadwaterError): void {
    settle(() => {
      if (scope.end === undefined) learnFrom(error, work, slot);
      record.fail(scope.end === undefined ? error.code : 'cancelled', error.status);
    });
  }

  async function pull(): Promise<{ item: Item } | undefined> {
    try {
      const { done, value } = await items.next();
      waitingForFirst = false;
      if (done) return undefined;
      costUsd = operation.cost?.(value) ?? costUsd;
      return { item: value };
    } catch (thrown) {
      const error = attemptError(thrown, work);
      fail(error);
      throw error;
    }
  }

  const first = await pull();
  let firstGiven = false;
  return {
    async next() {
      if (firstGiven) return pull();
      firstGiven = true;
      return first;
    },
    close: () =>
      settle(() => {
        slot.permit.record('success');
        lane.admission.succeeded();
        record.finish(status, work.progress.bytes - bytesBefore, costUsd);
      }),
    info: () => ({
      ...(requestId === undefined ? {} : { requestId }),
      ...(costUsd === undefined ? {} : { costUsd }),
    }),
  };
}
