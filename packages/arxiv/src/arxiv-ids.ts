import { InvalidRequestError } from '@headwater/core';

/** An arXiv id taken apart. */
export interface ArxivId {
  /** Without prefix and version: `2107.05580` or `hep-ex/0307015`. */
  id: string;
  /** Absent when the newest version is meant. */
  version?: number;
}

const prefix =
  /^(?:https?:\/\/(?:[a-z]+\.)?arxiv\.org\/(?:abs|pdf|html|format)\/|(?:https?:\/\/(?:dx\.)?doi\.org\/)?10\.48550\/arxiv\.|arxiv:\s*)/i;
const newStyle = /^(\d{4}\.\d{4,5})(?:v([1-9]\d{0,2}))?$/i;
/** The subject class of an old id (`math.GT/0309136`) is not part of it. */
const oldStyle = /^([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?(\/\d{7})(?:v([1-9]\d{0,2}))?$/i;

/** Takes ids of both styles, with or without `arXiv:`, address or version. `undefined` for anything else. */
export function parseArxivId(text: string): ArxivId | undefined {
  const bare = text
    .trim()
    .replace(prefix, '')
    .replace(/\.pdf$/i, '');
  const recent = newStyle.exec(bare);
  if (recent !== null) return withVersion(recent[1] as string, recent[2]);
  const early = oldStyle.exec(bare);
  if (early === null) return undefined;
  return withVersion(`${early[1]?.toLowerCase()}${early[2]}`, early[3]);
}

function withVersion(id: string, version: string | undefined): ArxivId {
  return version === undefined ? { id } : { id, version: Number(version) };
}

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
