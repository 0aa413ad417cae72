/** A stretch of text and the quotes that cover all of it. */
export interface MarkedPart {
  start: number;
  text: string;
  evidenceIds: string[];
}

/** Cuts a text at the edges of its quotes, which may overlap. The parts joined are the text. */
export function markedParts(text: string, quotes: readonly { id: string; start: number; end: number }[]): MarkedPart[] {
  const valid = quotes.filter(({ start, end }) => start >= 0 && start < end && end <= text.length);
  const edges = new Set([0, text.length, ...valid.flatMap(({ start, end }) => [start, end])]);
  const cuts = [...edges].sort((one, other) => one - other);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] ?? text.length;
    const covering = valid.filter((quote) => quote.start <= start && quote.end >= end);
    return { start, text: text.slice(start, end), evidenceIds: covering.map((quote) => quote.id) };
  });
}
