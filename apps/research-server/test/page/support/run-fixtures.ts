import type { EvidenceRecord, Report, Sentence } from '@headwater/evidence';
import type { RunDocument, RunEventBody, RunState } from '../../../src/shared/api.ts';

export type StoredDocument = NonNullable<RunDocument['documents']>[number];

/** What a run does and what it comes to. The test decides when each event happens. */
export interface RunScript {
  question: string;
  events: RunEventBody[];
  /** What `GET /v1/research/:id` answers once every event has been sent. */
  final: Partial<RunDocument> & { state: RunState };
}

const retrievedAt = '2026-11-22T14:02:00.000Z';

export function storedDocument(
  patch: Partial<StoredDocument> & { id: string; title: string; text: string },
): StoredDocument {
  return {
    ids: {},
    kind: 'academic',
    url: `https://journal.example/${encodeURIComponent(patch.id)}`,
    textKind: 'abstract',
    authors: [],
    synthetic: false,
    provenance: [{ provider: 'semantic-scholar', operation: 'search', requestId: 'req_1', retrievedAt, rank: 0 }],
    textSha256: '0'.repeat(64),
    ...patch,
  };
}

/** Collects evidence for a report; `cite` finds the quote in the document and fails when it is not there. */
export function evidenceFor(documents: StoredDocument[]) {
  const evidence: EvidenceRecord[] = [];
  return {
    evidence,
    cite(documentId: string, quote: string): string {
      const document = documents.find((candidate) => candidate.id === documentId);
      const start = document?.text.indexOf(quote) ?? -1;
      if (!document || start < 0) throw new Error(`fixture: ${documentId} does not hold ${JSON.stringify(quote)}`);
      const id = `ev_${evidence.length + 1}`;
      const provider = document.provenance[0]?.provider ?? 'exa';
      evidence.push({
        id,
        documentId,
        quote,
        start,
        end: start + quote.length,
        provider,
        requestId: 'req_1',
        retrievedAt,
      });
      return id;
    },
  };
}

export const factual = (text: string, ...evidenceIds: string[]): Sentence => ({
  text,
  factual: true,
  citations: evidenceIds.map((evidenceId) => ({ evidenceId })),
});

export function referencesOf(documents: StoredDocument[]): Report['references'] {
  return documents.map(({ id, title, url, authors, publishedAt, ids }, index) => ({
    number: index + 1,
    documentId: id,
    title,
    url,
    authors,
    ...(publishedAt ? { year: Number(publishedAt.slice(0, 4)) } : {}),
    ...(ids.doi ? { doi: ids.doi } : {}),
  }));
}

export const usage: RunDocument['usage'] = {
  calls: 8,
  bytes: 1_200_000,
  costUsd: 0,
  wallTimeMs: 31_000,
  documentsRetrieved: 66,
  documentsMerged: 4,
};

const started = (question: string, sources: string[], mode: RunDocument['mode'] = 'live'): RunEventBody => ({
  type: 'run-started',
  question,
  mode,
  writer: 'extractive',
  depth: 'standard',
  sources,
});

const planned = (provider: string, count: number): RunEventBody[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'query-planned',
    queryId: `${provider}-${index + 1}`,
    provider,
    text: `vitamin D query ${index + 1}`,
  }));

const finished = (
  provider: string,
  index: number,
  outcome: 'ok' | 'partial' | 'failed' | 'empty' | 'skipped' | 'throttled',
  found: number,
  extra: { skipped?: number; reason?: string } = {},
): RunEventBody => ({
  type: 'query-finished',
  queryId: `${provider}-${index}`,
  provider,
  outcome,
  found,
  skipped: extra.skipped ?? 0,
  ...(extra.reason ? { reason: extra.reason } : {}),
});

const stage = (name: 'plan' | 'search' | 'read' | 'select' | 'write' | 'verify' | 'publish'): RunEventBody => ({
  type: 'stage-started',
  stage: name,
});

export const question = 'Does vitamin D prevent respiratory infection?';

