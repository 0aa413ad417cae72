/** Positions up to here are filled into a list; no abstract is longer, and a position of a billion must not make a list of a billion. */
const longest = 20_000;

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
  const words: (string | undefined)[] = [];
  const far: [number, string][] = [];
  for (const word of Object.keys(index)) {
    const positions = index[word];
    if (!Array.isArray(positions)) continue;
    for (const position of positions) {
      if (!Number.isSafeInteger(position) || position < 0) continue;
      if (position >= longest) far.push([position, word]);
      else {
        // Reading behind the end of a list is slow.
        const before = position < words.length ? words[position] : undefined;
        words[position] = before === undefined ? word : `${before} ${word}`;
      }
    }
  }
  if (words.length === 0 && far.length === 0) return null;
  const last = far.sort(([first], [second]) => first - second).map(([, word]) => word);
  const isWhole = far.length === 0 && !words.includes(undefined);
  return (isWhole ? words : [...words.filter((word) => word !== undefined), ...last]).join(' ');
}
