/**
 * Whole reports on simulated searches: `node bench/reports.ts --data DIR [--depth 20]`.
 * The search is plain term overlap weighted by inverse document frequency, and shares no code with the package.
 */
import type { SourceDocument } from '@headwater/core';
import { type SelectOptions, selectEvidence } from '../src/select/select-evidence.ts';
import { verifyReport } from '../src/verify/index.ts';
import { writeExtractiveReport } from '../src/write/extractive-writer.ts';
import { type BenchDocument, dataDirectory, readNaturalQuestions, readScifact } from './data.ts';

export function plainSearch(documents: BenchDocument[]): (query: string, depth: number) => BenchDocument[] {
  const tokens = (text: string) => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const bags = documents.map((document) => new Set(tokens(`${document.title} ${document.text}`)));
  const frequency = new Map<string, number>();
  for (const bag of bags) for (const token of bag) frequency.set(token, (frequency.get(token) ?? 0) + 1);
  return (query, depth) => {
    const wanted = [...new Set(tokens(query))];
    const scored = bags.map((bag, index) => ({
      index,
      score: wanted.reduce(
        (sum, token) => (bag.has(token) ? sum + Math.log(documents.length / (frequency.get(token) ?? 1)) : sum),
        0,
      ),
    }));
    return scored
      .filter(({ score }) => score > 0)
      .sort((left, right) => right.score - left.score || left.index - right.index)
      .slice(0, depth)
      .map(({ index }) => documents[index] as BenchDocument);
  };
}

export function toSource(document: BenchDocument, rank = 0): SourceDocument {
  return {
    id: document.id,
    ids: {},
    kind: 'academic',
    title: document.title,
    url: `https://example.org/${document.id}`,
    text: document.text,
    textKind: 'abstract',
    authors: [],
    synthetic: false,
    provenance: [{ provider: 'bench', operation: 'search', retrievedAt: '2025-01-01T00:00:00Z', rank }],
  };
}

interface Case {
  question: string;
  documents: BenchDocument[];
  gold: string[];
  /** Gold sentences by document, as text. */
  rationales?: string[];
}

