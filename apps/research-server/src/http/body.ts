import type { z } from 'zod';
import { badRequest, ProblemError } from './problem.ts';

/** Most bytes of a request body. */
export const maxBodyBytes = 65_536;

/**
 * Reads a JSON body, counting as it reads: a length that is not announced, or lied about, is bounded too.
 * @throws {ProblemError} 413 or 400.
 */
export async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  if (size === 0) throw badRequest('The body is empty; it must be a JSON object.', '');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
    throw badRequest(`The body is not valid JSON: ${why}.`, '');
  }
}

/**
 * Validates a body.
 * @throws {ProblemError} 400 naming every unknown field and wrong value with its JSON pointer.
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    if (issue.code !== 'unrecognized_keys') return [{ pointer: path, detail: issue.message }];
    return issue.keys.map((key) => ({
      pointer: `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      detail: `There is no field ${JSON.stringify(key)} here.`,
    }));
  });
  const detail = errors.map((error) => `${error.pointer || 'the body'}: ${error.detail}`).join(' ');
  throw new ProblemError({
    status: 400,
    kind: 'invalid-request',
    title: 'Invalid request',
    detail: detail.slice(0, 2_000),
    ...(errors[0] ? { pointer: errors[0].pointer } : {}),
    errors,
  });
}

function tooLarge(): ProblemError {
  return new ProblemError({
    status: 413,
    kind: 'too-large',
    title: 'Body too large',
    detail: `The body is larger than ${maxBodyBytes.toLocaleString('en')} bytes.`,
    hint: 'A question has at most 4,000 characters.',
  });
}
