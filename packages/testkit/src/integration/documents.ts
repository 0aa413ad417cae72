import type { SourceDocument, SourcePage, SourceProvider } from '@headwater/core';

/** What is wrong with the documents of a page; empty when nothing is. */
export function documentProblems(page: SourcePage, provider: SourceProvider): string[] {
  const problems = page.documents.flatMap((document, rank) =>
    problemsOf(document, provider).map((problem) => `document ${rank + 1}: ${problem}`),
  );
  const ids = new Set(page.documents.map(({ id }) => id));
  if (ids.size < page.documents.length) problems.push(`${page.documents.length - ids.size} ids are there twice`);
  return problems;
}

function problemsOf(document: SourceDocument, { name, capabilities }: SourceProvider): string[] {
  const { id, ids, url, title, text, authors, kind, textKind, publishedAt, provenance } = document;
  const origin = provenance[0];
  const checks: [right: boolean, problem: string][] = [
    [id.startsWith(`${name}:`) && id.length > name.length + 1, `its id "${id}" is not "${name}:…"`],
    [/^https?:\/\//.test(url) && URL.canParse(url), `its address "${url}" is none`],
    [/\S/.test(title), 'it has no title'],
    [typeof text === 'string', 'it has no text'],
    [[id, url, title, text, ...authors].every(isClean), 'a text holds NUL or half a character'],
    [capabilities.kinds.includes(kind), `its kind "${kind}" is not among the declared ones`],
    [['full', 'abstract', 'snippet'].includes(textKind), `its textKind is "${textKind}"`],
    [ids.doi === undefined || /^10\.[^A-Z]+$/.test(ids.doi), `its DOI "${ids.doi}" is not in canonical form`],
    [publishedAt === undefined || /^\d{4}(-\d{2}(-\d{2})?)?/.test(publishedAt), `its date "${publishedAt}" is none`],
    [origin?.provider === name && /\S/.test(origin.operation), 'its provenance does not name provider and operation'],
    [!Number.isNaN(Date.parse(origin?.retrievedAt ?? '')), 'its provenance does not say when it was retrieved'],
    [Number.isInteger(origin?.rank), 'its provenance does not say at which rank'],
  ];
  return checks.flatMap(([right, problem]) => (right ? [] : [problem]));
}

function isClean(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
