import type { SourceProvider } from '@headwater/core';
import type { RunMode } from '../shared/api.ts';

/** One source this server knows, whether it can be asked or not. */
export interface SourceEntry {
  provider: SourceProvider;
  /** Why it cannot be asked, and what to do. Absent when it can. */
  notice?: string;
}

/** The sources of a server. All of them are live, or all of them are the sandbox's. */
export interface SourceSet {
  mode: RunMode;
  limits: 'published' | 'sandbox';
  entries: SourceEntry[];
  /** Loads what the first search would else wait for. */
  warm?(): Promise<void>;
  close(): Promise<void>;
}

export const canBeAsked = (entry: SourceEntry): boolean => entry.notice === undefined;
