import type { EmulatorReply } from '@headwater/testkit';

/** Thrown by checks; the routes answer with it. */
export class RequestProblem extends Error {
  readonly reply: EmulatorReply;

  constructor(reply: EmulatorReply) {
    super('the request is not acceptable');
    this.reply = reply;
  }
}

export interface Problem {
  type: string;
  value: string;
  message: string;
}

/** A refusal has a list of problems where an answer has its message. */
export const validationFailure = (...message: Problem[]): EmulatorReply => ({
  status: 400,
  json: { status: 'failed', 'message-type': 'validation-failure', message },
});

export function reject(type: string, value: string, message: string): never {
  throw new RequestProblem(validationFailure({ type, value, message }));
}

/** As text, unlike everything else. */
export const notFound = (): EmulatorReply => ({
  status: 404,
  headers: { 'content-type': 'text/plain' },
  text: 'Resource not found.',
});
