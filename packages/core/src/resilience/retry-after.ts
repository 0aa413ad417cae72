/** A month: longer than any vendor's billing period asks for, so anything beyond it was not meant as a wait. */
export const maxRetryAfterMs = 31 * 86_400_000;

const seconds = /^\d{1,10}(?:\.\d{1,9})?$/;
const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
/** The three date forms of RFC 9110 section 5.6.7. */
const dates = [
  new RegExp(`^[A-Z][a-z]{2}, \\d{2} (?:${months}) \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$`),
  new RegExp(`^[A-Z][a-z]{5,8}, \\d{2}-(?:${months})-\\d{2} \\d{2}:\\d{2}:\\d{2} GMT$`),
  new RegExp(`^[A-Z][a-z]{2} (?:${months}) [ \\d]\\d \\d{2}:\\d{2}:\\d{2} \\d{4}$`),
];

/**
 * Reads `Retry-After` in either form of RFC 9110 section 10.2.3, in milliseconds from now, never below 0. Negative,
 * unreadable and absurd values (more than 31 days) count as absent; of several values the longest is taken.
 *
 * @param value the header, as `Headers.get` gives it: several are joined by commas
 * @param wallNow epoch milliseconds
 */
export function parseRetryAfter(value: string | null, wallNow: number): number | undefined {
  // A date has a comma of its own after the weekday.
  const values = value?.match(/\s*(?:[A-Z][a-z]{2,8},)?[^,]+/g) ?? [];
  const waits = values.map((text) => waitOf(text.trim(), wallNow)).filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/**
 * The wait an answer asks for. A date is read against the answer's own `Date`, so that a wrong clock on either side does
 * not lengthen it; `retry-after-ms` is taken where a vendor sends it.
 *
 * @param wallNow epoch milliseconds
 */
export function readRetryAfter(headers: Headers, wallNow: number): number | undefined {
  const milliseconds = headers.get('retry-after-ms')?.trim();
  if (milliseconds !== undefined && seconds.test(milliseconds) && Number(milliseconds) <= maxRetryAfterMs) {
    return Number(milliseconds);
  }
  return parseRetryAfter(headers.get('retry-after'), vendorNow(headers, wallNow));
}

/** The vendor's time of the answer, by its `Date` header; ours where it sends none. Epoch milliseconds. */
export function vendorNow(headers: Headers, wallNow: number): number {
  return parseHttpDate(headers.get('date')) ?? wallNow;
}

function waitOf(text: string, wallNow: number): number | undefined {
  const at = parseHttpDate(text);
  const wait = seconds.test(text) ? Number(text) * 1000 : at === undefined ? undefined : Math.max(0, at - wallNow);
  return wait === undefined || wait > maxRetryAfterMs ? undefined : wait;
}

function parseHttpDate(text: string | null): number | undefined {
  if (text === null || !dates.some((form) => form.test(text))) return undefined;
  // The third form names no zone, and means GMT.
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : at;
}
