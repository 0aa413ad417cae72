import { type ArxivId, InvalidRequestError, parseArxivId } from '@headwater/core';

/** The form the service takes. */
export function formatArxivId({ id, version }: ArxivId): string {
  return version === undefined ? id : `${id}v${version}`;
}

/** @throws {InvalidRequestError} naming the id that is none */
export function requireArxivId(text: unknown, operation: string): ArxivId {
  const parsed = typeof text === 'string' ? parseArxivId(text) : undefined;
  if (parsed !== undefined) return parsed;
  throw new InvalidRequestError(`"${String(text).slice(0, 100)}" is not an arXiv id`, {
    provider: 'arxiv',
    operation,
    hint: 'Nothing was sent. For example 2107.05580, 2107.05580v2 or hep-ex/0307015.',
  });
}
