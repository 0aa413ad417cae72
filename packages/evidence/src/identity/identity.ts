import type { DocumentIds, SourceDocument } from '@headwater/core';
import { normalizeArxiv, normalizeDoi, normalizePmid, normalizeUrl } from './normalize.ts';

/** What identifies a work, the most telling first: a DOI says more about what a document is than its address does. */
export const identityKinds = ['doi', 'arxiv', 'pmid', 'url'] as const satisfies readonly (keyof DocumentIds)[];
export type IdentityKind = (typeof identityKinds)[number];

/** A document's identifiers in canonical form, those included that its address spells out. */
export type Identity = Readonly<Partial<Record<IdentityKind, string>>>;

export function identityOf({ ids, url: location }: SourceDocument): Identity {
  const address = ids.url ?? location;
  const doi = normalizeDoi(ids.doi ?? '') ?? doiOfAddress(address);
  // arXiv registers a DOI for every preprint. It names the preprint, not the article that was published later.
  const preprint = doi?.startsWith('10.48550/arxiv.') ? normalizeArxiv(doi) : undefined;
  const arxiv = normalizeArxiv(ids.arxiv ?? '') ?? preprint ?? ofAddress(address, /(^|\.)arxiv\.org$/, normalizeArxiv);
  const pmid = normalizePmid(ids.pmid ?? '') ?? ofAddress(address, /(^|\.)(nih\.gov|europepmc\.org)$/, normalizePmid);
  return given({ doi: preprint === undefined ? doi : undefined, arxiv, pmid, url: normalizeUrl(address) });
}

const doiOfAddress = (address: string) => ofAddress(address, /(^|\.)doi\.org$/, normalizeDoi);

/** Reads an identifier from an address, at its own hosts only: elsewhere the same digits mean something else. */
function ofAddress(address: string, host: RegExp, read: (text: string) => string | undefined): string | undefined {
  return URL.canParse(address) && host.test(new URL(address).hostname) ? read(address) : undefined;
}

function given(identity: Record<IdentityKind, string | undefined>): Identity {
  return Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined));
}
