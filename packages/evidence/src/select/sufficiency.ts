import { type Concept, topicalFrom } from './concepts.ts';

/** How far one document speaks about what the question asks. */
export interface Coverage {
  /** Share of the question's weight that is held, 0 to 1. */
  share: number;
  /** Weight that is not held. */
  missing: number;
  /** Labels of the topical concepts that are not held at all. */
  missingConcepts: string[];
  /** Whether the document may be cited. */
  enough: boolean;
}

export interface SufficiencyOptions {
  /** Least share of the question's weight a document must hold. @default 0.5 */
  leastShare?: number;
  /** Share of the question's weight that may be missing, above a fixed allowance: short questions must be met whole. @default 0.45 */
  slack?: number;
  /** Share of the question's concept groups that may be missing altogether. @default 0.34 */
  missingGroups?: number;
}

const shortAllowance = 0.75;
const slackOffset = 0.7;
const groupHeldFrom = 0.3;

/**
 * A document counts as evidence if it holds nearly all of a short question and most of a long one. One missing topical
 * word out of three ("vitamin D", "respiratory", infections) is a different topic; one out of eight is a paraphrase.
 * Neighbouring topical words form a group, and most groups must be touched, so that a long object does not make up for
 * an absent subject.
 */
export function judgeCoverage(
  concepts: readonly Concept[],
  held: ArrayLike<number>,
  options: SufficiencyOptions = {},
): Coverage {
  const { leastShare = 0.5, slack = 0.45, missingGroups = 0.34 } = options;
  let total = 0;
  let covered = 0;
  const groups = new Map<number, { size: number; held: number }>();
  const missingConcepts: string[] = [];
  concepts.forEach((concept, index) => {
    const value = held[index] ?? 0;
    total += concept.weight;
    covered += concept.weight * value;
    if (concept.weight < topicalFrom) return;
    if (value === 0) missingConcepts.push(concept.label);
    const group = groups.get(concept.group) ?? { size: 0, held: 0 };
    groups.set(concept.group, { size: group.size + 1, held: group.held + value });
  });
  const missing = total - covered;
  const share = total > 0 ? covered / total : 0;
  const absent = [...groups.values()].filter((group) => group.held / group.size < groupHeldFrom).length;
  const enough =
    groups.size > 0 &&
    share >= leastShare &&
    missing <= Math.max(shortAllowance, slack * total - slackOffset) &&
    absent <= Math.floor(groups.size * missingGroups);
  return { share, missing, missingConcepts, enough };
}
