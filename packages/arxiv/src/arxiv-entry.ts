import { cleanText, isIsoDate, parseArxivId, webAddress } from '@headwater/core';
import { childrenOf, type Element, ownText, textOf } from './arxiv-element.ts';
import type { ArxivPaper } from './arxiv-types.ts';
import { oneLine } from './arxiv-xml.ts';

export type ReadEntry = { paper: ArxivPaper; reason?: undefined } | { paper?: undefined; reason: string };

/** An entry as a paper, or why it is none. Ids that arXiv does not know can come back as entries without a title. */
export function readEntry(entry: Element): ReadEntry {
  const address = line(textOf(entry, 'id'));
  const id = parseArxivId(address);
  if (id === undefined) return { reason: `id: "${address.slice(0, 100)}" is no arXiv id` };
  const title = line(textOf(entry, 'title'));
  if (title === '') return { reason: `title: missing in ${id.id}` };
  const published = line(textOf(entry, 'published'));
  if (!isIsoDate(published)) return { reason: `published: missing or no date in ${id.id}` };
  const categories = childrenOf(entry, 'category').map((category) => line(textOf(category, '@term')));
  const primary = entry['arxiv:primary_category'];
  return {
    paper: {
      id: id.id,
      version: id.version ?? null,
      title,
      summary: line(textOf(entry, 'summary')),
      authors: childrenOf(entry, 'author')
        .map(authorOf)
        .filter(({ name }) => name !== ''),
      categories: categories.filter((term) => term !== ''),
      primaryCategory: (isElement(primary) && line(textOf(primary, '@term'))) || null,
      published,
      updated: line(textOf(entry, 'updated')) || null,
      abstractUrl: `https://arxiv.org/abs/${id.id}`,
      pdfUrl: pdfOf(childrenOf(entry, 'link')),
      doi: line(textOf(entry, 'arxiv:doi')) || null,
      comment: line(textOf(entry, 'arxiv:comment')) || null,
      journalReference: line(textOf(entry, 'arxiv:journal_ref')) || null,
    },
  };
}

const line = (text: string): string => oneLine(cleanText(text));
const isElement = (node: unknown): node is Element => typeof node === 'object' && node !== null;

function authorOf(author: Element) {
  const affiliations = author['arxiv:affiliation'];
  return {
    name: line(textOf(author, 'name')),
    affiliations: (Array.isArray(affiliations) ? affiliations : [])
      .map((node) => line(ownText(node)))
      .filter((name) => name !== ''),
  };
}

function pdfOf(links: readonly Element[]): string | null {
  const pdf = links.find((link) => link['@title'] === 'pdf' || link['@type'] === 'application/pdf');
  const address = pdf === undefined ? undefined : webAddress(line(textOf(pdf, '@href')));
  return address?.replace(/^http:/, 'https:') ?? null;
}
