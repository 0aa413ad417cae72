import type { EmulatorReply } from '@headwater/testkit';

/** The two error shapes of the API: `error` for 400 and 404, `message` for the rest. */
export function badRequest(error: string): EmulatorReply {
  return { status: 400, json: { error } };
}

export function notFound(error: string): EmulatorReply {
  return { status: 404, json: { error } };
}

/** Thrown by parameter checks; the routes answer with it. */
export class RequestProblem extends Error {
  readonly reply: EmulatorReply;

  constructor(reply: EmulatorReply) {
    super('the request is not acceptable');
    this.reply = reply;
  }
}

export function reject(error: string): never {
  throw new RequestProblem(badRequest(error));
}
