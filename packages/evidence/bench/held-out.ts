/**
 * Sufficiency on collections that had no part in choosing its numbers: `node bench/held-out.ts --data DIR [--depth 20]`.
 * Do not tune on what this prints; it would stop being held out.
 */
import {
  type BenchDocument,
  dataDirectory,
  readCranfield,
  readNaturalQuestions,
  readPubmedQuestions,
  readScifact,
} from './data.ts';
import { measureCases, plainSearch } from './reports.ts';

const data = dataDirectory();
const at = process.argv.indexOf('--depth');
const depth = at > 0 ? Number(process.argv[at + 1]) : 20;
const medical = readPubmedQuestions(data);
const cranfield = readCranfield(data);

function against(questions: { question: string; gold?: string }[], documents: BenchDocument[], takeAway = false) {
  const search = plainSearch(documents);
  return questions.map(({ question, gold }) => ({
    question,
    documents: search(question, depth + 1)
      .filter((document) => !takeAway || document.id !== gold)
      .slice(0, depth),
    gold: gold === undefined || takeAway ? [] : [gold],
  }));
}

const medicalQuestions = medical.questions.map(({ question, pmid }) => ({ question, gold: pmid }));
const unrelated = medical.questions.map(({ question }) => ({ question }));
const aerodynamics = cranfield.queries.map(({ text }) => ({ question: text }));
const scifact = readScifact(data).documents;
const wikipedia = readNaturalQuestions(data).documents;
const cases = {
  'PubMedQA against its papers': against(medicalQuestions, medical.documents),
  'PubMedQA, its paper taken away': against(medicalQuestions, medical.documents, true),
  'PubMedQA against Wikipedia passages': against(unrelated, wikipedia),
  'PubMedQA against Cranfield': against(unrelated, cranfield.documents),
  'Cranfield questions against SciFact': against(aerodynamics, scifact),
  'Cranfield questions against Wikipedia passages': against(aerodynamics, wikipedia),
};
for (const [name, list] of Object.entries(cases)) console.log(name.padEnd(48), JSON.stringify(measureCases(list)));
