import { canonicalDoi, InvalidRequestError } from '@headwater/core';

const openalexUrl = /^https?:\/\/(?:api\.)?openalex\.org\//i;
const ownId = /^[a-z]\d+$/i;

/**
 * The short form of an OpenAlex id: `W2741809807` of `https://openalex.org/w2741809807`, `3` of
 * `https://openalex.org/domains/3`. Anything else is given back as it is.
 */
export function shortId(id: string): string {
  const bare = id.trim().replace(openalexUrl, '');
  const last = bare.slice(bare.lastIndexOf('/') + 1);
  return ownId.test(last) ? last.toUpperCase() : bare === id.trim() ? bare : last;
}

/** The address of an OpenAlex id: `https://openalex.org/W2741809807` of `W2741809807`. */
export function idUrl(id: string): string {
  return openalexUrl.test(id) ? id : `https://openalex.org/${shortId(id)}`;
}

/** @example openalex.works.get(doi('https://doi.org/10.7717/PEERJ.4375')) */
export function doi(value: string): string {
  const found = canonicalDoi(value);
  if (found === undefined) refuse(value, 'is not a DOI', 'doi("10.7717/peerj.4375")');
  return `doi:${found}`;
}

const orcid = /^(?:https?:\/\/orcid\.org\/|orcid:)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$/i;
const ror = /^(?:https?:\/\/ror\.org\/|ror:)(0[a-z0-9]{8})$/i;
const issn = /^(?:issn:)?(\d{4}-\d{3}[\dX])$/i;
const pmid = /^(?:https?:\/\/pubmed\.ncbi\.nlm\.nih\.gov\/|pmid:)(\d+)\/?$/i;
const other = /^(?:[a-z]+:)?[\w.-]+$/i;

/**
 * The id as it stands in a path. Takes OpenAlex ids and the ids of other services in any of their usual forms.
 *
 * @throws {InvalidRequestError} when it can be none
 */
export function pathId(value: string): string {
  const id = typeof value === 'string' ? value.trim() : '';
  const found = canonicalDoi(id);
  if (found !== undefined) return `doi:${found}`;
  const [, person] = orcid.exec(id) ?? [];
  // The short forms of these two are not documented; the full addresses are.
  if (person !== undefined) return `https://orcid.org/${person.toUpperCase()}`;
  const [, organisation] = ror.exec(id) ?? [];
  if (organisation !== undefined) return `https://ror.org/${organisation.toLowerCase()}`;
  const [, serial] = issn.exec(id) ?? [];
  if (serial !== undefined) return `issn:${serial.toUpperCase()}`;
  const [, article] = pmid.exec(id) ?? [];
  if (article !== undefined) return `pmid:${article}`;
  const short = shortId(id);
  if (/^\.+$/.test(short) || !other.test(short))
    refuse(id, 'is no id OpenAlex knows', 'W2741809807, or a DOI, ORCID, ROR, ISSN or PMID');
  return short;
}

/** One path; colons and slashes are parts of ids. */
export const encodePathId = (id: string): string =>
  encodeURIComponent(id).replaceAll('%3A', ':').replaceAll('%2F', '/');

function refuse(value: unknown, problem: string, example: string): never {
  throw new InvalidRequestError(`"${String(value).slice(0, 100)}" ${problem}`, {
    provider: 'openalex',
    hint: `Nothing was sent. For example ${example}.`,
  });
}
