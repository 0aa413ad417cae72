import type { EmulatorReply } from '@headwater/testkit';

export type ProblemFields = Record<string, unknown>;

const TYPES = 'https://api.twitter.com/2/problems/';

/** Thrown by checks and routes, answered as X's problem document. */
export class XProblem extends Error {
  readonly status: number;
  readonly body: ProblemFields;

  constructor(status: number, body: ProblemFields) {
    super(String(body.detail ?? body.title));
    this.status = status;
    this.body = body;
  }

  toReply(): EmulatorReply {
    return {
      status: this.status,
      headers: { 'content-type': 'application/problem+json' },
      json: { ...this.body, status: this.status },
    };
  }
}

export function problem(kind: string, title: string, detail: string, extras: ProblemFields = {}): ProblemFields {
  return { ...extras, title, detail, type: kind === 'about:blank' ? kind : `${TYPES}${kind}` };
}

/** The 400 of X: one error for each parameter that is wrong. */
export function refuse(parameter: string, value: string, message: string): never {
  throw new XProblem(400, {
    errors: [{ parameters: { [parameter]: [value] }, message }],
    ...problem('invalid-request', 'Invalid Request', 'One or more parameters to your request was invalid.'),
  });
}

/** What stands in `errors` of a 200 for a resource that cannot be had. */
export function notFound(resourceType: 'tweet' | 'user', parameter: string, value: string): ProblemFields {
  return problem(
    'resource-not-found',
    'Not Found Error',
    `Could not find ${resourceType} with ${parameter}: [${value}].`,
    { value, resource_id: value, resource_type: resourceType, parameter },
  );
}

export function notAuthorized(resourceType: 'tweet' | 'user', parameter: string, value: string): ProblemFields {
  return problem(
    'not-authorized-for-resource',
    'Authorization Error',
    `Sorry, you are not authorized to see the ${resourceType} with ${parameter}: [${value}].`,
    { value, resource_id: value, resource_type: resourceType, parameter, section: 'data' },
  );
}
