import type { EmulatorReply } from '@headwater/testkit';

/** Thrown by checks and routes; answered with the service's error body `{ requestId, error, tag }`. */
export class ExaProblem extends Error {
  readonly status: number;
  readonly tag: string;

  constructor(status: number, tag: string, message: string) {
    super(message);
    this.status = status;
    this.tag = tag;
  }

  toReply(requestId: string): EmulatorReply {
    return { status: this.status, json: { requestId, error: this.message, tag: this.tag } };
  }

  /** The envelope of the newer agent routes. */
  toAgentReply(requestId: string): EmulatorReply {
    const type = this.status === 429 ? 'rate_limit_error' : this.status < 500 ? 'invalid_request_error' : 'api_error';
    const error = { type, code: this.tag.toLowerCase(), message: this.message, detail: null };
    return { status: this.status, json: { error, requestId } };
  }
}

export function refuse(message: string, tag = 'INVALID_REQUEST_BODY'): never {
  throw new ExaProblem(400, tag, message);
}
