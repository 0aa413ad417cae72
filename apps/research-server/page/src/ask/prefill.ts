import type { Depth } from '../../../src/shared/api.ts';

export interface AskDraft {
  question: string;
  depth: Depth;
  /** Chosen providers; undefined: those the server asks by itself. */
  sources: string[] | undefined;
  since: string;
}

const depths: readonly string[] = ['quick', 'standard', 'deep'] satisfies Depth[];
const storageKey = 'headwater:question';

/** What `?q=&depth=&sources=&since=` asks for, else what was last typed. Prefills; starts nothing. */
export function readDraft(search: string): AskDraft {
  const params = new URLSearchParams(search);
  const depth = params.get('depth') ?? '';
  const sources = params.get('sources')?.split(',').filter(Boolean);
  const since = params.get('since') ?? '';
  return {
    question: params.get('q') ?? readStored(),
    depth: depths.includes(depth) ? (depth as Depth) : 'standard',
    sources: sources && sources.length > 0 ? sources : undefined,
    since: /^\d{4}-\d{2}-\d{2}$/.test(since) ? since : '',
  };
}

/** The address of the ask page with these answers filled in. */
export function askHref(draft: { question: string; depth?: Depth; sources?: string[] }): string {
  const params = new URLSearchParams({ q: draft.question });
  if (draft.depth) params.set('depth', draft.depth);
  if (draft.sources) params.set('sources', draft.sources.join(','));
  return `/?${params}`;
}

// Storage can be switched off or full; then the text just does not outlive a reload.
export function storeQuestion(question: string): void {
  try {
    if (question === '') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, question);
  } catch {}
}

function readStored(): string {
  try {
    return localStorage.getItem(storageKey) ?? '';
  } catch {
    return '';
  }
}
