import { EventSourceParserStream } from 'eventsource-parser/stream';
import { problemOf } from './client.ts';

export interface StreamMessage {
  id?: string | undefined;
  data: string;
}

/**
 * Reads one SSE answer to its end with `fetch`, which, unlike `EventSource`, shows the status of a refusal and can POST.
 * @throws ProblemError when the server refuses; TypeError when it cannot be reached or the connection breaks.
 */
export async function readStream(
  url: string,
  init: RequestInit,
  onMessage: (message: StreamMessage) => void,
  onOpen: () => void = () => {},
): Promise<void> {
  const headers = new Headers(init.headers);
  headers.set('accept', 'text/event-stream');
  const response = await fetch(url, { ...init, headers, cache: 'no-store' });
  if (!response.ok) throw await problemOf(response);
  if (!response.body) throw new TypeError('The stream has no body.');
  onOpen();
  const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = messages.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onMessage({ id: value.id, data: value.data });
  }
}
