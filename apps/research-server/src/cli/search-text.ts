import type { SourceDocument } from '@headwater/core';
import type { SearchAnswer } from '../shared/api.ts';
import { textKindWords, words } from '../shared/vocabulary.ts';
import { safeText } from './safe-text.ts';
import { wrap } from './wrap.ts';

/** Most characters of a document's text that are shown. */
const excerptLength = 240;

/** What a search found, as plain text: numbered, with where each document is from. Empty when nothing was found. */
export function searchText({ mode, documents }: SearchAnswer, width: number): string {
  if (documents.length === 0) return '';
  const head = mode === 'sandbox' ? [words.sandboxNotice] : [];
  return `${[...head, ...documents.map((document, index) => documentText(document, index + 1, width))].join('\n\n')}\n`;
}

function documentText(document: SourceDocument, number: number, width: number): string {
  const { title, url, kind, publishedAt, textKind, synthetic, provenance, ids } = document;
  const origins = [...new Set(provenance.map(({ provider }) => provider))].join(', ');
  const identifier =
    ids.doi !== undefined ? `doi ${ids.doi}` : ids.arxiv !== undefined ? `arXiv ${ids.arxiv}` : undefined;
  const facts = [
    kind,
    publishedAt?.slice(0, 10),
    identifier,
    textKindWords[textKind],
    origins,
    synthetic ? words.sampleText : undefined,
  ];
  const indent = '   ';
  return [
    wrap(`${number}. ${title}`, width),
    wrap(facts.filter(Boolean).join(' · '), width, indent),
    `${indent}${safeText(url)}`,
    wrap(excerpt(document.text), width, indent),
  ].join('\n');
}

/** The beginning of a text, cut at a word. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= excerptLength) return line;
  return `${line
    .slice(0, excerptLength)
    .replace(/\s+\S*$/, '')
    .toWellFormed()} …`;
}
