import { type CallBudget, createCallBudget, type DocumentKind } from '@headwater/core';
import { toMastraTools } from '@headwater/mastra';
import { Agent } from '@mastra/core/agent';
import { noopLogger } from '@mastra/core/logger';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { Memory } from '@mastra/memory';
import { z } from 'zod';
import { canBeAsked, researchSources, type SourceEntry, type SourceSet } from '../sources/source-set.ts';
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
  /** Keeps the threads. */
  storage: MastraCompositeStore;
  limits: ChatLimits;
  /** Ends the turn. */
  signal: AbortSignal;
}

interface Specialist {
  key: string;
  subject: string;
  takes(kinds: readonly DocumentKind[]): boolean;
}

const onlyPapers = (kinds: readonly DocumentKind[]) => kinds.every((kind) => kind === 'academic');

/** Every source has one specialist. One with papers among other things, as a web search has, is for the web. */
const specialists: readonly Specialist[] = [
  { key: 'academic', subject: 'scholarly papers', takes: onlyPapers },
  { key: 'web', subject: 'web pages', takes: (kinds) => !onlyPapers(kinds) },
];

/** How many messages of the thread a model is shown. */
const lastMessages = 20;

/** The agents of one chat turn: a supervisor over the specialists that have a source, and the research workflow. */
export function createNetwork(options: NetworkOptions): Agent {
  const { sources, chosen, collector, research, storage, limits, signal } = options;
  const budget = createCallBudget({ requests: limits.requests, costUsd: limits.costUsd });
  const entries = researchSources(sources);
  const usable = entries.filter(canBeAsked);
  const agents: Record<string, Agent> = {};
  for (const { key, subject, takes } of specialists) {
    const own = usable.filter(({ provider }) => takes(provider.capabilities.kinds));
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
      tools: toolsOf(own, { collector, budget, limits }),
      defaultOptions: { maxSteps: limits.specialistSteps },
    });
  }
  const canResearch = usable.length > 0;

  const supervisor = new Agent({
    id: 'supervisor',
    name: 'supervisor',
    description: 'Answers questions from sources.',
    instructions: supervisorInstructions(Object.keys(agents), canResearch),
    model: chosen.model,
    agents,
    tools: { list_sources: listSources(sources.mode, entries) },
    ...(canResearch ? { workflows: { research: createResearchWorkflow(research, { collector, signal }) } } : {}),
    memory: new Memory({ storage, options: { lastMessages } }),
  });
  // Failures are told in the chat's events; Mastra's own log would repeat them with all that a request holds.
  for (const agent of [...Object.values(agents), supervisor]) agent.__setLogger(noopLogger);
  return supervisor;
}

const namesOf = (entries: SourceEntry[]): string => entries.map(({ provider }) => provider.name).join(', ');

function toolsOf(
  entries: SourceEntry[],
  { collector, budget, limits }: { collector: EvidenceCollector; budget: CallBudget; limits: ChatLimits },
) {
  const timeoutMs = limits.searchTimeoutMs;
  return toMastraTools(entries.map((entry) => searchTool(entry, { collector, budget, timeoutMs })));
}

/** For questions about the sources themselves; the supervisor cannot search. */
function listSources(mode: SourceSet['mode'], entries: SourceEntry[]) {
  return createTool({
    id: 'list_sources',
    description:
      'Lists the sources of this server: which kinds of documents each has, and why one cannot be asked now.',
    inputSchema: z.object({}),
    execute: async () => ({
      mode,
      sources: entries.map(({ provider, notice }) => ({
        name: provider.name,
        kinds: [...provider.capabilities.kinds],
        ...(notice === undefined ? {} : { cannotBeAsked: notice }),
      })),
    }),
  });
}
