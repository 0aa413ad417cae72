/** The property under which text that is no JSON reaches the checks of the pipeline. */
export const plainTextKey = 'plainText';

/** A whole escape, a stray backslash, or a control character: what JSON forbids inside texts. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is repaired
const inText = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})|\\|[\x00-\x1f]/g;
const repair = (text: string) => text.replace(inText, (found) => (found === '\\' ? '\\\\' : found < ' ' ? ' ' : found));
/** An escape that may go on in the next piece, with all backslashes before it. */
const unfinished = /\\+(?:u[\da-fA-F]{0,3})?$/;

/**
 * GDELT answers 200 whatever happens: JSON, now and then with stray backslashes and control characters in its titles, a
 * sentence about what was wrong, or nothing at all. This makes JSON of all three: repaired where that is needed and left
 * as it is where not, `{ "plainText": "…" }`, and `{}`.
 */
export function readableBody(response: Response): Response {
  const body = response.body ?? new Blob([]).stream();
  // A broken title must not cost the answer: bytes that are not UTF-8 become U+FFFD.
  const decoded = body.pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>);
  const stream = decoded
    .pipeThrough(new TransformStream<string, string>(jsonMaker()))
    .pipeThrough(new TextEncoderStream());
  const headers = new Headers(response.headers);
  // They describe the body as it came.
  for (const name of ['content-length', 'content-encoding']) headers.delete(name);
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>, { status: response.status, headers });
}

function jsonMaker(): Transformer<string, string> {
  let kind: 'unknown' | 'json' | 'text' = 'unknown';
  let waiting = '';
  return {
    transform(chunk, controller) {
      let text = chunk;
      if (kind === 'unknown') {
        text = text.trimStart();
        if (text === '') return;
        kind = /^[[{"]/.test(text) ? 'json' : 'text';
        if (kind === 'text') controller.enqueue(`{"${plainTextKey}":"`);
      }
      if (kind === 'text') {
        controller.enqueue(JSON.stringify(text).slice(1, -1));
        return;
      }
      text = waiting + text;
      const cut = unfinished.exec(text)?.index ?? text.length;
      waiting = text.slice(cut);
      if (cut > 0) controller.enqueue(repair(text.slice(0, cut)));
    },
    flush(controller) {
      if (kind === 'unknown') controller.enqueue('{}');
      else controller.enqueue(kind === 'text' ? '"}' : repair(waiting));
    },
  };
}
