/** Ranking quality on four data sets: `node bench/ranking.ts --data DIR`. */
import { createIndex, type RankOptions } from '../src/rank/rank.ts';
import {
  type BenchDocument,
  dataDirectory,
  ndcg,
  readCranfield,
  readNaturalQuestions,
  readPubmedQuestions,
  readScifact,
} from './data.ts';

const data = dataDirectory();
const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const round = (value: number) => value.toFixed(4);

const scifact = readScifact(data);
const natural = readNaturalQuestions(data);
const cranfield = readCranfield(data);
const medical = readPubmedQuestions(data);
const ids = (ranked: { document: BenchDocument }[]) => ranked.map((entry) => entry.document.id);
const indexes = [scifact, natural, cranfield, medical].map((set) => createIndex(set.documents));

export function measure(options: RankOptions): Record<string, string> {
  const [scifactIndex, naturalIndex, cranfieldIndex, medicalIndex] = indexes as [
    (typeof indexes)[0],
    (typeof indexes)[0],
    (typeof indexes)[0],
    (typeof indexes)[0],
  ];
  if (!scifactIndex || !naturalIndex || !cranfieldIndex || !medicalIndex) throw new Error('no index');
  const claims = scifact.claims.map((claim) => {
    const relevant = new Map(claim.cited_doc_ids.map((id) => [String(id), 1]));
    const ranked = ids(scifactIndex.search(claim.claim, { ...options, limit: 100 }));
    return {
      ndcg: ndcg(ranked, relevant),
      recall: [...relevant.keys()].filter((id) => ranked.includes(id)).length / relevant.size,
    };
  });
  const positions = natural.questions.map((row) =>
    ids(naturalIndex.search(row.question, { ...options, limit: 10 })).indexOf(row.gold_passage),
  );
  const within = (found: number[], depth: number) =>
    average(found.map((position) => (position >= 0 && position < depth ? 1 : 0)));
  const aerodynamics = cranfield.queries.map((query) =>
    ndcg(ids(cranfieldIndex.search(query.text, { ...options, limit: 10 })), cranfield.gains.get(query.id) ?? new Map()),
  );
  const papers = medical.questions.map((row) =>
    ids(medicalIndex.search(row.question, { ...options, limit: 10 })).indexOf(row.pmid),
  );
  return {
    'scifact nDCG@10': round(average(claims.map((claim) => claim.ndcg))),
    'even/odd': [0, 1]
      .map((half) => round(average(claims.filter((_, index) => index % 2 === half).map((claim) => claim.ndcg))))
      .join(' '),
    'R@100': round(average(claims.map((claim) => claim.recall))),
    'NQ R@1/5/10': [1, 5, 10].map((depth) => round(within(positions, depth))).join(' '),
    'cranfield nDCG@10': round(average(aerodynamics)),
    'pubmedqa R@1/5': [1, 5].map((depth) => round(within(papers, depth))).join(' '),
  };
}

const grid: RankOptions[] = process.argv.includes('--grid')
  ? [0.9, 1.2, 1.6].flatMap((k1) =>
      [0.4, 0.6, 0.75].flatMap((b) =>
        [1, 2].flatMap((titleWeight) => [0, 0.2, 0.4].map((pairWeight) => ({ k1, b, titleWeight, pairWeight }))),
      ),
    )
  : [{}];
for (const options of grid) console.log(JSON.stringify(options), JSON.stringify(measure(options)));