export function measureCases(cases: Case[], options: SelectOptions = {}) {
  let found = 0;
  let sufficient = 0;
  let rationale = 0;
  let withRationale = 0;
  const references: number[] = [];
  const sentences: number[] = [];
  let verifiedAll = true;
  for (const one of cases) {
    const documents = one.documents.map(toSource);
    const selection = selectEvidence(one.question, documents, options);
    const report = writeExtractiveReport({ question: one.question, documents, selection });
    const { problems, checks } = verifyReport({ report, documents, evidence: selection.evidence });
    if (problems.length > 0) verifiedAll = false;
    if (selection.sufficient) {
      sufficient++;
      references.push(report.references.length);
      sentences.push(checks.factual);
    }
    const cited = report.references.map((reference) => reference.documentId);
    if (one.gold.some((id) => cited.includes(id))) {
      found++;
      if (one.rationales) {
        withRationale++;
        if (
          selection.evidence.some((record) =>
            one.rationales?.some((text) => record.quote.includes(text.slice(0, 60)) || text.includes(record.quote)),
          )
        )
          rationale++;
      }
    }
  }
  const sorted = references.sort((left, right) => left - right);
  const median = (values: number[]) =>
    [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
  return {
    cases: cases.length,
    sufficient: (sufficient / cases.length).toFixed(3),
    goldCited: (found / cases.length).toFixed(3),
    medianReferences: median(sorted),
    maxReferences: sorted.at(-1) ?? 0,
    medianSentences: median(sentences),
    ...(withRationale > 0 ? { rationaleQuoted: (rationale / withRationale).toFixed(3) } : {}),
    soundReports: verifiedAll,
  };
}

export function asQuestion(claim: string): string {
  return `Is it true that ${claim.replace(/\.\s*$/, '')}?`;
}

export const nonsense = [
  'How many zorbliks fit in a quantum teapot?',
  'asdf qwer zxcv',
  'gibberish',
  'Why do blorptians frobnicate their snazzlewick every Tuesday?',
  'xkcd qqq zzzz?',
  'lorem ipsum dolor sit amet',
  'What is the airspeed velocity of an unladen swallow?',
  'Which flumbert is best for grizzling a moonquat?',
  '???',
  '',
  '🙂🙂🙂',
  'the of and to',
];

export const vitaminD = 'Does vitamin D prevent respiratory infections?';
export const birthWeight = 'Does vitamin D deficiency in pregnancy affect birth weight?';

export function buildCases(data: string, depth: number): Record<string, Case[]> {
  const scifact = readScifact(data);
  const natural = readNaturalQuestions(data);
  const searchPapers = plainSearch(scifact.documents);
  const searchPassages = plainSearch(natural.documents);
  const withEvidence = scifact.claims.filter((claim) => Object.keys(claim.evidence).length > 0);
  const without = scifact.claims.filter((claim) => Object.keys(claim.evidence).length === 0);
  const claimCase = (claim: (typeof withEvidence)[number], question = claim.claim): Case => ({
    question,
    documents: searchPapers(question, depth),
    gold: Object.keys(claim.evidence),
    rationales: Object.entries(claim.evidence).flatMap(([id, groups]) =>
      groups
        .flatMap((group) => group.sentences.map((index) => scifact.sentences.get(id)?.[index] ?? ''))
        .filter(Boolean),
    ),
  });
  const leaveOut = (claim: (typeof withEvidence)[number]): Case => {
    const cited = new Set(claim.cited_doc_ids.map(String));
    return {
      question: claim.claim,
      documents: searchPapers(claim.claim, depth + cited.size)
        .filter((document) => !cited.has(document.id))
        .slice(0, depth),
      gold: [],
    };
  };
  const half = (parity: number) => withEvidence.filter((_, index) => index % 2 === parity);
  return {
    'claims with evidence, even half': half(0).map((claim) => claimCase(claim)),
    'claims with evidence, odd half': half(1).map((claim) => claimCase(claim)),
    'claims with evidence, as questions': withEvidence.map((claim) => claimCase(claim, asQuestion(claim.claim))),
    'claims without evidence (related papers exist)': without.map((claim) => ({
      ...claimCase(claim),
      gold: claim.cited_doc_ids.map(String),
    })),
    'claims with their papers taken away': scifact.claims.map(leaveOut),
    'claims against Wikipedia passages': withEvidence.map((claim) => ({
      question: claim.claim,
      documents: searchPassages(claim.claim, depth),
      gold: [],
    })),
    'NQ questions against SciFact': natural.questions.map((row) => ({
      question: row.question,
      documents: searchPapers(row.question, depth),
      gold: [],
    })),
    'NQ questions against their passages': natural.questions.map((row) => ({
      question: row.question,
      documents: searchPassages(row.question, depth),
      gold: [row.gold_passage],
    })),
    'NQ questions, their passage taken away': natural.questions.map((row) => ({
      question: row.question,
      documents: searchPassages(row.question, depth + 1)
        .filter((document) => document.id !== row.gold_passage)
        .slice(0, depth),
      gold: [],
    })),
    'nonsense against SciFact': nonsense.map((question) => ({
      question,
      documents: searchPapers(question, depth),
      gold: [],
    })),
    'vitamin D and respiratory infections': [
      { question: vitaminD, documents: searchPapers(vitaminD, depth), gold: [] },
    ],
    'vitamin D and birth weight': [
      { question: birthWeight, documents: searchPapers(birthWeight, depth), gold: ['2425364'] },
    ],
  };
}

if (import.meta.main) {
  const at = process.argv.indexOf('--depth');
  const depth = at > 0 ? Number(process.argv[at + 1]) : 20;
  for (const [name, cases] of Object.entries(buildCases(dataDirectory(), depth)))
    console.log(name.padEnd(48), JSON.stringify(measureCases(cases)));
}
