import type { Schema } from '@headwater/core/schema';

/** What the schema makes of the value, or `undefined` when it refuses it. For schemas that answer at once, as ours do. */
export function check<Output>(schema: Schema<Output>, value: unknown): Output | undefined {
  const result = schema['~standard'].validate(value);
  return result instanceof Promise || result.issues !== undefined ? undefined : result.value;
}
