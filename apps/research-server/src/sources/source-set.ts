import type { SourceDocument, SourceProvider } from '@headwater/core';
import type { RunMode } from '../shared/api.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** One source this server knows, whether it can be asked or not. */
export interface SourceEntry {
  provider: SourceProvider;
  /** Why it cannot be asked, and what to do. Absent when it can. */
  notice?: string;
  /** Runs and chats ask it only when it is named. */
  onRequest?: true;
  /** It answers with invented samples among real documents. Runs and chats never use those. */
  samplesAmongReal?: true;
}

/** The sources of a server. All of them are live, or all of them are the sandbox's. */
export interface SourceSet {
  mode: RunMode;
  limits: 'published' | 'sandbox';
  entries: SourceEntry[];
  /** Loads what the first run would else wait for. */
  warm?(): Promise<void>;
  close(): Promise<void>;
}

export const canBeAsked = (entry: SourceEntry): boolean => entry.notice === undefined;

/** The sources of a run or a chat: those named, else the usual ones, else whatever there is. */
export function researchSources({ entries }: SourceSet, names?: readonly string[]): SourceEntry[] {
  if (names) return entries.filter(({ provider }) => names.includes(provider.name));
  const usual = entries.filter(({ onRequest }) => !onRequest);
  return usual.some(canBeAsked) ? usual : entries;
}

/** What a run or a chat may use of an answer. */
export function researchDocuments(entry: SourceEntry, documents: readonly SourceDocument[]): SourceDocument[] {
  return documents.filter(({ synthetic }) => !(synthetic && entry.samplesAmongReal));
}

export function flagsOf({
  onRequest,
  samplesAmongReal,
}: CatalogueEntry): Pick<SourceEntry, 'onRequest' | 'samplesAmongReal'> {
  return { ...(onRequest ? { onRequest } : {}), ...(samplesAmongReal ? { samplesAmongReal } : {}) };
}
