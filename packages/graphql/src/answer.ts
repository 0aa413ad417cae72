import type { Schema, SchemaIssue, SchemaResult } from '@headwater/core';
import type { GraphQLErrorEntry } from './graphql-types.ts';

/** An answer whose envelope has been read. */
export interface GraphQLAnswer {
  data: unknown;
  errors: GraphQLErrorEntry[];
  extensions: Record<string, unknown> | undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of `errors`. An unreadable one still counts: something went wrong. */
export function readErrors(json: unknown): GraphQLErrorEntry[] {
  if (!isRecord(json) || !Array.isArray(json.errors)) return [];
  return json.errors.map(readError);
}

function readError(entry: unknown): GraphQLErrorEntry {
  if (!isRecord(entry)) return { message: typeof entry === 'string' ? entry : 'the service gave no reason' };
  const { message, path, type, locations, extensions } = entry;
  return {
    message: typeof message === 'string' && message !== '' ? message : 'the service gave no reason',
    ...(Array.isArray(path) ? { path: path.filter(isPathPart) } : {}),
    ...(typeof type === 'string' ? { type } : {}),
    ...(Array.isArray(locations) ? { locations: locations.filter(isLocation) } : {}),
    ...(isRecord(extensions) ? { extensions } : {}),
  };
}

const isPathPart = (part: unknown): part is string | number => typeof part === 'string' || typeof part === 'number';
const isLocation = (value: unknown): value is { line: number; column: number } =>
  isRecord(value) && typeof value.line === 'number' && typeof value.column === 'number';

const issue = (message: string): SchemaResult<never> => ({ issues: [{ message }] });

/** Checks the envelope, and the data by the document's own schema where it has one. */
export function answerSchema(data: Schema<unknown> | undefined): Schema<GraphQLAnswer> {
  return {
    '~standard': {
      version: 1,
      vendor: 'headwater',
      validate(json) {
        if (!isRecord(json)) return issue('expected an object with data or errors');
        // Errors without data were thrown before this.
        if (!isRecord(json.data)) return issue('data: expected an object');
        const answer: GraphQLAnswer = {
          data: json.data,
          errors: readErrors(json),
          extensions: isRecord(json.extensions) ? json.extensions : undefined,
        };
        if (data === undefined) return { value: answer };
        const join = (result: SchemaResult<unknown>): SchemaResult<GraphQLAnswer> =>
          result.issues === undefined
            ? { value: { ...answer, data: result.value } }
            : { issues: result.issues.map(below) };
        const checked = data['~standard'].validate(json.data);
        return checked instanceof Promise ? checked.then(join) : join(checked);
      },
    },
  };
}

const below = ({ message, path = [] }: SchemaIssue): SchemaIssue => ({ message, path: ['data', ...path] });
