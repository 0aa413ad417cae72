import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { verifyReport } from '@headwater/evidence/verify';
import { paperIdOf } from '@headwater/semantic-scholar/emulator';
import { createRunClient, type RunClient } from '../cli/run-client.ts';
import { readConfig } from '../config.ts';
import { createResearchServer } from '../server.ts';
import type { RunDocument } from '../shared/api.ts';

/** A claim of the SciFact collection and the abstracts that support or contradict it. */
interface Claim {
  id: number;
  claim: string;
  evidence: Record<string, unknown>;
}

/** What one run made of one claim. */
interface Outcome {
  claimId: number;
  state: string;
  isGoldRetrieved: boolean;
  isGoldReferenced: boolean;
  references: number;
  factual: number;
  verified: number;
  wallTimeMs: number;
}

export interface QualityFigures {
  claims: number;
  finished: number;
  /** Shares from 0 to 1 of the claims. */
  goldRetrieved: number;
  goldReferenced: number;
  withoutReferences: number;
  medianReferences: number;
  maxReferences: number;
  /** Share of factual sentences the verifier confirms from the published run alone. */
  verified: number;
  p50Ms: number;
  p95Ms: number;
}

/** What the project asks of itself. */
const goals: { name: string; isMet: (figures: QualityFigures) => boolean }[] = [
  {
    name: 'the gold abstract is among the references of at least 75 %',
    isMet: (figures) => figures.goldReferenced >= 0.75,
  },
  { name: 'no report has more than 10 references', isMet: (figures) => figures.maxReferences <= 10 },
  { name: 'half of the reports have at most 5', isMet: (figures) => figures.medianReferences <= 5 },
  { name: 'every factual sentence is verified', isMet: (figures) => figures.verified === 1 },
  { name: 'every run finishes', isMet: (figures) => figures.finished === figures.claims },
];

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: '../shared/data' },
      json: { type: 'boolean', default: false },
      limit: { type: 'string' },
      misses: { type: 'boolean', default: false },
    },
  });
  const claims = await readClaims(resolve(values.data), values.limit);
  const outcomes = await askAll(claims, (done) => {
    if (!values.json && process.stderr.isTTY) process.stderr.write(`\r${done} of ${claims.length} claims`);
  });
  const figures = summarise(outcomes);
  const missed = goals.filter((goal) => !goal.isMet(figures));
  if (values.json) console.log(JSON.stringify({ ...figures, missed: missed.map((goal) => goal.name) }));
  else
    print(
      figures,
      missed.map((goal) => goal.name),
    );
  if (values.misses) printMisses(claims, outcomes);
  return missed.length === 0 ? 0 : 1;
}

async function readClaims(data: string, limit: string | undefined): Promise<Claim[]> {
  const file = join(data, 'scifact/claims_train.jsonl');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} cannot be read. Give the folder of the data sets with --data.`);
  });
  const claims = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Claim);
  const answerable = claims.filter((claim) => Object.keys(claim.evidence).length > 0);
  return limit === undefined ? answerable : answerable.slice(0, Number(limit));
}

/** Asks a whole server, over its real port, one claim after the other. */
async function askAll(claims: Claim[], onDone: (done: number) => void): Promise<Outcome[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'headwater-quality-'));
  const config = readConfig({ sandbox: true, port: '0', dataDir }, {});
  const server = await createResearchServer({ config });
  try {
    const { url } = await server.listen();
    const client = createRunClient(url, fetch);
    // The first run loads the collections; it is not one of those measured.
    await ask(client, 'Does vitamin D prevent respiratory infection?');
    const outcomes: Outcome[] = [];
    for (const claim of claims) {
      outcomes.push(judge(claim, await ask(client, claim.claim)));
      onDone(outcomes.length);
    }
    return outcomes;
  } finally {
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function ask(client: RunClient, question: string): Promise<RunDocument> {
  const { id } = await client.start({ question });
  for await (const event of client.events(id)) if (event.type === 'run-finished') break;
  return client.run(id);
}

function judge({ id, evidence }: Claim, run: RunDocument): Outcome {
  const documents = run.documents ?? [];
  const gold = new Set(Object.keys(evidence).map((corpusId) => paperIdOf(Number(corpusId))));
  const isGold = (documentId: string) => gold.has(documentId.split(':').at(-1) ?? '');
  const { checks } = verifyReport({
    report: run.report ?? { title: '', answer: [], sections: [], limitations: [], references: [], removed: [] },
    documents,
    evidence: run.evidence ?? [],
  });
  return {
    claimId: id,
    state: run.state,
    isGoldRetrieved: documents.some((document) => isGold(document.id)),
    isGoldReferenced: run.report?.references.some((reference) => isGold(reference.documentId)) ?? false,
    references: run.report?.references.length ?? 0,
    factual: checks.factual,
    verified: checks.verified,
    wallTimeMs: run.usage.wallTimeMs,
  };
}

function summarise(outcomes: Outcome[]): QualityFigures {
  const share = (test: (outcome: Outcome) => boolean) => outcomes.filter(test).length / Math.max(1, outcomes.length);
  const references = outcomes.map((outcome) => outcome.references).sort((one, other) => one - other);
  const times = outcomes.map((outcome) => outcome.wallTimeMs).sort((one, other) => one - other);
  const sum = (value: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + value(outcome), 0);
  return {
    claims: outcomes.length,
    finished: outcomes.filter((outcome) => outcome.state === 'succeeded').length,
    goldRetrieved: share((outcome) => outcome.isGoldRetrieved),
    goldReferenced: share((outcome) => outcome.isGoldReferenced),
    withoutReferences: share((outcome) => outcome.references === 0),
    medianReferences: quantile(references, 0.5),
    maxReferences: references.at(-1) ?? 0,
    verified:
      sum((outcome) => outcome.verified) /
      Math.max(
        1,
        sum((outcome) => outcome.factual),
      ),
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
  };
}

function quantile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function print(figures: QualityFigures, missed: string[]): void {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const rows: [string, string][] = [
    ['claims asked, runs finished', `${figures.claims}, ${figures.finished}`],
    ['gold abstract among the documents retrieved', percent(figures.goldRetrieved)],
    ['gold abstract among the references', percent(figures.goldReferenced)],
    ['reports without a reference', percent(figures.withoutReferences)],
    ['references per report, median and most', `${figures.medianReferences}, ${figures.maxReferences}`],
    ['factual sentences verified', percent(figures.verified)],
    ['time per run, p50 and p95', `${figures.p50Ms} ms, ${figures.p95Ms} ms`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log('Quality: SciFact training claims with evidence, asked as questions in the sandbox');
  for (const [name, value] of rows) console.log(`  ${name.padEnd(width)}  ${value}`);
  console.log('  Claims and judgements: Wadden et al., EMNLP 2020 (CC BY 4.0); abstracts: S2ORC (ODC-By 1.0)');
  console.log(
    missed.length === 0 ? 'All goals met.' : `Goals missed:\n${missed.map((name) => `  - ${name}`).join('\n')}`,
  );
}

function printMisses(claims: Claim[], outcomes: Outcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.isGoldReferenced) continue;
    const claim = claims.find((candidate) => candidate.id === outcome.claimId)?.claim;
    const stage = outcome.isGoldRetrieved ? 'not cited' : 'not retrieved';
    console.log(`${outcome.claimId}\t${stage}\t${outcome.references} references\t${claim}`);
  }
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
