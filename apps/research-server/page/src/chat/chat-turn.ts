import type { ChatEvent } from '../../../src/shared/api.ts';

type ChatEvidence = Extract<ChatEvent, { type: 'chat-finished' }>['evidence'][number];

/** One tool call or one hand-over between agents, as a sentence. */
export interface WorkStep {
  id: string;
  text: string;
  state: 'working' | 'done' | 'failed';
}

/** A question and what came back for it so far. */
export interface ChatTurn {
  question: string;
  steps: WorkStep[];
  text: string;
  state: 'waiting' | 'writing' | 'finished' | 'failed';
  evidence: ChatEvidence[];
  /** What the answer was made by, in the server's words. */
  label?: string;
  failure?: { message: string; hint?: string };
  threadId?: string;
}

export const newTurn = (question: string): ChatTurn => ({
  question,
  steps: [],
  text: '',
  state: 'waiting',
  evidence: [],
});

/** `academic-agent` → `Academic agent` */
export function agentName(agent: string): string {
  const words = agent
    .replace(/[-_]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Folds one event into a turn. Pure. */
export function foldChatEvent(turn: ChatTurn, event: ChatEvent): ChatTurn {
  switch (event.type) {
    case 'chat-started':
      return { ...turn, threadId: event.threadId };
    case 'agent-started':
      return addStep(turn, {
        id: `agent:${event.agent}`,
        text: `${agentName(event.agent)}: ${event.task}`,
        state: 'working',
      });
    case 'agent-finished':
      return setStep(turn, `agent:${event.agent}`, { state: 'done' });
    case 'tool-started':
      return addStep(turn, {
        id: `tool:${event.toolCallId}`,
        text: `${agentName(event.agent)}: ${event.summary}`,
        state: 'working',
      });
    case 'tool-finished':
      return setStep(turn, `tool:${event.toolCallId}`, {
        state: event.ok ? 'done' : 'failed',
        text: `${agentName(event.agent)}: ${event.summary}`,
      });
    case 'text-delta':
      return { ...turn, text: turn.text + event.delta, state: 'writing' };
    case 'chat-finished':
      return { ...endSteps(turn, 'done'), state: 'finished', evidence: event.evidence, label: event.label };
    case 'chat-failed': {
      const failure =
        event.hint === undefined ? { message: event.message } : { message: event.message, hint: event.hint };
      return { ...endSteps(turn, 'failed'), state: 'failed', failure };
    }
  }
}

/** The same agent may be asked twice: its later task is a step of its own. */
function addStep(turn: ChatTurn, step: WorkStep): ChatTurn {
  return { ...turn, steps: [...turn.steps, step] };
}

function setStep(turn: ChatTurn, id: string, change: Partial<WorkStep>): ChatTurn {
  const position = turn.steps.findLastIndex((step) => step.id === id);
  return { ...turn, steps: turn.steps.map((step, index) => (index === position ? { ...step, ...change } : step)) };
}

function endSteps(turn: ChatTurn, state: 'done' | 'failed'): ChatTurn {
  return { ...turn, steps: turn.steps.map((step) => (step.state === 'working' ? { ...step, state } : step)) };
}

export type AnswerPart = { text: string } | { evidenceIds: string[] };

/** Splits an answer at its `[ev_…]` marks; neighbouring marks become one group. */
export function answerParts(text: string): AnswerPart[] {
  const parts: AnswerPart[] = [];
  let from = 0;
  for (const match of text.matchAll(/\s*((?:\[ev_[\w-]+\]\s?)+)/g)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    const ids = [...(match[1] ?? '').matchAll(/\[(ev_[\w-]+)\]/g)].flatMap((mark) => mark[1] ?? []);
    parts.push({ evidenceIds: ids });
    // The space that ended the group still separates what follows.
    from = match.index + match[0].length - (/\s$/.test(match[0]) ? 1 : 0);
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
