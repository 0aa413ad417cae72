import type { SourceDocument } from '@headwater/core';
import { rankDocuments, selectEvidence, templates, writeExtractiveReport } from '@headwater/evidence';
import type { Decision } from '../embedded-model.ts';
import type { FoundDocument, Passage, SpecialistReport } from '../passages.ts';
import type { ResearchResult } from '../research-workflow.ts';
import { parseJson } from './json.ts';
import type { Situation, ToolAnswer } from './prompt.ts';
import { replies, understand } from './questions.ts';

const researchTool = 'workflow-research';
const mostSentences = 5;
/** Least score of a quote, as a share of the best one's. */
const leastShare = 0.5;

/** Sends a question to every specialist, or to a research run; then answers in exact sentences of what came back. */
export function decideAsSupervisor({ messages, answers, tools }: Situation): Decision {
  const intent = understand(messages);
  if (intent.kind === 'talk') return { text: replies[intent.reply] };
  const { question, focus } = intent;
  if (answers.length > 0) return { text: answerFrom({ question, focus }, answers) };
  if (intent.kind === 'research' && tools.includes(researchTool)) {
    return { calls: [{ tool: researchTool, input: { inputData: { question } } }] };
  }
  const specialists = tools.filter((name) => name.startsWith('agent-'));
  if (specialists.length === 0) return { text: 'No source can be asked now. The page Sources says why.' };
  return { calls: specialists.map((tool) => ({ tool, input: { prompt: question } })) };
}

interface Question {
  question: string;
  focus: string | undefined;
}

function answerFrom(question: Question, answers: ToolAnswer[]): string {
  const research = answers.find(({ tool, failed }) => tool === researchTool && !failed);
  if (research) return researchAnswer(research);
  const reports = answers.map(readReport);
  const documents = reports.flatMap((report) => report.documents);
  const failures = reports.flatMap((report) => report.failures);
  const notes = failures.length > 0 ? [`Not every source answered. ${failures.join(' ')}`] : [];
  return [...quoteAnswer(question, documents, failures.length > 0), ...notes].join('\n\n');
}

function readReport({ tool, text, failed }: ToolAnswer): SpecialistReport {
  const value = failed ? undefined : (parseJson(text) as SpecialistReport | undefined);
  if (Array.isArray(value?.documents) && Array.isArray(value.failures)) return value;
  return {
    documents: [],
    failures: [`${tool.replace(/^agent-/, '')}: ${failed ? text : 'its report could not be read'}`],
  };
}

/** The sentences that answer the question best, across all sources, each with the mark of its evidence. */
function quoteAnswer({ question, focus }: Question, found: FoundDocument[], incomplete: boolean): string[] {
  const covering = found.filter((document) => document.coversQuery);
  const passages = covering.map(({ title, passages: own }, index) =>
    makeDocument(String(index), title, own.map(({ quote }) => quote).join(separator)),
  );
  const documents = focus === undefined ? passages : rankDocuments(focus, passages).map(({ document }) => document);
  const selection = selectEvidence(question, documents, { maxDocuments: mostSentences, maxSentencesPerDocument: 2 });
  if (!selection.sufficient) {
    if (incomplete && found.length === 0) return ['No source gave an answer that could be used.'];
    return [found.length > 0 ? templates['not-enough-evidence'] : templates['nothing-found']];
  }
  const report = writeExtractiveReport({ question, documents, selection });
  const sentences = [...report.answer, ...report.sections.flatMap((section) => section.sentences)];
  const records = new Map(selection.evidence.map((record) => [record.id, record]));
  const chosen = sentences.flatMap(({ citations }) => {
    const record = records.get(citations[0]?.evidenceId ?? '');
    const document = covering[passages.findIndex(({ id }) => id === record?.documentId)];
    return (record && document && passageAt(document, record.start)) ?? [];
  });
  // One paragraph per quote, so the line breaks of the source become spaces.
  return keepClosest(question, chosen, found).map(({ id, quote }) => `${quote.replace(/\s+/gu, ' ')} [${id}]`);
}

/**
 * A quote that speaks to the question much less than the best one is not worth reading in a short answer. How telling a
 * word is, is taken from everything that was found.
 */
function keepClosest(question: string, chosen: Passage[], found: FoundDocument[]): Passage[] {
  const unique = [...new Map(chosen.map((passage) => [passage.id, passage])).values()];
  const all = found.flatMap(({ passages }) => passages.map(({ id, quote }) => ({ id, title: '', text: quote })));
  const scores = new Map(rankDocuments(question, all).map(({ document, score }) => [document.id, score]));
  const scoreOf = ({ id }: Passage) => scores.get(id) ?? 0;
  const best = Math.max(0, ...unique.map(scoreOf));
  return unique.filter((passage) => scoreOf(passage) >= best * leastShare).slice(0, mostSentences);
}

const separator = '\n\n';

/** A passage, or all passages of a document, as a document of their own, so that they can be weighed. */
function makeDocument(id: string, title: string, text: string): SourceDocument {
  return {
    id,
    ids: {},
    kind: 'web',
    title,
    url: '',
    text,
    textKind: 'snippet',
    authors: [],
    synthetic: false,
    provenance: [],
  };
}

/** The passage that stands at an offset of the document's joined passages. */
function passageAt({ passages }: FoundDocument, offset: number): Passage | undefined {
  let end = 0;
  return passages.find(({ quote }) => {
    end += quote.length + separator.length;
    return offset < end;
  });
}

function researchAnswer({ text }: ToolAnswer): string {
  const value = parseJson(text) as { result?: ResearchResult } | undefined;
  const result = value?.result;
  if (!result) return 'The research run came to no result that could be read.';
  const sentences = result.answer.map((sentence) =>
    [sentence.text, ...sentence.evidenceIds.map((id) => `[${id}]`)].join(' '),
  );
  return [...sentences, `Research run: ${result.message} The whole report: ${result.page}`].join('\n\n');
}
