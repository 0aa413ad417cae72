/** Positions further apart than this times the number of words are joined without a list as long as the last position. */
const denseFactor = 4;

/**
 * The text of an inverted index, which says of every word where it stands. Positions that are no whole numbers from 0 on
 * are left out, gaps are closed, and words at the same place follow each other.
 *
 * https://help.openalex.org/data/works/attributes#abstract_inverted_index
 *
 * @returns `null` when there is no abstract
 */
export function reconstructAbstract(index: Readonly<Record<string, unknown>> | null | undefined): string | null {
  if (typeof index !== 'object' || index === null) return null;
  let count = 0;
  let last = -1;
  for (const word in index) {
    const positions = index[word];
    if (!Array.isArray(positions)) continue;
    for (const position of positions) {
      if (!isPlace(position)) continue;
      count += 1;
      if (position > last) last = position;
    }
  }
  if (count === 0) return null;
  return last < count * denseFactor ? joinDense(index, last) : joinSparse(index);
}

const isPlace = (position: unknown): position is number => Number.isSafeInteger(position) && (position as number) >= 0;

/** The usual case: one pass, no sorting. */
function joinDense(index: Readonly<Record<string, unknown>>, last: number): string {
  const words: (string | undefined)[] = new Array(last + 1).fill(undefined);
  for (const word in index) {
    const positions = index[word];
    if (!Array.isArray(positions)) continue;
    for (const position of positions) {
      if (!isPlace(position)) continue;
      const before = words[position];
      words[position] = before === undefined ? word : `${before} ${word}`;
    }
  }
  return words.filter((word) => word !== undefined).join(' ');
}

/** A position of a billion must not make a list of a billion. */
function joinSparse(index: Readonly<Record<string, unknown>>): string {
  const places: [number, string][] = [];
  for (const word in index) {
    const positions = index[word];
    if (!Array.isArray(positions)) continue;
    for (const position of positions) if (isPlace(position)) places.push([position, word]);
  }
  return places
    .sort(([first], [second]) => first - second)
    .map(([, word]) => word)
    .join(' ');
}
