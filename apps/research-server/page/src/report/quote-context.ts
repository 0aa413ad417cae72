/** How much of the text is shown on either side of a quote, in UTF-16 units. */
export const contextLength = 200;

export interface QuoteContext {
  before: string;
  quote: string;
  after: string;
  /** Whether the text goes on beyond what is shown. */
  cutBefore: boolean;
  cutAfter: boolean;
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/**
 * The quote as the document holds it and what stands around it. Cut by UTF-16 offsets before anything is made visible;
 * a pair of surrogates at the edge of the context is kept whole.
 */
export function quoteContext(text: string, start: number, end: number, length = contextLength): QuoteContext {
  let from = Math.max(0, start - length);
  let to = Math.min(text.length, end + length);
  if (from > 0 && isLowSurrogate(text.charCodeAt(from))) from -= 1;
  if (to < text.length && isLowSurrogate(text.charCodeAt(to))) to += 1;
  return {
    before: text.slice(from, start),
    quote: text.slice(start, end),
    after: text.slice(end, to),
    cutBefore: from > 0,
    cutAfter: to < text.length,
  };
}
