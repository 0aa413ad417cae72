import { evidenceFor, factual, type RunScript, referencesOf, storedDocument, usage } from './run-fixtures.ts';

/** What a page that trusts its sources would run, load, follow or be misled by. */
const attack = [
  '<script>window.__pwned = "script"; alert(1)</script>',
  '<img src="/attack-image" onerror="window.__pwned = \'img\'">',
  '<style>body { display: none; background: url(/attack-style) }</style>',
  '<a href="javascript:window.__pwned=1" id="attack-link">click</a>',
  '<iframe src="/attack-frame"></iframe><meta http-equiv="refresh" content="0;url=/attack-refresh">',
  '![image](/attack-markdown) [link](javascript:alert(1))',
].join(' ');

const bidi = 'invoice \u202Efdp.exe\u202C and a bell \u0007 and \u2066isolated\u2069 and a tag \u{E0041}';
const arabic = 'يقلل فيتامين د من خطر العدوى';
const emoji = 'family 👨‍👩‍👧‍👦 and flag 🇨🇭 quoted';
const longLine = 'x'.repeat(1_000_000);

const documents = [
  storedDocument({
    id: 'd_evil',
    title: `Title ${attack}`,
    url: 'javascript:window.__pwned="url"',
    authors: ['<b>Mallory</b>'],
    kind: 'web',
    textKind: 'full',
    text: `Before. ${attack} Between. ${bidi} Then ${arabic}. Also ${emoji}. After.`,
  }),
  storedDocument({
    id: 'd_long',
    title: 'One line',
    kind: 'web',
    text: `${longLine} the needle sentence. ${'y'.repeat(5_000)}`,
  }),
];
const { cite, evidence } = evidenceFor(documents);

export const hostileQuotes = { attack, bidi, arabic, emoji, needle: 'the needle sentence.' };

export const hostileRun: RunScript = {
  question: 'What does the <b>hostile</b> page \u202Esay\u202C?',
  events: [
    {
      type: 'run-started',
      question: 'What does the hostile page say?',
      mode: 'live',
      writer: 'extractive',
      depth: 'quick',
      sources: ['exa'],
    },
    { type: 'plan-made', queries: [attack] },
    { type: 'run-finished', state: 'succeeded', message: 'Done', sentences: 5, documents: 2 },
  ],
  final: {
    state: 'succeeded',
    sources: [{ provider: 'exa', outcome: 'partial', found: 2, reason: attack }],
    report: {
      title: 'Hostile',
      answer: [factual(attack, cite('d_evil', attack))],
      sections: [
        {
          heading: `Heading ${attack}`,
          sentences: [
            factual(bidi, cite('d_evil', bidi)),
            factual(arabic, cite('d_evil', arabic)),
            factual(emoji, cite('d_evil', emoji)),
            factual('The needle.', cite('d_long', hostileQuotes.needle)),
          ],
        },
      ],
      limitations: [attack],
      references: referencesOf(documents),
      removed: [{ text: attack, reason: attack }],
    },
    evidence,
    documents,
    usage,
  },
};
