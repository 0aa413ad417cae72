import type { VendorAnswer, VendorErrorCode, VendorFailure } from '@headwater/core';

interface Meaning {
  code: VendorErrorCode;
  hint?: string;
  retryable?: boolean;
}

const addCredit = 'Add credit or raise the budget in the Exa dashboard.';

/** What a status means here beyond what it means everywhere. */
const byStatus: Readonly<Record<number, Meaning>> = {
  401: { code: 'authentication', hint: 'Check EXA_API_KEY or the option apiKey: Exa does not know this key.' },
  402: { code: 'quota-exhausted', hint: addCredit },
  403: { code: 'permission', hint: 'The plan, the scope of the key or a policy of Exa does not allow this request.' },
  422: { code: 'invalid-request' },
  501: { code: 'upstream', retryable: false, hint: 'Exa found no answer; word the question differently.' },
};

/** Tags that say more than their status. The set is open: an unknown tag leaves it to the status. */
const byTag: Readonly<Record<string, Meaning>> = {
  INVALID_API_KEY: byStatus[401] as Meaning,
  NO_MORE_CREDITS: { code: 'quota-exhausted', hint: addCredit },
  API_KEY_BUDGET_EXCEEDED: { code: 'quota-exhausted', hint: 'The budget of this key is spent; raise it at Exa.' },
  TEAM_BUDGET_EXCEEDED: { code: 'quota-exhausted', hint: 'The budget of the team is spent; raise it at Exa.' },
  NUM_RESULTS_EXCEEDED: {
    code: 'invalid-request',
    hint: 'The plan of this key allows fewer results: lower numResults.',
  },
  INSUFFICIENT_SCOPE: { code: 'permission', hint: 'Give the key the scope this endpoint needs.' },
  FEATURE_DISABLED: { code: 'permission', hint: 'The plan of this key does not include this feature.' },
  RATE_LIMIT_EXCEEDED: { code: 'rate-limited' },
  SERVICE_OVERLOADED: { code: 'upstream', retryable: true },
};

const shownText = 200;

/** The challenge Exa answers when no key reached it at all: an offer to pay per request. */
function isPaymentChallenge(body: Record<string, unknown>, headers: Headers): boolean {
  return 'x402Version' in body || Array.isArray(body.accepts) || headers.has('payment-required');
}

/**
 * Reads every form of Exa's errors: `{ requestId, error, tag }`, `{ error }`, `{ error: { type, code, message, detail } }`
 * and `{ message, statusCode }`. Answers that are not JSON are left to their status.
 */
export function parseExaFailure({ status, headers, json }: VendorAnswer): VendorFailure | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const body = json as Record<string, unknown>;
  if (status === 402 && isPaymentChallenge(body, headers)) {
    return {
      code: 'authentication',
      message: 'no key reached Exa, which asks for a payment instead',
      hint: 'Set EXA_API_KEY or the option apiKey, and check that nothing in between removes the header x-api-key.',
    };
  }
  const inner = typeof body.error === 'object' && body.error !== null ? (body.error as Record<string, unknown>) : {};
  const message = firstText(body.error, inner.message, inner.detail, body.message);
  const tag = firstText(body.tag, inner.code, inner.type);
  const meaning = (tag === undefined ? undefined : byTag[tag]) ?? byStatus[status];
  if (message === undefined && meaning === undefined) return undefined;
  return {
    code: meaning?.code ?? codeOf(status),
    message: message ?? 'Exa gave no reason',
    ...(meaning?.hint === undefined ? {} : { hint: meaning.hint }),
    ...(meaning?.retryable === undefined ? {} : { retryable: meaning.retryable }),
    ...(tag === undefined ? {} : { vendorCode: tag }),
  };
}

/**
 * A failure inside a 200: `{ tag: 'ERROR', payload: { error: { code, message } } }` in answers and
 * `{ type: 'error', error: { … } }` in searches, whose `code` is an HTTP status where it is a number.
 */
export function parseExaStreamFailure(json: unknown): VendorFailure | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const event = json as { tag?: unknown; type?: unknown; payload?: unknown; error?: unknown; requestId?: unknown };
  const holder = event.tag === 'ERROR' ? event.payload : event.type === 'error' ? event : undefined;
  if (typeof holder !== 'object' || holder === null) return undefined;
  const { error, requestId } = holder as { error?: unknown; requestId?: unknown };
  const said = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  const status = [said.code, said.statusCode, said.status].find((value) => typeof value === 'number') ?? 500;
  const tag = firstText(said.tag, said.code, said.type);
  const meaning = (tag === undefined ? undefined : byTag[tag]) ?? byStatus[Number(status)];
  const id = firstText(requestId, event.requestId);
  return {
    code: meaning?.code ?? codeOf(Number(status)),
    message: firstText(error, said.message, said.error) ?? 'Exa broke off the stream and gave no reason',
    ...(meaning?.hint === undefined ? {} : { hint: meaning.hint }),
    ...(meaning?.retryable === undefined ? {} : { retryable: meaning.retryable }),
    ...(tag === undefined ? {} : { vendorCode: tag }),
    ...(id === undefined ? {} : { requestId: id }),
  };
}

function codeOf(status: number): VendorErrorCode {
  if (status === 404 || status === 410) return 'not-found';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'upstream' : 'invalid-request';
}

/** Lists of messages are joined: some validators answer them. */
function firstText(...candidates: unknown[]): string | undefined {
  for (const candidate of candidates) {
    const text = Array.isArray(candidate) ? candidate.filter((part) => typeof part === 'string').join('; ') : candidate;
    if (typeof text === 'string' && text.trim() !== '') return text.trim().slice(0, shownText);
  }
  return undefined;
}

export function exaRequestId(json: unknown): string | undefined {
  const id = (json as { requestId?: unknown } | null | undefined)?.requestId;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
