import type { DocumentIds } from './contract/documents.ts';
import { cleanText } from './text.ts';

/** An arXiv id taken apart. */
export interface ArxivId {
  /** Without prefix and version: `2107.05580` or `hep-ex/0307015`. */
  id: string;
  /** Absent when the newest version is meant. */
  version?: number;
}

/** The DOI a text is: lower-case, without `https://doi.org/` or `doi:`. `undefined` when it is none. */
export function canonicalDoi(text: string): string | undefined {
  return /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}\/\S+)$/i.exec(text.trim())?.[1]?.toLowerCase();
}

const arxivPrefix =
  /^(?:https?:\/\/(?:[a-z]+\.)?arxiv\.org\/(?:abs|pdf|html|format)\/|(?:https?:\/\/(?:dx\.)?doi\.org\/)?10\.48550\/arxiv\.|arxiv[.:]\s*)/i;
const newStyle = /^(\d{4}\.\d{4,5})(?:v([1-9]\d{0,2}))?$/i;
/** The subject class of an old id (`math.GT/0309136`) is not part of it: https://info.arxiv.org/help/arxiv_identifier.html */
const oldStyle = /^([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?(\/\d{7})(?:v([1-9]\d{0,2}))?$/i;

/** Takes ids of both styles, with or without `arXiv:`, address, arXiv's own DOI prefix or version. `undefined` for anything else. */
export function parseArxivId(text: string): ArxivId | undefined {
  const bare = text
    .trim()
    .replace(arxivPrefix, '')
    .replace(/\.pdf$/i, '');
  const recent = newStyle.exec(bare);
  if (recent !== null) return withVersion(recent[1] as string, recent[2]);
  const early = oldStyle.exec(bare);
  return early === null ? undefined : withVersion(`${early[1]?.toLowerCase()}${early[2]}`, early[3]);
}

const withVersion = (id: string, version: string | undefined): ArxivId =>
  version === undefined ? { id } : { id, version: Number(version) };

/** What a service says beside the address of a document. Of a list the first that is an id counts; what is none is ignored. */
export interface GivenIds {
  doi?: unknown;
  arxiv?: unknown;
  pmid?: unknown;
}

/**
 * The identifiers of a document that other services share, in canonical form: those its service names, then those its
 * address spells out (`doi.org`, `arxiv.org`, `pubmed.ncbi.nlm.nih.gov`), then the arXiv id inside arXiv's own DOIs.
 */
export function documentIdsOf(url: string, given: GivenIds = {}): DocumentIds {
  const { hostname = '', pathname = '' } = spellsIds.test(url) && URL.canParse(url) ? new URL(url) : {};
  const path = safeDecode(pathname);
  const doi =
    firstOf(given.doi, doiAtEnd) ?? (isAt(hostname, 'doi.org') ? canonicalDoi(cleanText(path.slice(1))) : undefined);
  const arxiv =
    firstOf(given.arxiv, arxivIn) ??
    (isAt(hostname, 'arxiv.org') ? arxivIn(`https://arxiv.org${path}`) : undefined) ??
    (doi?.startsWith('10.48550/arxiv.') ? arxivIn(doi) : undefined);
  const pmid = firstOf(given.pmid, pmidAtEnd) ?? (hostname === 'pubmed.ncbi.nlm.nih.gov' ? pmidAtEnd(path) : undefined);
  return {
    url,
    ...(doi === undefined ? {} : { doi }),
    ...(arxiv === undefined ? {} : { arxiv }),
    ...(pmid === undefined ? {} : { pmid }),
  };
}

/** Taking an address apart costs more than all the rest, and most hold no identifier. */
const spellsIds = /^https?:\/\/[^/?#]*(?:doi\.org|arxiv\.org|ncbi\.nlm\.nih\.gov)/i;

const doiAtEnd = (text: string) => /(?:^|[\s/:])(10\.\d{4,9}\/\S+)$/.exec(text)?.[1]?.toLowerCase();
const arxivIn = (text: string) => parseArxivId(text)?.id;
const pmidAtEnd = (text: string) => /(?:^|[\s/:])(\d+)\/?$/.exec(text)?.[1];

const isAt = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`);

function firstOf(given: unknown, read: (text: string) => string | undefined): string | undefined {
  for (const value of [given].flat(2)) {
    const id =
      typeof value === 'string' || typeof value === 'number' ? read(cleanText(String(value)).trim()) : undefined;
    if (id !== undefined) return id;
  }
  return undefined;
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone percent sign is a legal path; it only means that there is nothing to decode.
    return path;
  }
}
