import { createRandom, type Toxic } from '@headwater/testkit';
import { type Policy, policies } from './policies.ts';
import { subjectKinds } from './subjects.ts';

/** One run of the matrix. Everything follows from the seed and the run's number. */
export interface Plan {
  number: number;
  /** Index into `subjectKinds`. */
  subject: number;
  policy: Policy;
  toxic: Toxic;
  /** Milliseconds after which the toxic is taken away. */
  healsAfterMs: number | undefined;
  deadlineMs: number;
  /** Milliseconds until the run is cancelled or its client disposed of. */
  midwayMs: number;
}

type Between = (from: number, to: number) => number;

/** Each toxic with its numbers drawn, and whether it has a direction. */
const toxics: readonly { directed: boolean; draw(between: Between): Toxic }[] = [
  { directed: true, draw: (between) => ({ kind: 'latency', ms: between(0, 150), jitterMs: between(0, 50) }) },
  { directed: false, draw: () => ({ kind: 'down' }) },
  { directed: true, draw: (between) => ({ kind: 'bandwidth', bytesPerSecond: between(1_000, 100_000) }) },
  { directed: true, draw: (between) => ({ kind: 'slow-close', ms: between(10, 200) }) },
  {
    directed: true,
    draw: (between) => (between(0, 1) < 0.5 ? { kind: 'timeout' } : { kind: 'timeout', ms: between(1, 100) }),
  },
  { directed: false, draw: (between) => ({ kind: 'reset', ms: between(0, 40) }) },
  { directed: true, draw: (between) => ({ kind: 'slicer', bytes: between(1, 200), ms: between(0, 3) }) },
  { directed: true, draw: (between) => ({ kind: 'data-limit', bytes: Math.round(between(0, 4_000)) }) },
];

const cells = subjectKinds.flatMap((_, subject) =>
  policies.flatMap((policy) =>
    toxics.flatMap((toxic) =>
      (toxic.directed ? (['upstream', 'downstream'] as const) : [undefined]).map((direction) => ({
        subject,
        policy,
        toxic,
        direction,
      })),
    ),
  ),
);

/** Combinations of subject, policy, toxic and direction. */
export const cellCount: number = cells.length;

/** Walks through all cells, so that every one has its turn before any has its second, with numbers drawn anew. */
export function drawPlan(seed: number, number: number): Plan {
  // A stride that shares no factor with the number of cells: a small sample is spread over all of them.
  const { subject, policy, toxic, direction } = cells[(number * 179) % cells.length] as (typeof cells)[number];
  const random = createRandom(Math.imul(seed + 1, 0x9e3779b1) ^ number);
  const between: Between = (from, to) => from + random() * (to - from);
  const [shortest, longest] = policy.deadlineMs ?? [60, 250];
  const deadlineMs = Math.round(between(shortest, longest));
  return {
    number,
    subject,
    policy,
    toxic: {
      ...toxic.draw(between),
      ...(direction === undefined ? {} : { direction }),
      ...(random() < 0.3 ? { probability: 0.5 } : {}),
    },
    healsAfterMs: random() < 0.3 ? between(1, deadlineMs) : undefined,
    deadlineMs,
    midwayMs: between(0, deadlineMs),
  };
}
