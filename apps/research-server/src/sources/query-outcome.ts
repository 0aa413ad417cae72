import { HeadwaterError } from '@headwater/core';
import { type ErrorOutcome, outcomeOfError as outcomeInSearch } from '@headwater/federated-search';
import type { SourceOutcomeName } from '../shared/api.ts';

export interface QueryOutcome {
  outcome: SourceOutcomeName;
  /** Told behind the source's name: `refused the key (401)`. */
  reason: string;
}

/** What an error of a source means for its query in a run, in words that are safe to show. */
export function outcomeOfError(error: unknown): QueryOutcome {
  if (!HeadwaterError.isInstance(error)) return { outcome: 'failed', reason: 'an internal error; see the server log' };
  const { outcome, reason }: ErrorOutcome = outcomeInSearch(error);
  return { outcome, reason: runWords[error.code] ?? reason };
}

/** Where a run has words of its own. */
const runWords: Partial<Record<HeadwaterError['code'], string>> = {
  'budget-exhausted': 'the limit of this run was reached',
  cancelled: 'the run was cancelled',
};

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
