import type { EmulatorHandler, EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { ExaProblem, refuse } from './problem.ts';

/** Gives every request its own id, the same in header and body, from a counter: the same run gives the same ids. */
export interface RequestIds {
  of(request: EmulatorRequest): string;
  reset(): void;
}

export function createRequestIds(seed: number): RequestIds {
  let ids = new WeakMap<EmulatorRequest, string>();
  let count = 0;
  return {
    of(request) {
      const known = ids.get(request);
      if (known) return known;
      count += 1;
      const id = `${hex(seed)}${hex(count)}${hex(seed * 31 + count)}${hex(count * 7919)}`;
      ids.set(request, id);
      return id;
    },
    reset() {
      ids = new WeakMap();
      count = 0;
    },
  };
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** The JSON object a request carries. */
export function readBody<Body extends object>(request: EmulatorRequest): Body {
  let body: unknown;
  try {
    body = request.json();
  } catch {
    refuse('body: not valid JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('body: expected an object');
  return body as Body;
}

export function readBetas(request: EmulatorRequest): string[] {
  return (request.headers.get('exa-beta') ?? '').split(',').map((beta) => beta.trim());
}

/** Runs a handler and answers the problem it throws. */
export function answering(
  requestIds: RequestIds,
  handler: (request: EmulatorRequest, requestId: string) => EmulatorReply | Promise<EmulatorReply>,
  envelope: 'toReply' | 'toAgentReply' = 'toReply',
): EmulatorHandler {
  return async (request) => {
    const requestId = requestIds.of(request);
    try {
      return await handler(request, requestId);
    } catch (error) {
      if (error instanceof ExaProblem) return error[envelope](requestId);
      throw error;
    }
  };
}