const trials = storedDocument({
  id: 'd_1',
  title: 'Vitamin D supplementation to prevent acute respiratory tract infections: a pooled analysis',
  ids: { doi: '10.5555/vitamin-d.2017' },
  authors: ['Adrian Marten', 'Ines Holm', 'Paul Reyes'],
  publishedAt: '2017-02-15',
  text: `Background. Trials of vitamin D for the prevention of respiratory infection have given mixed results, and it has been unclear whether their differences are due to dose, dosing interval or baseline status. We pooled the records of 25 trials in which individual data were available and in which the trials were eligible. Vitamin D supplementation reduced the risk of acute respiratory infection among all participants (adjusted odds ratio 0.88). In subgroup analysis, protective effects were seen in those receiving daily or weekly vitamin D without additional bolus doses. Protective effects were stronger in those with the lowest baseline levels. Vitamin D was safe in the trials that reported harms. Conclusions. Supplementation was safe and protected against respiratory infection overall.`,
});
const bolus = storedDocument({
  id: 'd_2',
  title: 'Large single doses of vitamin D and winter infections in older adults',
  kind: 'academic',
  authors: ['Jolanta Ferris', 'Wen Li'],
  publishedAt: '2021',
  text: `In a trial of 5,108 adults aged 50 to 84, a large monthly dose was compared with placebo over three winters. Bolus dosing showed no effect on the rate of acute respiratory infection. The authors note that few participants were deficient at the start.`,
  provenance: [{ provider: 'exa', operation: 'search', requestId: 'exa_77', retrievedAt, rank: 2 }],
});
const news = storedDocument({
  id: 'd_3',
  title: 'Health agency keeps its winter advice on vitamin D',
  kind: 'news',
  textKind: 'full',
  publishedAt: '2024-10-01',
  text: `The agency repeated on Tuesday that everyone should consider a daily supplement of 10 micrograms in autumn and winter. It said the advice is for bones and muscles. It does not recommend vitamin D to prevent respiratory infection.`,
  provenance: [{ provider: 'exa', operation: 'search', retrievedAt, rank: 0 }],
});

const documents = [trials, bolus, news];
const { cite, evidence } = evidenceFor(documents);
const lead = [
  cite('d_1', 'Vitamin D supplementation reduced the risk of acute respiratory infection among all participants'),
  cite('d_1', 'Supplementation was safe and protected against respiratory infection overall.'),
];
const daily = cite(
  'd_1',
  'protective effects were seen in those receiving daily or weekly vitamin D without additional bolus doses',
);
const noEffect = cite('d_2', 'Bolus dosing showed no effect on the rate of acute respiratory infection.');
const advice = cite('d_3', 'It does not recommend vitamin D to prevent respiratory infection.');
cite('d_2', 'few participants were deficient at the start');

const report: Report = {
  title: question,
  answer: [
    factual(
      'Vitamin D supplementation reduced the risk of acute respiratory infection among all participants.',
      ...lead,
    ),
  ],
  sections: [
    {
      heading: 'Dose and interval',
      sentences: [
        factual(
          'Protective effects were seen with daily or weekly doses, and large single doses showed none.',
          daily,
          noEffect,
        ),
        factual('Across trials, agencies and dosing schemes the findings differ.', daily, noEffect, advice),
      ],
    },
    {
      heading: 'Advice',
      sentences: [factual('A health agency does not recommend it for this purpose.', advice)],
    },
  ],
  limitations: ['X did not answer: it refused the key (401).', 'Two of three documents were read as abstracts only.'],
  references: referencesOf(documents),
  removed: [{ text: 'Vitamin D halves the risk of influenza.', reason: 'No quote supports it.' }],
};

