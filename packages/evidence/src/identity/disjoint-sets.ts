/** Sets of numbers below `size` that can be joined; each is known by its lowest member. */
export interface DisjointSets {
  rootOf(member: number): number;
  join(members: Iterable<number>): void;
}

export function createDisjointSets(size: number): DisjointSets {
  const parents = Array.from({ length: size }, (_, index) => index);
  const rootOf = (member: number): number => {
    let root = member;
    while (parents[root] !== root) root = parents[root] as number;
    for (let at = member; at !== root; ) {
      const next = parents[at] as number;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  return {
    rootOf,
    join(members) {
      const roots = [...members].map(rootOf);
      const lowest = Math.min(...roots);
      for (const root of roots) parents[root] = lowest;
    },
  };
}
