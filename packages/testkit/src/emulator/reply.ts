import type { Payload } from './body-faults.ts';
import type { Fault } from './faults.ts';
import type { EmulatorError, EmulatorReply, EmulatorRequest } from './types.ts';

export interface FinalReply {
  status: number;
  headers: Headers;
  payload: Payload;
}

const HTML_PAGE =
  '<!doctype html>\n<html><head><title>Just a moment</title></head><body><h1>Checking…</h1></body></html>\n';

/** The answer a fault puts in the place of the real one, if it does. */
export function faultReply(fault: Fault, fail: (error: EmulatorError) => EmulatorReply): EmulatorReply | undefined {
  if (fault.kind === 'html') {
    return { status: fault.status ?? 200, headers: { 'content-type': 'text/html; charset=utf-8' }, text: HTML_PAGE };
  }
  if (fault.kind === 'outage' && fault.status !== undefined) return fail({ status: fault.status, reason: 'fault' });
  if (fault.kind !== 'status') return undefined;
  const headers: Record<string, string> = { ...fault.headers };
  if (fault.retryAfter !== undefined) {
    headers['retry-after'] =
      fault.retryAfter instanceof Date ? fault.retryAfter.toUTCString() : String(fault.retryAfter);
  }
  if (fault.body === undefined) {
    const reply = fail({ status: fault.status, reason: 'fault' });
    return { ...reply, headers: { ...reply.headers, ...headers } };
  }
  const body = typeof fault.body === 'string' ? { text: fault.body } : { json: fault.body };
  return { status: fault.status, headers, ...body };
}

/** Turns a handler's answer into bytes, with the faults that change it applied: its JSON, or its text where it has none. */
export function toPayload(
  name: string,
  reply: EmulatorReply,
  fault: Fault | undefined,
  request: EmulatorRequest,
): FinalReply {
  const { status = 200 } = reply;
  const headers = new Headers(reply.headers);
  if (!headers.has('content-type')) headers.set('content-type', contentType(reply));
  if (reply.chunks) return { status, headers, payload: { body: encodeAll(reply.chunks, fault) } };

  let text = reply.json === undefined ? reply.text : JSON.stringify(reply.json);
  if (fault?.kind === 'mutate') {
    if (text === undefined)
      throw new TypeError(`emulator "${name}": a "mutate" fault met an empty answer at ${request.path}`);
    const changed = mutate(reply.json ?? reply.text, fault.change, request);
    text = reply.json === undefined && typeof changed === 'string' ? changed : JSON.stringify(changed);
  }
  if (text === undefined) {
    headers.delete('content-type');
    return { status, headers, payload: { body: undefined, length: status === 204 ? undefined : 0 } };
  }
  const bytes = new TextEncoder().encode(fault?.kind === 'malformed-json' ? cutInHalf(text) : text);
  return { status, headers, payload: { body: once(bytes), length: bytes.length } };
}

function contentType(reply: EmulatorReply): string {
  if (reply.json !== undefined) return 'application/json; charset=utf-8';
  return reply.chunks ? 'text/event-stream' : 'text/plain; charset=utf-8';
}

type Mutation = Extract<Fault, { kind: 'mutate' }>['change'];

function mutate(json: unknown, change: Mutation, request: EmulatorRequest) {
  const copy = structuredClone(json);
  return change(copy, request) ?? copy;
}

function cutInHalf(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* encodeAll(
  chunks: Iterable<string> | AsyncIterable<string>,
  fault: Fault | undefined,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let isFirst = true;
  for await (const chunk of chunks) {
    yield encoder.encode(isFirst && fault?.kind === 'malformed-json' ? cutInHalf(chunk) : chunk);
    isFirst = false;
  }
}
