import { BodyError } from './body.ts';
import type { ServerSentEvent } from './operation.ts';

/** Takes text as it arrives, in any pieces, and gives back the events that are complete. */
export interface EventParser {
  /** @throws {BodyError} `too-large` when one event is longer than the limit */
  push(text: string): ServerSentEvent[];
  /** What is left when the stream ends. An SSE event without its blank line was cut off and is not given back. */
  end(): ServerSentEvent[];
}

/**
 * Reads a `text/event-stream` by the rules of WHATWG HTML 9.2.6: any line end, one BOM, comments, several `data` lines,
 * an event only at its blank line.
 *
 * @param maxLength longest event in UTF-16 units
 */
export function createSseParser(maxLength: number): EventParser {
  const lines = createLineSplitter(maxLength, /\r\n|\n|\r/g, true);
  let data: string[] = [];
  let size = 0;
  let type = '';
  let id: string | undefined;
  let first = true;

  function readLine(line: string): ServerSentEvent | undefined {
    if (line === '') return dispatch();
    if (line.startsWith(':')) return undefined;
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      size += value.length + 1;
      if (size > maxLength) throw tooLong(maxLength);
      data.push(value);
    } else if (field === 'event') type = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    return undefined;
  }

  function dispatch(): ServerSentEvent | undefined {
    const event: ServerSentEvent | undefined =
      data.length === 0
        ? undefined
        : { type: type || 'message', data: data.join('\n'), ...(id === undefined ? {} : { id }) };
    data = [];
    size = 0;
    type = '';
    return event;
  }

  return {
    push(text) {
      let fresh = text;
      if (first && text !== '') {
        first = false;
        if (text.startsWith('\uFEFF')) fresh = text.slice(1);
      }
      return lines.push(fresh).flatMap((line) => readLine(line) ?? []);
    },
    end: () => lines.end(false).flatMap((line) => readLine(line) ?? []),
  };
}

/** Reads one JSON value a line. Blank lines keep a connection alive and mean nothing. */
export function createNdjsonParser(maxLength: number): EventParser {
  const lines = createLineSplitter(maxLength, /\r?\n/g, false);
  const toEvents = (found: string[]) =>
    found.flatMap((line) => (line.trim() === '' ? [] : [{ type: 'message', data: line }]));
  return { push: (text) => toEvents(lines.push(text)), end: () => toEvents(lines.end(true)) };
}

/** Cuts text into lines. With `loneReturn`, a `\r` at the very end waits for the `\n` that may follow. */
function createLineSplitter(maxLength: number, separator: RegExp, loneReturn: boolean) {
  /** The line that is not complete yet: kept in pieces, so that a long one is not searched again at every piece. */
  let pieces: string[] = [];
  let length = 0;
  let returned = false;
  return {
    push(text: string): string[] {
      pieces.push(text);
      length += text.length;
      if (!returned && !/[\r\n]/.test(text)) {
        if (length > maxLength) throw tooLong(maxLength);
        return [];
      }
      const whole = pieces.join('');
      returned = loneReturn && whole.endsWith('\r');
      const held = returned ? '\r' : '';
      const lines = whole.slice(0, whole.length - held.length).split(separator);
      const rest = (lines.pop() ?? '') + held;
      pieces = [rest];
      length = rest.length;
      if (length > maxLength) throw tooLong(maxLength);
      return lines;
    },
    /** A last line without its end counts where the format says so. */
    end(unfinished: boolean): string[] {
      const last = pieces.join('');
      pieces = [];
      if (returned) return [last.slice(0, -1)];
      return unfinished && last !== '' ? [last] : [];
    },
  };
}

function tooLong(maxLength: number): BodyError {
  return new BodyError('too-large', `one event of the stream is longer than ${maxLength} characters`);
}
