import type { EmulatorHandler, EmulatorReply, EmulatorRequest } from '@headwater/testkit';

/** Thrown by checks and routes; answered with the service's body `{ success: false, error, code?, details? }`. */
export class FirecrawlProblem extends Error {
  readonly status: number;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.extra = extra;
  }

  toReply(): EmulatorReply {
    return { status: this.status, json: { success: false, ...this.extra, error: this.message } };
  }
}

/** A request whose field breaks a rule. */
export function refuse(path: string, message: string): never {
  throw new FirecrawlProblem(400, 'Bad Request', {
    code: 'BAD_REQUEST',
    details: [{ code: 'custom', path: path.split('.').filter(Boolean), message }],
  });
}

/** Runs a handler and answers the problem it throws. */
export function answering(
  handler: (request: EmulatorRequest) => EmulatorReply | Promise<EmulatorReply>,
): EmulatorHandler {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      return problemReply(error);
    }
  };
}

/** The answer to a problem; anything else is a bug and goes on. */
export function problemReply(error: unknown): EmulatorReply {
  if (error instanceof FirecrawlProblem) return error.toReply();
  throw error;
}

/** The JSON object a request carries. */
export function readBody(request: EmulatorRequest): Record<string, unknown> {
  let body: unknown;
  try {
    body = request.json();
  } catch {
    throw new FirecrawlProblem(400, 'Bad request, malformed JSON', { code: 'BAD_REQUEST_INVALID_JSON' });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('', 'Expected object');
  return body as Record<string, unknown>;
}
