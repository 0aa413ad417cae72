/** Reads the prompt of a language-model call (AI SDK specification v4) down to what the embedded model decides by. */
export interface ModelCallOptions {
  prompt: PromptMessage[];
  tools?: { type?: string; name: string; inputSchema?: unknown }[];
  abortSignal?: AbortSignal;
}

export interface PromptMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | PromptPart[];
}

interface PromptPart {
  type: string;
  text?: string;
  toolName?: string;
  input?: unknown;
  output?: { type: string; value?: unknown; reason?: string };
}

export interface ToolAnswer {
  tool: string;
  input: unknown;
  /** The answer as text, or as JSON text. */
  text: string;
  failed: boolean;
}

export interface Situation {
  /** What the user has said in this thread, oldest first; the last entry is what is to be answered. */
  messages: string[];
  /** Answers of tools since then. */
  answers: ToolAnswer[];
  tools: string[];
}

export function readSituation({ prompt, tools = [] }: ModelCallOptions): Situation {
  const messages = prompt.filter(({ role }) => role === 'user').map(textOf);
  const lastUser = prompt.findLastIndex(({ role }) => role === 'user');
  const answers = prompt
    .slice(lastUser + 1)
    .filter(({ role }) => role === 'tool')
    .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
    .filter((part) => part.type === 'tool-result')
    .map(answerOf);
  return { messages, answers, tools: tools.map(({ name }) => name) };
}

function textOf({ content }: PromptMessage): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? (part.text ?? '') : '')).join('\n');
}

function answerOf({ toolName = '', input, output }: PromptPart): ToolAnswer {
  const { type = 'text', value, reason } = output ?? {};
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? reason ?? '');
  return { tool: toolName, input, text, failed: type.startsWith('error') || type === 'execution-denied' };
}
