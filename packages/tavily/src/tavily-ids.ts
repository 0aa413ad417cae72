import type { DocumentIds } from '@headwater/core';

/** Identifiers other services share, where the address spells them out. */
export function idsOf(url: string): DocumentIds {
  const { hostname, pathname } = new URL(url);
  const path = safeDecode(pathname);
  const doi = /(^|\.)doi\.org$/.test(hostname) ? /10\.\d{4,9}\/\S+$/.exec(path)?.[0].toLowerCase() : undefined;
  const arxiv = /(^|\.)arxiv\.org$/.test(hostname)
    ? /^\/(?:abs|pdf|html)\/((?:[a-z-]+(?:\.[A-Z]{2})?\/\d{7})|\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?$/.exec(path)?.[1]
    : undefined;
  const pmid = hostname === 'pubmed.ncbi.nlm.nih.gov' ? /^\/(\d+)\/?$/.exec(path)?.[1] : undefined;
  return {
    url,
    ...(doi === undefined ? {} : { doi }),
    ...(arxiv === undefined ? {} : { arxiv }),
    ...(pmid === undefined ? {} : { pmid }),
  };
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone percent sign is a legal path; it only means that there is nothing to decode.
    return path;
  }
}

/** Names that RFC 2606 and RFC 6761 set aside can never hold a real source: what stands there is sample text. */
export function isReservedName(url: string): boolean {
  return /(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$/.test(new URL(url).hostname);
}
