import type { Problem } from '../shared/api.ts';

export interface ProblemDetails {
  status: number;
  /** A short name for the kind of problem; the `type` URI ends with it. */
  kind: string;
  title: string;
  detail: string;
  /** JSON pointer into the body, or the name of a header or query parameter. */
  pointer?: string;
  hint?: string;
  /** Every fault of the request, when there are several. */
  errors?: { pointer: string; detail: string }[];
  headers?: Record<string, string>;
}

/** An answer that is an RFC 9457 problem document; thrown anywhere below a route. */
export class ProblemError extends Error {
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails) {
    super(details.detail);
    this.name = 'ProblemError';
    this.details = details;
  }
}

export function problemResponse({ kind, headers, ...details }: ProblemDetails): Response {
  const problem: Problem = { type: `urn:headwater:problem:${kind}`, ...details };
  return new Response(JSON.stringify(problem), {
    status: details.status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
}

export const notFound = (detail: string): ProblemError =>
  new ProblemError({ status: 404, kind: 'not-found', title: 'Not found', detail });

export const badRequest = (detail: string, pointer?: string, hint?: string): ProblemError =>
  new ProblemError({
    status: 400,
    kind: 'invalid-request',
    title: 'Invalid request',
    detail,
    ...(pointer === undefined ? {} : { pointer }),
    ...(hint === undefined ? {} : { hint }),
  });
