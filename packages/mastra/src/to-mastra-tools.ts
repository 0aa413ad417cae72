import type { CallOptions, ToolDefinition } from '@headwater/core';
import { createTool, type Tool, type ToolExecutionContext } from '@mastra/core/tools';
import { toModelText } from './model-text.ts';
import { observerOf } from './observer.ts';
import { toSafeError } from './safe-error.ts';
import { mastraSchema } from './schema.ts';

/** A provider, one tool definition, or a list of them. */
export type ToolSource = { readonly tools: readonly ToolDefinition[] } | ToolDefinition | readonly ToolDefinition[];

/** Mastra tools under their ids, ready for `new Agent({ tools })` or an `MCPServer`. */
export type MastraTools = Record<string, Tool<any, any>>;

/**
 * Mastra tools of any number of providers. Cancelling the agent cancels the call, its events go to the agent's trace,
 * and what the model reads is compact and marked as data from outside. The application still gets the whole result.
 *
 * @throws {Error} when two of the tools have the same id.
 */
export function toMastraTools(...sources: ToolSource[]): MastraTools {
  const tools: MastraTools = {};
  for (const definition of sources.flatMap(definitionsOf)) {
    if (Object.hasOwn(tools, definition.id)) {
      throw new Error(`two tools have the id "${definition.id}"; pass each provider once, or leave one of them out`);
    }
    tools[definition.id] = toMastraTool(definition);
  }
  return tools;
}

function definitionsOf(source: ToolSource): readonly ToolDefinition[] {
  if (isList(source)) return source;
  return 'tools' in source ? source.tools : [source];
}

// `Array.isArray` alone does not narrow a readonly array away.
const isList = (source: ToolSource): source is readonly ToolDefinition[] => Array.isArray(source);

function toMastraTool(definition: ToolDefinition): Tool<any, any> {
  const { id, title, description, hints } = definition;
  const tool = createTool({
    id,
    description,
    inputSchema: mastraSchema(definition.input),
    outputSchema: mastraSchema(definition.output, 'already-checked'),
    execute: async (input: unknown, context?: ToolExecutionContext) => {
      try {
        return await definition.execute(input, callOptionsOf(context));
      } catch (error) {
        throw toSafeError(error, id);
      }
    },
    toModelOutput: (output: unknown) => ({ type: 'text', value: toModelText(id, output) }),
    mcp: {
      annotations: {
        title,
        readOnlyHint: hints.readOnly,
        idempotentHint: hints.idempotent,
        destructiveHint: false,
        openWorldHint: true,
      },
    },
  });
  tool.title = title;
  return tool as Tool<any, any>;
}

function callOptionsOf(context: ToolExecutionContext | undefined): CallOptions {
  const options: CallOptions = {};
  if (context?.abortSignal) options.signal = context.abortSignal;
  if (context?.observe) options.observe = observerOf(context.observe);
  return options;
}
