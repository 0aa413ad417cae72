import { useEffect, useReducer, useRef, useState } from 'react';
import type { RunEvent } from '../../../src/shared/api.ts';
import { emptyRunView, foldRunEvents, isOver, type RunView } from '../../../src/shared/run-view.ts';
import { apiUrl } from './base.ts';
import { ProblemError, runPath } from './client.ts';
import { readStream } from './stream.ts';
import { useHiddenFor } from './use-hidden.ts';

export type Connection =
  | { state: 'connecting' | 'open' | 'ended' }
  | { state: 'lost'; retryAt: number }
  | { state: 'refused'; error: ProblemError };

const longestDelayMs = 15_000;
/** A connection this silent is taken for dead and opened again after the last event; nothing is lost by it. */
const silenceMs = 60_000;

/**
 * The run as its events tell it, kept up to date while `enabled`. Resumes after the last event it holds; a tab hidden for
 * 5 s lets go of its connection and resumes when shown.
 */
export function useRunEvents(id: string, enabled: boolean): { view: RunView; connection: Connection } {
  const [view, fold] = useReducer(foldRunEvents, undefined, emptyRunView);
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' });
  const lastEventId = useRef(0);
  const over = isOver(view.state);
  const hidden = useHiddenFor(5_000);
  const reading = enabled && !hidden && !over;

  useEffect(() => {
    if (!reading) return;
    const stop = new AbortController();
    let pending: RunEvent[] = [];
    let frame = 0;
    const flush = () => {
      frame = 0;
      fold(pending);
      pending = [];
    };
    const receive = (event: RunEvent) => {
      lastEventId.current = Math.max(lastEventId.current, event.id);
      pending.push(event);
      // One fold per frame, whatever the burst.
      frame ||= requestAnimationFrame(flush);
    };
    void follow(id, lastEventId, receive, setConnection, stop.signal);
    return () => {
      stop.abort();
      cancelAnimationFrame(frame);
      if (pending.length > 0) flush();
    };
  }, [id, reading]);

  return { view, connection: over ? { state: 'ended' } : connection };
}

async function follow(
  id: string,
  lastEventId: { current: number },
  receive: (event: RunEvent) => void,
  report: (connection: Connection) => void,
  stop: AbortSignal,
): Promise<void> {
  let failures = 0;
  let ended = false;
  while (!stop.aborted && !ended) {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), silenceMs);
    const headers: Record<string, string> =
      lastEventId.current > 0 ? { 'last-event-id': String(lastEventId.current) } : {};
    try {
      await readStream(
        apiUrl(`${runPath(id)}/events`),
        { headers, signal: AbortSignal.any([stop, silence.signal]) },
        ({ data }) => {
          clearTimeout(timer);
          timer = setTimeout(() => silence.abort(), silenceMs);
          failures = 0;
          const event = JSON.parse(data) as RunEvent;
          receive(event);
          ended ||= event.type === 'run-finished';
        },
        () => report({ state: 'open' }),
      );
    } catch (error) {
      if (stop.aborted) return;
      if (error instanceof ProblemError && error.status < 500 && error.status !== 429) {
        report({ state: 'refused', error });
        return;
      }
    } finally {
      clearTimeout(timer);
    }
    if (stop.aborted || ended) return;
    if (silence.signal.aborted) continue;
    failures += 1;
    const delayMs = Math.min(longestDelayMs, 1_000 * 2 ** (failures - 1));
    report({ state: 'lost', retryAt: Date.now() + delayMs });
    await sleep(delayMs, stop);
  }
}

function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
