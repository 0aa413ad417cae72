import { type CallBudget, createCallBudget } from '@headwater/core';
import { toMastraTools } from '@headwater/mastra';
import { Agent } from '@mastra/core/agent';
import type { Mastra } from '@mastra/core/mastra';
import { Memory } from '@mastra/memory';
import { canBeAsked, type SourceEntry, type SourceSet } from '../sources/source-set.ts';
import type { ChosenModel } from './choose-model.ts';
import type { EvidenceCollector } from './evidence-collector.ts';
import { specialistInstructions, supervisorInstructions } from './instructions.ts';
import type { ChatLimits } from './limits.ts';
import { createResearchWorkflow, type ResearchPort } from './research-workflow.ts';
import { searchTool } from './search-tools.ts';

export interface NetworkOptions {
  sources: SourceSet;
  chosen: ChosenModel;
  collector: EvidenceCollector;
  research: ResearchPort;
  /** The Mastra whose storage keeps the threads. */
  mastra: Mastra;
  limits: ChatLimits;
  /** Ends the turn. */
  signal: AbortSignal;
}

/** The specialists, and the kinds of documents each is for. A source goes to the first that takes one of its kinds. */
const specialists = [
  { key: 'academic', kinds: ['academic'], subject: 'scholarly papers' },
  { key: 'web', kinds: ['web', 'news', 'encyclopedia', 'social', 'code'], subject: 'web pages' },
] as const;

/** How many messages of the thread a model is shown. */
const lastMessages = 20;

/** The agents of one chat turn: a supervisor over the specialists that have a source, and the research workflow. */
export function createNetwork(options: NetworkOptions): Agent {
  const { sources, chosen, collector, research, mastra, limits, signal } = options;
  const storage = mastra.getStorage();
  if (!storage) throw new Error('the chat needs a Mastra with storage');
  const budget = createCallBudget({ requests: limits.requests, costUsd: limits.costUsd });
  const usable = sources.entries.filter(canBeAsked);
  const agents: Record<string, Agent> = {};
  for (const { key, kinds, subject } of specialists) {
    const own = usable.filter((entry) => specialistOf(entry) === key);
    if (own.length === 0) continue;
    agents[key] = new Agent({
      id: key,
      name: key,
      description: `Finds ${subject} and reports exact passages with their evidence ids. Searches ${namesOf(own)}.`,
      instructions: specialistInstructions(
        own.map(({ provider }) => provider.name),
        subject,
      ),
      model: chosen.model,
      mastra,
      tools: toolsOf(own, { collector, budget, limits }),
      defaultOptions: { maxSteps: limits.specialistSteps },
    });
  }
  const canResearch = usable.length > 0;

  return new Agent({
    id: 'supervisor',
    name: 'supervisor',
    description: 'Answers questions from sources.',
    instructions: supervisorInstructions(Object.keys(agents), canResearch),
    model: chosen.model,
    mastra,
    agents,
    ...(canResearch ? { workflows: { research: createResearchWorkflow(research, { collector, signal }) } } : {}),
    memory: new Memory({ storage, options: { lastMessages } }),
  });
}

function specialistOf({ provider }: SourceEntry): string | undefined {
  const has = (kinds: readonly string[]) => provider.capabilities.kinds.some((kind) => kinds.includes(kind));
  // A source that has papers among other things, as a web search has, is for the web.
  const onlyAcademic = provider.capabilities.kinds.every((kind) => kind === 'academic');
  return specialists.find(({ key, kinds }) => has(kinds) && (key === 'academic') === onlyAcademic)?.key;
}

const namesOf = (entries: SourceEntry[]): string => entries.map(({ provider }) => provider.name).join(', ');

function toolsOf(
  entries: SourceEntry[],
  { collector, budget, limits }: { collector: EvidenceCollector; budget: CallBudget; limits: ChatLimits },
) {
  const timeoutMs = limits.searchTimeoutMs;
  return toMastraTools(entries.map(({ provider }) => searchTool(provider, { collector, budget, timeoutMs })));
}
