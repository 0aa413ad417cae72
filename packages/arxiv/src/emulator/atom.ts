import type { EmulatorPaper } from './sample-papers.ts';

/** A paper in one of its versions. */
export interface Versioned {
  paper: EmulatorPaper;
  version: number;
}

export interface FeedParts {
  /** What the service understood, for the title. */
  echo: string;
  total: number;
  start: number;
  perPage: number;
  /** Midnight of the day, ISO 8601. */
  updated: string;
  entries: readonly string[];
}

/** For text between tags and in quotes. Characters that XML has no place for are left out. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** The service breaks long texts into lines, as the source files of papers do. */
function wrapped(text: string): string {
  return text.replaceAll(/(.{60,80}?) /g, '$1\n  ');
}

export function paperEntry({ paper, version }: Versioned): string {
  const address = `http://arxiv.org/abs/${paper.id}v${version}`;
  const [primary = 'physics.gen-ph'] = paper.categories;
  const optional = (name: string, text: string | undefined): string[] =>
    text === undefined
      ? []
      : [`    <arxiv:${name} xmlns:arxiv="http://arxiv.org/schemas/atom">${escapeXml(text)}</arxiv:${name}>`];
  const doi = paper.doi;
  return [
    '  <entry>',
    `    <id>${escapeXml(address)}</id>`,
    `    <updated>${escapeXml(version === (paper.versions ?? 1) ? (paper.updated ?? paper.published) : paper.published)}</updated>`,
    `    <published>${escapeXml(paper.published)}</published>`,
    `    <title>${escapeXml(wrapped(paper.title))}</title>`,
    `    <summary>  ${escapeXml(wrapped(paper.summary))}\n</summary>`,
    ...paper.authors.map(({ name, affiliations = [] }) =>
      [
        '    <author>',
        `      <name>${escapeXml(name)}</name>`,
        ...affiliations.map(
          (each) =>
            `      <arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">${escapeXml(each)}</arxiv:affiliation>`,
        ),
        '    </author>',
      ].join('\n'),
    ),
    ...optional('doi', doi),
    ...(doi === undefined
      ? []
      : [`    <link title="doi" href="${escapeXml(`http://dx.doi.org/${doi}`)}" rel="related"/>`]),
    ...optional('comment', paper.comment),
    ...optional('journal_ref', paper.journalRef),
    `    <link href="${escapeXml(address)}" rel="alternate" type="text/html"/>`,
    `    <link title="pdf" href="${escapeXml(address.replace('/abs/', '/pdf/'))}" rel="related" type="application/pdf"/>`,
    `    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="${escapeXml(primary)}" scheme="http://arxiv.org/schemas/atom"/>`,
    ...paper.categories.map(
      (term) => `    <category term="${escapeXml(term)}" scheme="http://arxiv.org/schemas/atom"/>`,
    ),
    '  </entry>',
  ].join('\n');
}

export function errorEntry(tag: string, reason: string, updated: string): string {
  const address = `http://arxiv.org/api/errors#${tag}`;
  return [
    '  <entry>',
    `    <id>${escapeXml(address)}</id>`,
    '    <title>Error</title>',
    `    <summary>${escapeXml(reason)}</summary>`,
    `    <updated>${updated}</updated>`,
    `    <link href="${escapeXml(address)}" rel="alternate" type="text/html"/>`,
    '    <author>',
    '      <name>arXiv api core</name>',
    '    </author>',
    '  </entry>',
  ].join('\n');
}

export function feedOf({ echo, total, start, perPage, updated, entries }: FeedParts): string {
  const count = (name: string, value: number): string =>
    `  <opensearch:${name} xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">${value}</opensearch:${name}>`;
  const query = escapeXml(echo);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <link href="http://arxiv.org/api/query?${escapeXml(encodeURI(echo))}" rel="self" type="application/atom+xml"/>`,
    `  <title type="html">ArXiv Query: ${query}</title>`,
    `  <id>http://arxiv.org/api/${hashOf(echo)}</id>`,
    `  <updated>${updated}</updated>`,
    count('totalResults', total),
    count('startIndex', start),
    count('itemsPerPage', perPage),
    ...entries,
    '</feed>',
  ].join('\n')}\n`;
}

/** Stands for the service's own made-up id of a feed (FNV-1a). */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  return (hash >>> 0).toString(36).padStart(7, '0');
}
