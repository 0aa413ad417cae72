import type { ToolSchema } from '@headwater/core';
import type { StandardSchemaWithJSON } from '@mastra/core/schema';

/**
 * The one form Mastra takes as it is: a Standard Schema that can also give its JSON Schema. The model then reads exactly
 * the JSON Schema of the definition, and input is checked by the definition's own validator.
 *
 * `already-checked` describes without checking: the provider has validated its answer, and Mastra would throw the whole
 * result away over one field it does not like.
 */
export function mastraSchema(
  schema: ToolSchema,
  check: 'check' | 'already-checked' = 'check',
): StandardSchemaWithJSON<any> {
  const { validate, vendor } = schema.standard['~standard'];
  const json = () => ({ ...schema.json });
  return {
    '~standard': {
      version: 1,
      vendor,
      validate: check === 'check' ? validate : (value: unknown) => ({ value }),
      jsonSchema: { input: json, output: json },
    },
  } as StandardSchemaWithJSON<any>;
}
