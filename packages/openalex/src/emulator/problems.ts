import type { EmulatorReply } from '@headwater/testkit';

/** Thrown by checks; the routes answer with it. */
export class RequestProblem extends Error {
  readonly reply: EmulatorReply;

  constructor(reply: EmulatorReply) {
    super('the request is not acceptable');
    this.reply = reply;
  }
}

export function reject(message: string, error = 'Invalid query parameters error.'): never {
  throw new RequestProblem({ status: 400, json: { error, message } });
}

export const notFound = (message: string): EmulatorReply => ({ status: 404, json: { error: 'Not Found', message } });
