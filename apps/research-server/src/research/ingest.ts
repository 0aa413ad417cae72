import { createHash } from 'node:crypto';
import type { SourceDocument } from '@headwater/core';

/**
 * Makes every string of a document storable once and for all: well-formed UTF-16 without NUL. Storage cuts text at NUL
 * and changes lone surrogates, and quote offsets must stay true, so this happens before anything is measured.
 */
export function cleanDocument(document: SourceDocument): SourceDocument {
  return cleanStrings(document) as SourceDocument;
}

export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

function cleanStrings(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanStrings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, cleanStrings(entry)]));
}

/** Hex SHA-256 of a text's UTF-8 form. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
