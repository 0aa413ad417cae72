import { canonicalDoi, InvalidRequestError } from '@headwater/core';

/** What stands in the path below a list, and how it has to look. */
export interface IdRule {
  is: string;
  example: string;
  read: (value: string) => string | undefined;
}

const match = (pattern: RegExp) => (value: string) => pattern.exec(value.trim())?.[1];

export const idRules = {
  work: { is: 'a DOI', example: '10.5555/12345678', read: canonicalDoi },
  journal: {
    is: 'an ISSN',
    example: '0028-0836',
    read: (value: string) => match(/^(\d{4}-?\d{3}[\dX])$/i)(value)?.toUpperCase(),
  },
  member: { is: 'the number of a member', example: '98', read: match(/^(\d{1,9})$/) },
  funder: {
    is: 'the id of a funder',
    example: '100000001',
    read: match(/^(?:https?:\/\/(?:dx\.)?doi\.org\/)?(?:10\.13039\/)?(\d{6,15})$/i),
  },
  prefix: { is: 'a DOI prefix', example: '10.1016', read: match(/^(10\.\d{4,9})$/) },
  type: { is: 'a type of work', example: 'journal-article', read: match(/^([a-z][a-z-]{1,40})$/) },
} as const satisfies Readonly<Record<string, IdRule>>;

export type IdKind = keyof typeof idRules;

/**
 * The id as Crossref takes it.
 *
 * @throws {InvalidRequestError} when it is none; nothing was sent
 */
export function readId(kind: IdKind, value: unknown): string {
  const rule: IdRule = idRules[kind];
  const text = typeof value === 'number' ? String(value) : value;
  const found = typeof text === 'string' ? rule.read(text) : undefined;
  if (found !== undefined) return found;
  throw new InvalidRequestError(`"${String(value).slice(0, 100)}" is not ${rule.is}`, {
    provider: 'crossref',
    hint: `Nothing was sent. For example ${rule.example}.`,
  });
}
