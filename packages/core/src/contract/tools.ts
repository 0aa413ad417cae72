import type { CallOptions } from './call.ts';
import type { JsonSchema, Schema } from './schema.ts';

/** A tool any agent framework can offer to a model. Faces translate it; it knows none of them. */
export interface ToolDefinition<Input = any, Output = any> {
  /** `provider_verb_object`, stable for ever. */
  readonly id: string;
  readonly title: string;
  /** Written for a model that has never seen the API. */
  readonly description: string;
  readonly input: ToolSchema<Input>;
  readonly output: ToolSchema<Output>;
  readonly hints: ToolHints;
  /** `input` has been validated against the schema. Throws a `HeadwaterError`, whose message is safe to show to a model. */
  execute(input: Input, options?: CallOptions): Promise<Output>;
}

export interface ToolHints {
  readonly readOnly: boolean;
  readonly idempotent: boolean;
  /** A guide price of one call in US dollars; absent when free. */
  readonly costUsd?: number;
}

/** One schema in the two standard forms frameworks read: Standard Schema and JSON Schema (draft 2020-12). */
export interface ToolSchema<Output = unknown> {
  readonly standard: Schema<Output>;
  readonly json: JsonSchema;
}
