import type { CallBudget } from '../contract/call.ts';
import { type ErrorDetails, HeadwaterError } from '../errors/headwater-error.ts';
import { CancelledError, TimeoutError } from '../errors/kinds.ts';
import type { Lane } from '../resilience/lane.ts';
import { requestSecrets } from '../security/redact.ts';
import type { ResolvedSettings, ServiceDefinition } from '../service/definition.ts';
import { formatSeconds } from './failure.ts';
import type { EventOperation, Operation } from './operation.ts';
import type { CallReporter } from './report.ts';
import type { PreparedRequest } from './request.ts';
import type { CallScope } from './scope.ts';

/** Everything one trip to the wire works with, fixed when it starts: `configure` does not reach a call in flight. */
export interface Work {
  readonly definition: ServiceDefinition;
  readonly settings: ResolvedSettings;
  readonly operation: Operation<any, any> | EventOperation<any, any>;
  readonly input: unknown;
  readonly request: PreparedRequest;
  readonly scope: CallScope;
  readonly lane: Lane;
  readonly budget: CallBudget | undefined;
  readonly report: CallReporter;
  /** Read before every attempt: tokens expire. */
  readonly authorize: () => Authorization | Promise<Authorization>;
  /** Strings that must not appear in an error. Grows when a token changes. */
  readonly secrets: Set<string>;
  readonly progress: WorkProgress;
}

export interface Authorization {
  headers: Readonly<Record<string, string>>;
  secret: string | undefined;
}

export interface WorkProgress {
  /** Requests sent, hedges included. */
  attempts: number;
  bytes: number;
}

/** Made only when an error is: most calls need none. */
export function errorDetails(work: Work): ErrorDetails {
  return {
    provider: work.definition.name,
    operation: work.operation.name,
    attempts: work.progress.attempts,
    secrets: [...work.secrets, ...requestSecrets(work.request)],
  };
}

/** What a call's failure is called. When its scope has ended, that is the error, whatever it looked like below. */
export function callError(thrown: unknown, scope: CallScope, details: () => ErrorDetails): HeadwaterError {
  if (scope.end !== undefined) return scopeError(scope, details());
  if (HeadwaterError.isInstance(thrown)) return thrown;
  // What a setting or an operation threw (a key function, a broken schema): told, not swallowed.
  return new HeadwaterError('configuration', `a setting or operation threw: ${String((thrown as Error)?.message)}`, {
    ...details(),
    cause: thrown,
  });
}

function scopeError({ end, elapsedMs }: CallScope, details: ErrorDetails): HeadwaterError {
  if (end?.kind === 'deadline') {
    return new TimeoutError(`not finished after ${formatSeconds(elapsedMs)}`, {
      ...details,
      scope: 'deadline',
      hint: 'Raise timeoutMs or deadline.',
    });
  }
  return end?.kind === 'cancelled'
    ? new CancelledError('cancelled by its caller', { ...details, cause: end.reason })
    : new CancelledError('the provider was disposed', details);
}