/** Two sources answer, one after a wait, one refuses the key. */
export const gapsRun: RunScript = {
  question,
  events: [
    started(question, ['semantic-scholar', 'exa', 'x']),
    stage('plan'),
    { type: 'plan-made', queries: ['vitamin D trial', 'meta-analysis', 'dose', 'harm', 'children'] },
    ...planned('semantic-scholar', 4),
    ...planned('exa', 3),
    ...planned('x', 1),
    stage('search'),
    { type: 'query-started', queryId: 'semantic-scholar-1', provider: 'semantic-scholar' },
    finished('semantic-scholar', 1, 'ok', 20),
    finished('semantic-scholar', 2, 'ok', 11),
    { type: 'query-started', queryId: 'semantic-scholar-3', provider: 'semantic-scholar' },
    finished('x', 1, 'failed', 0, { reason: 'refused the key (401)' }),
    finished('exa', 1, 'ok', 18),
    finished('exa', 2, 'ok', 17),
    finished('semantic-scholar', 3, 'ok', 0),
    finished('semantic-scholar', 4, 'empty', 0),
    finished('exa', 3, 'empty', 0),
    { type: 'documents-merged', retrieved: 66, merged: 4 },
    stage('read'),
    ...documents.map(
      ({ id, title }): RunEventBody => ({ type: 'document-read', documentId: id, title, provider: 'exa' }),
    ),
    stage('select'),
    { type: 'evidence-selected', count: 6, documents: 3 },
    stage('write'),
    { type: 'section-written', heading: 'Dose and interval', sentences: 2 },
    stage('verify'),
    { type: 'sentence-removed', text: 'Vitamin D halves the risk of influenza.', reason: 'No quote supports it.' },
    stage('publish'),
    { type: 'run-finished', state: 'partial', message: 'Done, with gaps', sentences: 4, documents: 3 },
  ],
  final: {
    state: 'partial',
    sources: [
      { provider: 'semantic-scholar', outcome: 'ok', found: 31 },
      { provider: 'exa', outcome: 'ok', found: 35 },
      { provider: 'x', outcome: 'failed', found: 0, reason: 'refused the key (401)' },
    ],
    report,
    evidence,
    documents,
    usage,
  },
};

/** Every kind of wait and outcome at once; never ends by itself. */
export function waitingRun(until: string): RunScript {
  const sources = ['semantic-scholar', 'arxiv', 'newsapi', 'crossref', 'github', 'exa', 'x', 'tavily'];
  const wait = (
    provider: string,
    reason: 'rate-limit' | 'retry' | 'circuit' | 'queue',
    detail?: string,
  ): RunEventBody => ({
    type: 'query-waiting',
    queryId: `${provider}-1`,
    provider,
    reason,
    until,
    ...(detail ? { detail } : {}),
  });
  return {
    question,
    events: [
      started(question, sources),
      stage('plan'),
      ...sources.flatMap((provider) => planned(provider, provider === 'arxiv' ? 3 : 1)),
      stage('search'),
      finished('semantic-scholar', 1, 'ok', 31),
      wait('arxiv', 'rate-limit', 'it allows one call every 3 s'),
      wait('newsapi', 'circuit', 'failed 5 times in a row'),
      wait('tavily', 'retry', 'too many requests (429), attempt 2 of 3'),
      finished('crossref', 1, 'partial', 18, { skipped: 2 }),
      finished('github', 1, 'empty', 0),
      finished('exa', 1, 'skipped', 0, { reason: 'it needs a key' }),
      finished('x', 1, 'failed', 0, { reason: 'refused the key (401)' }),
      { type: 'run-cancelled' },
    ],
    final: { state: 'cancelled', sources: [], usage: { ...usage, wallTimeMs: 12_000 } },
  };
}

export const nothingFoundRun: RunScript = {
  question: 'How many unicorns live in Bern?',
  events: [
    started('How many unicorns live in Bern?', ['semantic-scholar', 'exa']),
    stage('plan'),
    ...planned('exa', 1),
    stage('search'),
    finished('exa', 1, 'ok', 62),
    { type: 'run-finished', state: 'succeeded', message: 'Not enough evidence', sentences: 0, documents: 0 },
  ],
  final: {
    state: 'succeeded',
    sources: [
      { provider: 'semantic-scholar', outcome: 'empty', found: 0 },
      { provider: 'exa', outcome: 'ok', found: 62 },
    ],
    report: { title: 'Unicorns', answer: [], sections: [], limitations: [], references: [], removed: [] },
    evidence: [],
    documents: [],
    usage: { ...usage, documentsRetrieved: 66, documentsMerged: 4 },
  },
};

export const failedRun: RunScript = {
  question,
  events: [
    started(question, ['semantic-scholar', 'exa']),
    stage('search'),
    { type: 'run-finished', state: 'failed', message: 'No source could be reached', sentences: 0, documents: 0 },
  ],
  final: {
    state: 'failed',
    sources: [
      { provider: 'semantic-scholar', outcome: 'failed', found: 0, reason: 'could not be reached' },
      { provider: 'exa', outcome: 'throttled', found: 0, reason: 'too many requests (429)' },
    ],
    usage: { ...usage, documentsRetrieved: 0, documentsMerged: 0, costUsd: 0 },
    failure: {
      code: 'sources-unreachable',
      message: 'No source could be reached.',
      hint: 'Check the connection of the server.',
    },
  },
};
