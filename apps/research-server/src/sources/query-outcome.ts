import { HeadwaterError } from '@headwater/core';
import type { SourceOutcomeName } from '../shared/api.ts';
import { durationWords } from '../shared/format.ts';

export interface QueryOutcome {
  outcome: SourceOutcomeName;
  /** Told behind the source's name: `refused the key (401)`. */
  reason: string;
}

/** What an error of a source means for its query, in words that are safe to show. */
export function outcomeOfError(error: unknown): QueryOutcome {
  if (!HeadwaterError.isInstance(error)) return { outcome: 'failed', reason: 'an internal error; see the server log' };
  const status = error.status === undefined ? '' : ` (${error.status})`;
  const later = error.retryAfterMs === undefined ? '' : `, free again in ${durationWords(error.retryAfterMs)}`;
  switch (error.code) {
    case 'rate-limited':
      return { outcome: 'throttled', reason: `too many requests${status}${later}` };
    case 'quota-exhausted':
      return { outcome: 'throttled', reason: `its allowance is used up${status}${later}` };
    case 'overloaded':
      return { outcome: 'throttled', reason: 'too many calls are waiting for it' };
    case 'budget-exhausted':
      return { outcome: 'skipped', reason: 'the limit of this run was reached' };
    case 'cancelled':
      return { outcome: 'skipped', reason: 'the run was cancelled' };
    case 'configuration':
      return { outcome: 'skipped', reason: withHint('it is not set up', error) };
    case 'authentication':
      return { outcome: 'failed', reason: `refused the key${status}` };
    case 'permission':
      return { outcome: 'failed', reason: `the key is not allowed to do this${status}` };
    case 'circuit-open':
      return { outcome: 'failed', reason: `failed several times in a row and is left alone${later}` };
    case 'timeout':
      return { outcome: 'failed', reason: 'did not answer in time' };
    case 'network':
      return { outcome: 'failed', reason: 'could not be reached' };
    case 'upstream':
      return { outcome: 'failed', reason: `had a failure of its own${status}` };
    case 'response-invalid':
      return { outcome: 'failed', reason: 'sent an answer that cannot be read' };
    case 'invalid-request':
    case 'not-found':
      return { outcome: 'failed', reason: `refused the query${status}` };
    case 'unsafe-url':
      return { outcome: 'failed', reason: 'named an address that must not be fetched' };
  }
}

function withHint(reason: string, error: HeadwaterError): string {
  return error.hint ? `${reason}: ${error.hint}` : reason;
}

/** What the pipeline says of a wait (`rate-limited 429, attempt 1 of 4`) in the words of this server. */
export function waitDetail(detail: string): string {
  const [, code = '', status, rest = ''] = /^([a-z-]+)(?: (\d{3}))?(, attempt .*)$/.exec(detail) ?? [];
  const said = waitWords[code];
  return said === undefined ? detail : `${said}${status === undefined ? '' : ` (${status})`}${rest}`;
}

const waitWords: Record<string, string> = {
  'rate-limited': 'too many requests',
  timeout: 'no answer in time',
  network: 'could not be reached',
  upstream: 'had a failure of its own',
  'response-invalid': 'sent an answer that cannot be read',
};
