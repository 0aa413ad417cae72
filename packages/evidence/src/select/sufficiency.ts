import { type Concept, topicalFrom } from './concepts.ts';

/** How far one document speaks about what the question asks. */
export interface Coverage {
  /** Share of the question's weight that is held, 0 to 1. */
  share: number;
  /** Labels of the topical concepts that are not held at all. */
  missingConcepts: string[];
  /** Whether the document by itself shows that the question can be answered. */
  enough: boolean;
  /** Whether it comes close, so that it may be quoted beside one that holds enough. */
  near: boolean;
  /** Whether it touches the first group of topical words, mostly the question's subject. */
  touchesSubject: boolean;
}

export interface SufficiencyOptions {
  /**
   * Share of the question's weight that a document must hold before allowances. Higher abstains more often.
   * @default 0.64
   */
  leastShare?: number;
}

export interface Holding {
  /** Coverage of each concept by the document's best window. */
  window: ArrayLike<number>;
  /** Coverage of each concept by the title. */
  title: ArrayLike<number>;
}

/** A title about the question shows what the document is about, so less is asked of its text. */
const titleAllowance = 0.15;
/** A longer question says more things in words of its own, so a smaller share is asked of it. */
const lengthAllowance = 0.05;
const shortQuestion = 3;
const heldFrom = 0.5;
const groupHeldFrom = 0.3;
const missingGroups = 0.34;
const nearly = 0.1;

/**
 * A document counts as evidence if, within one window of text and its title, it holds
 *
 * - the greater part of what the question asks, concepts weighed by how much they name the topic and how rare they are;
 * - every topical concept of a short question, also to be quoted beside another document: one missing word out of three (`vitamin D`, `respiratory`, infections)
 *   is another topic, one out of eight is another wording;
 * - something of nearly every group of neighbouring topical words and of the first, mostly the subject, so that a
 *   long object does not make up for an absent subject.
 *
 * The numbers were chosen by comparing error rates on SciFact training claims (both halves) and Natural Questions, so
 * figures on those two are optimistic. The README says so beside them, and gives figures on collections that were not
 * looked at while choosing.
 */
export function judgeCoverage(
  concepts: readonly Concept[],
  holding: Holding,
  weights: readonly number[],
  options: SufficiencyOptions = {},
): Coverage {
  const total = sum(weights);
  const share = total > 0 ? weighted(holding.window, weights) / total : 0;
  const titleShare = total > 0 ? weighted(holding.title, weights) / total : 0;
  const length = Math.max(1, sum(concepts.map((concept) => concept.weight)));
  const needed = (options.leastShare ?? 0.64) - titleAllowance * titleShare - lengthAllowance * Math.log(length);
  const topical = concepts.flatMap((concept, index) =>
    concept.weight < topicalFrom ? [] : [{ concept, held: holding.window[index] ?? 0 }],
  );
  const wholeIfShort = topical.length > shortQuestion || topical.every(({ held }) => held >= heldFrom);
  const groups = new Set(topical.map(({ concept }) => concept.group)).size;
  const touched = touchedGroups(topical);
  const absent = groups - touched.size;
  const touchesSubject = topical[0] !== undefined && touched.has(topical[0].concept.group);
  return {
    share,
    missingConcepts: topical.filter(({ held }) => held === 0).map(({ concept }) => concept.label),
    enough: share >= needed && wholeIfShort && touchesSubject && absent <= Math.floor(groups * missingGroups),
    near: wholeIfShort && topical.length > 0 && share >= needed - nearly,
    touchesSubject,
  };
}

function touchedGroups(topical: readonly { concept: Concept; held: number }[]): Set<number> {
  const groups = new Map<number, number[]>();
  for (const { concept, held } of topical) groups.set(concept.group, [...(groups.get(concept.group) ?? []), held]);
  return new Set([...groups].filter(([, held]) => sum(held) / held.length >= groupHeldFrom).map(([group]) => group));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function weighted(values: ArrayLike<number>, weights: readonly number[]): number {
  return weights.reduce((total, weight, index) => total + weight * (values[index] ?? 0), 0);
}
