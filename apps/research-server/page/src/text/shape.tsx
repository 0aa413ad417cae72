import type { ReactNode } from 'react';
import type { Shape as ShapeWords } from '../../../src/shared/vocabulary.ts';

const ring = <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const box = <rect x="1.75" y="1.75" width="8.5" height="8.5" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.8, strokeLinecap: 'round' } as const;

/** The drawings behind the glyphs of the vocabulary, 12 × 12. */
const drawings: Record<string, ReactNode> = {
  '●': <circle cx="6" cy="6" r="5" />,
  '◐': (
    <>
      {ring}
      <path d="M6 1.5a4.5 4.5 0 0 0 0 9z" />
    </>
  ),
  '◕': (
    <>
      {ring}
      <path d="M6 6V1.5A4.5 4.5 0 1 1 1.5 6z" transform="rotate(90 6 6)" />
    </>
  ),
  '✕': <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" {...stroke} />,
  '○': ring,
  '◌': <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 1.53" />,
  '⊖': (
    <>
      {ring}
      <path d="M3.5 6h5" {...stroke} strokeWidth="1.5" />
    </>
  ),
  '⊘': (
    <>
      {ring}
      <path d="M3 9l6-6" {...stroke} strokeWidth="1.5" />
    </>
  ),
  '◷': (
    <>
      {ring}
      <path d="M6 3v3h3" {...stroke} strokeWidth="1.3" />
    </>
  ),
  '▸': <path d="M3 1.5l7 4.5-7 4.5z" />,
  '✓': <path d="M1.8 6.6l2.9 2.9 5.5-6.6" {...stroke} />,
  '■': <rect x="1" y="1" width="10" height="10" />,
  '□': box,
  '▨': (
    <>
      {box}
      <path d="M2 6.5L6.5 2M2.5 10L10 2.5M5.5 10L10 5.5" {...stroke} strokeWidth="1.3" />
    </>
  ),
  '◧': (
    <>
      {box}
      <rect x="1.75" y="1.75" width="4.25" height="8.5" />
    </>
  ),
  '–': <path d="M2 6h8" {...stroke} strokeWidth="1.5" />,
  '▲': <path d="M6 1l5.2 9.5H.8z" />,
  '◆': <path d="M6 .8L11.2 6 6 11.2.8 6z" />,
  '⬡': <path d="M6 .9l4.5 2.55v5.1L6 11.1 1.5 8.55v-5.1z" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  '▬': <rect x=".5" y="3.5" width="11" height="5" />,
};

/** A shape of the vocabulary. Decoration: the word beside it says the same. */
export function Shape({ shape, tone }: { shape: ShapeWords; tone?: string }) {
  const drawing = drawings[shape.glyph];
  if (!drawing) return null;
  return (
    <svg
      className={`shape${tone ? ` tone-${tone}` : ''}`}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      aria-hidden="true"
    >
      {drawing}
    </svg>
  );
}
