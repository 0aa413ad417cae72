import { canonicalDoi, InvalidRequestError, parseArxivId } from '@headwater/core';

const provider = 'semantic-scholar';

function wrong(kind: string, value: unknown, example: string): never {
  throw new InvalidRequestError(`"${String(value).slice(0, 100)}" is not ${kind}`, {
    provider,
    hint: `Nothing was sent. For example ${example}.`,
  });
}

/** @example s2.getPaper(doi('10.1038/s41586-021-03819-2')) */
export function doi(value: string): string {
  return `DOI:${canonicalDoi(value) ?? wrong('a DOI', value, 'doi("10.1038/s41586-021-03819-2")')}`;
}

/** @example s2.getPaper(arxiv('1706.03762')) */
export function arxiv(value: string): string {
  return `ARXIV:${parseArxivId(value)?.id ?? wrong('an arXiv id', value, 'arxiv("1706.03762")')}`;
}

/** @example s2.getPaper(corpusId(13756489)) */
export function corpusId(value: number | string): string {
  const digits = String(value).trim();
  return /^\d+$/.test(digits) ? `CorpusId:${digits}` : wrong('a corpus id', value, 'corpusId(13756489)');
}

/** @example s2.getPaper(pmid('19872477')) */
export function pmid(value: number | string): string {
  const digits = String(value).trim();
  return /^\d+$/.test(digits) ? `PMID:${digits}` : wrong('a PubMed id', value, 'pmid(19872477)');
}

/** The forms Semantic Scholar takes: its own 40 hexadecimal digits, or a prefix and an id. */
const paperId = /^(?:[0-9a-f]{40}|(?:CorpusId|DOI|ARXIV|MAG|ACL|PMID|PMCID|URL):\S+)$/i;

export const isPaperId = (value: unknown): boolean => typeof value === 'string' && paperId.test(value.trim());

export const paperIdRule = 'is not a paper id: give 40 hexadecimal digits, or use doi(), arxiv(), corpusId() or pmid()';

/** One path segment; DOIs hold slashes. */
export const pathSegment = (id: string): string => encodeURIComponent(id.trim()).replaceAll('%3A', ':');
