import type { SourceDocument } from '@headwater/core';
import { fuseRankings } from './fuse.ts';
import { groupDocuments } from './group.ts';
import { mergeGroup } from './merge.ts';

export interface FusedDocument {
  document: SourceDocument;
  /** Reciprocal rank fusion: comparable within one answer only. */
  score: number;
}

/**
 * Ranked lists of several sources as one: the documents of one work are merged, and a work stands the higher the higher
 * and the oftener it was listed. Ties keep the order of the lists.
 *
 * @param constant See `fuseRankings`. @default 60
 */
export function fuseDocuments(lists: readonly (readonly SourceDocument[])[], constant = 60): FusedDocument[] {
  const groups = groupDocuments(lists.flat());
  const groupOf = new Map(
    groups.flatMap((group, index) => group.map((document) => [document, String(index)] as const)),
  );
  const rankings = lists.map((list) => list.map((document) => groupOf.get(document) as string));
  return fuseRankings(rankings, constant).map(({ id, score }) => ({
    document: mergeGroup(groups[Number(id)] as SourceDocument[]),
    score,
  }));
}
