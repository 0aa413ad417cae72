import type { ErrorCode, HeadwaterError } from '../errors/headwater-error.ts';

/** `yes`: up to the call's attempts. `once`: one more request at most. */
export type RetryVerdict = 'yes' | 'once' | 'no';

/** What may be done again after which failure. */
export interface RetryRule {
  /** For example `lost-answer`. */
  readonly failure: string;
  readonly meaning: string;
  readonly code: ErrorCode;
  /** Only when the request cannot have reached the service. */
  readonly notSent?: true;
  /** Operations that only read and are free, and such as may be repeated (`idempotent`). */
  readonly read: RetryVerdict;
  /** Operations that only read and are charged for. */
  readonly billedRead: RetryVerdict;
  /** Operations that must reach the service at most once. */
  readonly unsafe: RetryVerdict;
  readonly reason: string;
}

/**
 * The first rule that fits decides. Failures that no rule names, and such as say of themselves that they are not
 * retryable, end the call.
 */
export const retryRules: readonly RetryRule[] = [
  {
    failure: 'not-sent',
    meaning: 'no connection was made: refused, unreachable, name not found',
    code: 'network',
    notSent: true,
    read: 'yes',
    billedRead: 'yes',
    unsafe: 'yes',
    reason: 'the service has seen nothing',
  },
  {
    failure: 'lost-answer',
    meaning: 'the connection broke before the answer was whole',
    code: 'network',
    read: 'yes',
    billedRead: 'yes',
    unsafe: 'no',
    reason: 'it may have been carried out; services charge for answers, and this one gave none',
  },
  {
    failure: 'rate-limited',
    meaning: '429, or a vendor’s own word for it',
    code: 'rate-limited',
    read: 'yes',
    billedRead: 'yes',
    unsafe: 'yes',
    reason: 'refused before it was looked at, and not charged',
  },
  {
    failure: 'server-error',
    meaning: '5xx (but 501 and 505), 408, 425',
    code: 'upstream',
    read: 'yes',
    billedRead: 'yes',
    unsafe: 'no',
    reason: 'passes mostly; an answer that says it failed is not charged, but may have been half carried out',
  },
  {
    failure: 'attempt-timeout',
    meaning: 'no complete answer within the attempt’s time',
    code: 'timeout',
    read: 'yes',
    billedRead: 'once',
    unsafe: 'no',
    reason: 'the service may still finish it, and charge for it',
  },
  {
    failure: 'garbled-answer',
    meaning: 'an answer that is not JSON or not UTF-8',
    code: 'response-invalid',
    read: 'yes',
    billedRead: 'once',
    unsafe: 'no',
    reason: 'a gateway’s page mostly, but a success to the one who writes the bill',
  },
];

/** System error codes of connections that were never made, in Node, undici, Bun and Deno. */
const notSentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
]);

const maxCauseDepth = 8;

function wasNotSent(error: HeadwaterError): boolean {
  let current: { code?: unknown; cause?: unknown } | undefined = error as { cause?: unknown };
  for (let depth = 0; depth < maxCauseDepth && typeof current === 'object' && current !== null; depth += 1) {
    if (typeof current.code === 'string' && notSentCodes.has(current.code)) return true;
    current = current.cause as typeof current;
  }
  return false;
}

/** The rule for this failure; `undefined` for one that ends the call whatever the operation. */
export function retryRuleFor(error: HeadwaterError): RetryRule | undefined {
  if (!error.retryable) return undefined;
  return retryRules.find((rule) => rule.code === error.code && (rule.notSent === undefined || wasNotSent(error)));
}

/**
 * How many requests this call may send in all after this failure, out of `limit`. A billed read whose fate is unknown is
 * sent at most twice.
 */
export function attemptsAllowed(
  error: HeadwaterError,
  operation: { safety: 'read' | 'idempotent' | 'unsafe'; billed: boolean },
  limit: number,
): number {
  const rule = retryRuleFor(error);
  if (rule === undefined) return 1;
  const verdict = operation.safety === 'unsafe' ? rule.unsafe : billedRead(operation) ? rule.billedRead : rule.read;
  return verdict === 'yes' ? limit : verdict === 'once' ? Math.min(limit, 2) : 1;
}

/** An idempotent operation carries a key by which the vendor knows the repetition, and charges once. */
function billedRead({ safety, billed }: { safety: string; billed: boolean }): boolean {
  return billed && safety === 'read';
}
