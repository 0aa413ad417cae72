import type {
  EvidenceAnswer,
  Problem,
  ProvidersAnswer,
  ResearchRequest,
  RunAccepted,
  RunDocument,
  RunList,
} from '../../../src/shared/api.ts';
import { apiUrl } from './base.ts';

/** The server answered, and the answer was no. */
export class ProblemError extends Error {
  readonly status: number;
  readonly problem: Partial<Problem>;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfterSeconds?: number) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.name = 'ProblemError';
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The answer as a `ProblemError`. Reads the body. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const retryAfter = Number(response.headers.get('retry-after'));
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson ? await response.json().catch(() => ({})) : {};
  const problem = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  return new ProblemError(response.status, problem, retryAfter > 0 ? retryAfter : undefined);
}

async function request<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(apiUrl(path), init);
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

export const runPath = (id: string): string => `/v1/research/${encodeURIComponent(id)}`;

export const getRun = (id: string, signal: AbortSignal) => request<RunDocument>(runPath(id), { signal });

export const listRuns = (cursor: string | undefined, signal: AbortSignal) =>
  request<RunList>(`/v1/research${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`, { signal });

export const getEvidence = (id: string, signal: AbortSignal) =>
  request<EvidenceAnswer>(`/v1/evidence/${encodeURIComponent(id)}`, { signal });

export const getProviders = (signal: AbortSignal) => request<ProvidersAnswer>('/v1/providers', { signal });

/** The key makes a repeated press of the same button one run. */
export const startRun = (body: ResearchRequest, idempotencyKey: string) =>
  request<RunAccepted>('/v1/research', post(body, { 'idempotency-key': idempotencyKey }));

export const cancelRun = (id: string) => request<unknown>(`${runPath(id)}/cancel`, post({}));

/** Works where `crypto.randomUUID` does not: pages served over plain HTTP. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
