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
  // An index without gaps and repetitions fills a list of just this length; what stands behind it is put in order afterwards.
  const length = entries.reduce((sum, [, positions]) => sum + positions.length, 0);
  const words = new Array<string | undefined>(length).fill(undefined);
  const far: [number, string][] = [];
  for (const [word, positions] of entries) {
    for (const position of positions) {
      if (!Number.isSafeInteger(position) || (position as number) < 0) continue;
      const place = position as number;
      if (place >= length) far.push([place, word]);
      else words[place] = words[place] === undefined ? word : `${words[place]} ${word}`;
    }
  }
  if (!words.includes(undefined)) return words.length === 0 ? null : words.join(' ');
  const last = far.sort(([first], [second]) => first - second).map(([, word]) => word);
  const found = [...words.filter((word) => word !== undefined), ...last];
  return found.length === 0 ? null : found.join(' ');
}
