import type { SourceDocument } from '@headwater/core';

export function makeDocument(
  id: string,
  title: string,
  text: string,
  more: Partial<SourceDocument> = {},
): SourceDocument {
  return {
    id,
    ids: {},
    kind: 'academic',
    title,
    url: `https://example.org/${id}`,
    text,
    textKind: 'abstract',
    authors: ['A. Author'],
    publishedAt: '2020-05-01',
    synthetic: false,
    provenance: [
      { provider: 'sample', operation: 'search', requestId: `r-${id}`, retrievedAt: '2025-01-01T00:00:00Z', rank: 0 },
    ],
    ...more,
  };
}

/** Papers of our own writing. */
export const papers = [
  makeDocument(
    'p1',
    'Evening screen light and sleep onset in teenagers',
    'BACKGROUND Teenagers use screens late at night. METHODS 120 teenagers were randomised to amber glasses or clear glasses. RESULTS Evening screen light delayed sleep onset by 22 minutes in teenagers. Amber glasses did not change total sleep time. CONCLUSION Evening screen light delays sleep onset in teenagers.',
  ),
  makeDocument(
    'p2',
    'Caffeine and reaction time in night-shift drivers',
    'Drivers on night shifts took 200 mg of caffeine. Caffeine shortened reaction time by 9%. It may also reduce lane drift.',
  ),
  makeDocument(
    'p3',
    'Screen light filters do not restore sleep in teenagers',
    'We compared filters for screen light in 80 teenagers. Evening filters did not restore sleep onset. Sleep onset in teenagers was later after evening screen use.',
  ),
  makeDocument(
    'p4',
    'Soil moisture and oak growth',
    'Oak saplings grew faster in moist soil. Growth slowed in dry summers.',
  ),
];
export const answerable = 'Does evening screen light delay sleep onset in teenagers?';
