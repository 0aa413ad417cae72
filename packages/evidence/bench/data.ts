/** Readers for the public data sets that the benches measure on. Nothing under `src` reads them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface BenchDocument {
  id: string;
  title: string;
  text: string;
}
export interface Claim {
  id: number;
  claim: string;
  evidence: Record<string, { sentences: number[]; label: string }[]>;
  cited_doc_ids: number[];
}

function lines<Row>(directory: string, name: string): Row[] {
  const raw = readFileSync(join(directory, name));
  const text = name.endsWith('.gz') ? gunzipSync(raw).toString('utf8') : raw.toString('utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
}

export function dataDirectory(): string {
  const index = process.argv.indexOf('--data');
  const directory = index > 0 ? process.argv[index + 1] : undefined;
  if (!directory)
    throw new Error('Give the directory of the data sets: --data DIR (with scifact/, nq-gold/, cranfield/, pubmedqa/)');
  return directory;
}

export function readScifact(data: string): {
  documents: BenchDocument[];
  claims: Claim[];
  sentences: Map<string, string[]>;
} {
  const rows = lines<{ doc_id: number; title: string; abstract: string[] }>(data, 'scifact/corpus.jsonl.gz');
  const documents = rows.map((row) => ({
    id: String(row.doc_id),
    title: row.title,
    text: row.abstract.map((part) => part.trim()).join(' '),
  }));
  const sentences = new Map(rows.map((row) => [String(row.doc_id), row.abstract.map((part) => part.trim())]));
  return { documents, claims: lines<Claim>(data, 'scifact/claims_train.jsonl'), sentences };
}

export interface NaturalQuestion {
  id: string;
  question: string;
  answers: string[];
  gold_passage: string;
}

export function readNaturalQuestions(data: string): { documents: BenchDocument[]; questions: NaturalQuestion[] } {
  return {
    documents: lines<BenchDocument>(data, 'nq-gold/passages.jsonl.gz'),
    questions: lines<NaturalQuestion>(data, 'nq-gold/questions.jsonl'),
  };
}

export function readCranfield(data: string): {
  documents: BenchDocument[];
  queries: { id: string; text: string }[];
  gains: Map<string, Map<string, number>>;
} {
  const gains = new Map<string, Map<string, number>>();
  for (const line of readFileSync(join(data, 'cranfield/qrels.tsv'), 'utf8').split('\n').slice(1)) {
    const [query, document, gain] = line.split('\t');
    if (!query || !document || !gain) continue;
    if (!gains.has(query)) gains.set(query, new Map());
    gains.get(query)?.set(document, Number(gain));
  }
  return {
    documents: lines<BenchDocument>(data, 'cranfield/docs.jsonl.gz'),
    queries: lines(data, 'cranfield/queries.jsonl'),
    gains,
  };
}

export interface MedicalQuestion {
  pmid: string;
  question: string;
  sections: { label: string; text: string }[];
  conclusion: string;
}

export function readPubmedQuestions(data: string): { documents: BenchDocument[]; questions: MedicalQuestion[] } {
  const questions = lines<MedicalQuestion>(data, 'pubmedqa/dev500.jsonl.gz');
  const documents = questions.map((row) => ({
    id: row.pmid,
    title: '',
    text: row.sections.map((section) => section.text).join(' '),
  }));
  return { documents, questions };
}

export function ndcg(ranked: string[], gains: Map<string, number>, depth = 10): number {
  const gain = (value: number, index: number) => value / Math.log2(index + 2);
  const found = ranked.slice(0, depth).reduce((sum, id, index) => sum + gain(gains.get(id) ?? 0, index), 0);
  const ideal = [...gains.values()]
    .sort((left, right) => right - left)
    .slice(0, depth)
    .reduce((sum, value, index) => sum + gain(value, index), 0);
  return ideal > 0 ? found / ideal : 0;
}
