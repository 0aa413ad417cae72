import type { SourceDocument } from '@headwater/core';
import { createDisjointSets, type DisjointSets } from './disjoint-sets.ts';
import { type Identity, identityKinds, identityOf } from './identity.ts';

/**
 * Puts the documents of one work together, also those that only a third one connects. A weaker identifier never joins
 * what a stronger one tells apart: when two works with different DOIs are met under one address, the address decides
 * nothing for anyone. Which documents come together does not depend on their order.
 *
 * @returns groups in the order of their first members, each in the order given
 */
export function groupDocuments(documents: readonly SourceDocument[]): SourceDocument[][] {
  const identities = documents.map(identityOf);
  const sets = createDisjointSets(documents.length);
  for (const members of membersBy(documents, ({ id }) => id).values()) sets.join(members);
  for (const [level, kind] of identityKinds.entries()) {
    joinByKind(sets, identities, kind, identityKinds.slice(0, level));
  }
  return [...membersBy(documents, (_, index) => sets.rootOf(index)).values()].map((members) =>
    members.map((index) => documents[index] as SourceDocument),
  );
}

function joinByKind(
  sets: DisjointSets,
  identities: readonly Identity[],
  kind: keyof Identity,
  stronger: readonly (keyof Identity)[],
): void {
  // For each stronger kind the groups that have it. Those that share its value are one group by now.
  const told = stronger.map((other) => rootsWith(sets, identities, other));
  const isConflict = (roots: ReadonlySet<number>) =>
    told.some((having) => [...roots].filter((root) => having.has(root)).length > 1);
  const links = [...membersBy(identities, (identity) => identity[kind]).values()]
    .map((members) => new Set(members.map(sets.rootOf)))
    .filter((roots) => roots.size > 1 && !isConflict(roots));
  // Links that are sound one by one can still be a chain from one work to another.
  const chains = createDisjointSets(identities.length);
  for (const roots of links) chains.join(roots);
  const linked = [...new Set(links.flatMap((roots) => [...roots]))];
  for (const members of membersBy(linked, (root) => chains.rootOf(root)).values()) {
    const roots = new Set(members.map((index) => linked[index] as number));
    if (!isConflict(roots)) sets.join(roots);
  }
}

function rootsWith(sets: DisjointSets, identities: readonly Identity[], kind: keyof Identity): Set<number> {
  return new Set(identities.flatMap((identity, index) => (identity[kind] === undefined ? [] : [sets.rootOf(index)])));
}

/** Positions by key, in order. Items without a key are left out. */
function membersBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item, index: number) => Key | undefined,
): Map<Key, number[]> {
  const members = new Map<Key, number[]>();
  items.forEach((item, index) => {
    const key = keyOf(item, index);
    if (key === undefined) return;
    const list = members.get(key);
    if (list === undefined) members.set(key, [index]);
    else list.push(index);
  });
  return members;
}
