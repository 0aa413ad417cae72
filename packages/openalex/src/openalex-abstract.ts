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
  const entries = Object.entries(index).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  return inOrder(entries) ?? inAnyOrder(entries);
}

/** The common case, an index without gaps and repetitions: every word has its place in a list of just that length. */
function inOrder(entries: readonly [string, unknown[]][]): string | undefined {
  let length = 0;
  for (const [, positions] of entries) length += positions.length;
  const words = new Array<string>(length);
  for (const [word, positions] of entries) {
    for (const position of positions as number[]) {
      if (position >>> 0 !== position || position >= length || words[position] !== undefined) return undefined;
      words[position] = word;
    }
  }
  return length === 0 ? undefined : words.join(' ');
}

function inAnyOrder(entries: readonly [string, unknown[]][]): string | null {
  const placed = entries.flatMap(([word, positions]) =>
    positions
      .filter((position): position is number => Number.isSafeInteger(position) && (position as number) >= 0)
      .map((position) => [position, word] as const),
  );
  return placed.length === 0
    ? null
    : placed
        .sort(([first], [second]) => first - second)
        .map(([, word]) => word)
        .join(' ');
}
