import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';
import type { RunService } from '../research/run-service.ts';
import type { ResearchRequest, RunDocument } from '../shared/api.ts';
import { headline } from '../shared/vocabulary.ts';
import type { Storage } from '../storage/index.ts';
import type { EvidenceCollector } from './evidence-collector.ts';

/** What a finished run hands to the supervisor. */
export interface ResearchResult {
  runId: string;
  /** Path of the page that shows the whole report. */
  page: string;
  /** How the run ended, as a sentence. */
  message: string;
  /** The short answer of the report. */
  answer: { text: string; evidenceIds: string[] }[];
  sections: { heading: string; sentences: { text: string; evidenceIds: string[] }[] }[];
  limitations: string[];
}

/** The part of the server a run is started and read through. */
export interface ResearchPort {
  runs: Pick<RunService, 'start'>;
  storage: Pick<Storage, 'runs' | 'evidence' | 'events'>;
}

export interface ResearchWorkflowOptions {
  collector: EvidenceCollector;
  /** Stops the waiting. The run itself goes on: it is in the history, and leaving a chat must not throw it away. */
  signal: AbortSignal;
  onStarted?: (runId: string) => void;
}

/** Sentences handed over; the report holds them all. */
const mostSentences = 20;

/** The research run as a workflow an agent can call: it starts a run like any other and waits for its end. */
export function createResearchWorkflow(port: ResearchPort, options: ResearchWorkflowOptions) {
  const question = z.string().min(3).max(4_000).describe('The question to research, as one complete sentence.');
  const inputSchema = z.object({ question });
  const outputSchema = z.looseObject({ runId: z.string() });
  const run = createStep({
    id: 'run',
    inputSchema,
    outputSchema,
    async execute({ inputData, abortSignal }) {
      const request: ResearchRequest = { question: inputData.question };
      const { id } = await port.runs.start(request);
      options.onStarted?.(id);
      await runEnd(port, id, AbortSignal.any([options.signal, abortSignal]));
      return { ...(await readResult(port, id, options.collector)) };
    },
  });
  const workflow = createWorkflow({
    id: 'chat-research',
    description:
      'A whole research run: plans queries, asks every source, and writes a report of verified, cited sentences. Takes ' +
      'up to two minutes. For requests for a report, a review or research in depth; not for a quick question.',
    inputSchema,
    outputSchema,
  });
  return workflow.then(run).commit();
}

/** @throws the signal's reason when it aborts first. */
async function runEnd({ storage }: ResearchPort, id: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = () => {
    storage.runs.get(id).then((run) => (run?.finishedAt === undefined ? undefined : resolve()), reject);
  };
  const stop = () => reject(signal.reason);
  const unsubscribe = storage.events.subscribe(id, look);
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) stop();
    look();
    await promise;
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', stop);
  }
}

async function readResult(port: ResearchPort, id: string, collector: EvidenceCollector): Promise<ResearchResult> {
  const { storage } = port;
  const run = await storage.runs.get(id);
  if (!run) throw new Error(`run ${id} is not in the database`);
  const [evidence, documents] = await Promise.all([storage.evidence.evidence(id), storage.evidence.documents(id)]);
  const byId = new Map(documents.map((document) => [document.id, document]));
  collector.adopt(
    evidence.flatMap((record) => {
      const document = byId.get(record.documentId);
      return document ? [{ record, document }] : [];
    }),
  );
  const summary = await storage.runs.summarise(run);
  const document: RunDocument = { ...summary, ...(run.report ? { report: run.report } : {}) };
  let left = mostSentences;
  const take = (sentences: { text: string; citations: { evidenceId: string }[] }[]) => {
    const taken = sentences.slice(0, left);
    left -= taken.length;
    return taken.map(({ text, citations }) => ({ text, evidenceIds: citations.map(({ evidenceId }) => evidenceId) }));
  };
  const answer = take(run.report?.answer ?? []);
  const sections = (run.report?.sections ?? []).map(({ heading, sentences }) => ({
    heading,
    sentences: take(sentences),
  }));
  return {
    runId: id,
    page: `/runs/${id}`,
    message: headline(document),
    answer,
    sections: sections.filter(({ sentences }) => sentences.length > 0),
    limitations: run.report?.limitations ?? [],
  };
}
