import type { VendorAnswer, VendorFailure } from '@headwater/core';
import type { BackOff } from './arxiv-limits.ts';
import { decodeXml, oneLine } from './arxiv-xml.ts';

const shownText = 200;

/** The address by which an entry of a feed says that it is an error and no paper. */
export const errorEntry = /^https?:\/\/(?:export\.)?arxiv\.org\/api\/errors(?:#(.*))?$/i;

/** What the error entry says. The service refuses what it cannot read, and nothing else, in this way. */
export function inFeedFailure(id: string, summary: string): VendorFailure {
  const vendorCode = errorEntry.exec(id)?.[1];
  return {
    code: 'invalid-request',
    message: oneLine(summary).slice(0, shownText) || 'arXiv refuses the request without a reason',
    hint: 'Correct the query, the ids or the range.',
    ...(vendorCode ? { vendorCode: vendorCode.slice(0, shownText) } : {}),
  };
}

/** Refusals for load are plain text; refused requests are an Atom feed with one entry, even with an error status. */
export function parseArxivFailure(
  { status, headers, text }: VendorAnswer,
  backOff: BackOff,
): VendorFailure | undefined {
  if (status === 429 || status === 503) {
    const waitMs = backOff.refused();
    const wait = headers.has('retry-after') ? {} : { retryAfterMs: waitMs };
    const message = /^\s*</.test(text) ? '' : oneLine(text).slice(0, shownText);
    return status === 429
      ? {
          code: 'rate-limited',
          message: message || 'too many requests',
          hint: 'arXiv counts all your machines together. Ask less often, keep answers for the day (cache: true), or use OAI-PMH for bulk.',
          ...wait,
        }
      : { code: 'upstream', message: message || 'arXiv is overloaded', ...wait };
  }
  // Errors are made at once, so that the parser, which is loaded when needed, is no help here.
  const entry = /<entry\b[^>]*>([\s\S]*)/.exec(text)?.[1];
  const id = /<id\b[^>]*>([^<]*)<\/id>/.exec(entry ?? '')?.[1]?.trim() ?? '';
  if (!errorEntry.test(id)) return undefined;
  const summary = /<summary\b[^>]*>([^<]*)/.exec(entry ?? '')?.[1] ?? '';
  return inFeedFailure(decodeXml(id), decodeXml(summary));
}
