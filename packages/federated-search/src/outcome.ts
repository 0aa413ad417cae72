import { type ErrorCode, HeadwaterError } from '@headwater/core';

/** What became of one source. Six words, six meanings; none of them stands for another. */
export type SourceOutcomeName = 'ok' | 'partial' | 'empty' | 'throttled' | 'failed' | 'skipped';

export interface ErrorOutcome {
  outcome: Extract<SourceOutcomeName, 'throttled' | 'failed' | 'skipped'>;
  /** Told behind the source's name: `refused the key (401)`. Safe to show. */
  reason: string;
  /** When the service may be asked again, as far as it said. */
  retryAfterMs?: number;
}

/** Outcome and words by code. `{status}` and `{later}` stand for what is known of them. */
const table: Record<ErrorCode, [ErrorOutcome['outcome'], string]> = {
  'rate-limited': ['throttled', 'too many requests{status}{later}'],
  'quota-exhausted': ['throttled', 'its allowance is used up{status}{later}'],
  overloaded: ['throttled', 'too many calls are waiting for it'],
  'budget-exhausted': ['skipped', 'the budget is spent'],
  cancelled: ['skipped', 'the call was cancelled'],
  configuration: ['skipped', 'it is not set up{hint}'],
  authentication: ['failed', 'refused the key{status}'],
  permission: ['failed', 'the key is not allowed to do this{status}'],
  'circuit-open': ['failed', 'failed several times in a row and is left alone{later}'],
  timeout: ['failed', 'did not answer in time'],
  network: ['failed', 'could not be reached'],
  upstream: ['failed', 'had a failure of its own{status}'],
  'response-invalid': ['failed', 'sent an answer that cannot be read'],
  'invalid-request': ['failed', 'refused the query{status}'],
  'not-found': ['failed', 'refused the query{status}'],
  'unsafe-url': ['failed', 'named an address that must not be fetched'],
};

/** What an error of a source means for its part of a search. */
export function outcomeOfError(error: unknown): ErrorOutcome {
  if (!HeadwaterError.isInstance(error)) {
    // The message of a foreign error may hold anything, a key included; its kind does not.
    const kind = error instanceof Error ? error.name : typeof error;
    return { outcome: 'failed', reason: `met an error of its own code (${kind})` };
  }
  const { code, status, hint, retryAfterMs } = error;
  const [outcome, words] = table[code];
  const reason = words
    .replace('{status}', status === undefined ? '' : ` (${status})`)
    .replace('{later}', retryAfterMs === undefined ? '' : `, free again in ${waitWords(retryAfterMs)}`)
    .replace('{hint}', hint === undefined ? '' : `: ${hint}`);
  return { outcome, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** `0.4 s`, `12 s`, `2 min 5 s`, `3 h`: rounded up, so that nobody comes back too early. */
function waitWords(ms: number): string {
  if (ms < 1_000) return `${Math.ceil(ms / 100) / 10} s`;
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds >= 7_200) return `${Math.ceil(seconds / 3_600)} h`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}
