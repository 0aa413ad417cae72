export interface FusedEntry {
  id: string;
  score: number;
}

/**
 * Reciprocal rank fusion of ranked lists of ids: `Σ 1 / (constant + rank)`, ranks from 1. An id counts once per list,
 * at its best place. Ties keep the order of first appearance.
 *
 * @param constant How little the first places weigh over the later ones. @default 60
 */
export function fuseRankings(rankings: readonly (readonly string[])[], constant = 60): FusedEntry[] {
  const scores = new Map<string, number>();
  for (const ranking of rankings) {
    [...new Set(ranking)].forEach((id, index) => {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (constant + index + 1));
    });
  }
  return [...scores].map(([id, score]) => ({ id, score })).sort((left, right) => right.score - left.score);
}
