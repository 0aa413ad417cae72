import type { Clock, VendorAnswer, VendorFailure } from '@headwater/core';
import { htmlToText } from '../html-text.ts';
import { plainTextKey } from './gdelt-body.ts';

/** After the first refusal GDELT wants more than the five seconds it names; refusals in a row are punished with minutes. */
const firstPauseMs = 8_000;
const penaltyMs = 300_000;
/** Refusals this close count as one row. */
const rowMs = 600_000;

const readableText = (text: string) => htmlToText(text).replaceAll('\n', ' ').slice(0, 200) || 'GDELT gave no reason';

export interface GdeltFailures {
  parseFailure(answer: VendorAnswer): VendorFailure | undefined;
  softError(json: unknown): VendorFailure | undefined;
}

/** Reads GDELT's sentences. Remembers the last time it asked for silence, because the second time it means it. */
export function gdeltFailures(clock: () => Clock): GdeltFailures {
  let throttledAt: number | undefined;

  function throttled(message: string, ownWait: boolean): VendorFailure {
    const now = clock().now();
    const again = throttledAt !== undefined && now - throttledAt < rowMs;
    throttledAt = now;
    return {
      code: 'rate-limited',
      message,
      hint: 'GDELT takes one request every 5 seconds from one address, and makes those wait for minutes who keep asking.',
      ...(ownWait ? {} : { retryAfterMs: again ? penaltyMs : firstPauseMs }),
    };
  }

  return {
    parseFailure({ status, headers, text }) {
      if (status === 429) return throttled(readableText(text), headers.has('retry-after'));
      return status === 400 ? { code: 'invalid-request', message: readableText(text) } : undefined;
    },
    softError(json) {
      const text = (json as { [plainTextKey]?: unknown } | null | undefined)?.[plainTextKey];
      if (typeof text !== 'string') return undefined;
      if (/^\s*</.test(text)) {
        return {
          code: 'response-invalid',
          message: 'the answer is a web page where JSON was expected',
          retryable: true,
        };
      }
      if (/limit requests|one every \d+ seconds|too many requests|rate limit/i.test(text)) {
        return throttled(readableText(text), false);
      }
      return {
        code: 'invalid-request',
        vendorCode: 'rejected',
        message: `GDELT rejects the query: ${readableText(text)}`,
        hint: 'Correct the query: this does not mean that there is no coverage.',
      };
    },
  };
}
