import type { CallOptions } from '@headwater/core';
import type { Open, TavilyUsage } from './tavily-types.ts';

/** https://docs.tavily.com/documentation/api-reference/endpoint/research */
export interface TavilyResearchOptions {
  /** The question. */
  input: string;
  /** @default 'auto' */
  model?: Open<'mini' | 'pro' | 'auto'> | undefined;
  /** JSON Schema; the content is then an object. */
  outputSchema?: Readonly<Record<string, unknown>> | undefined;
  /** @default 'numbered' */
  citationFormat?: Open<'numbered' | 'mla' | 'apa' | 'chicago'> | undefined;
  /** Options this client does not know yet, under Tavily’s own names (`snake_case`). */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

export interface TavilyStartedResearch {
  requestId: string;
  status: Open<'pending' | 'in_progress'>;
  /** ISO 8601 date-time. */
  createdAt?: string | null;
  input?: string | null;
  model?: string | null;
  responseTime?: number | null;
}

export interface TavilyResearch {
  requestId: string;
  status: Open<'pending' | 'in_progress' | 'completed' | 'failed'>;
  createdAt?: string | null;
  /** The report, an object when a schema was given; `null` until it is written. */
  content: string | Record<string, unknown> | null;
  sources: { url: string; title: string | null }[];
  responseTime?: number | null;
  usage: TavilyUsage | null;
  error?: string | null;
}

/** `timeoutMs` and `deadline` bound all of it: start and waiting. */
export interface TavilyWaitOptions extends CallOptions {
  /** Time before the first look at the report, in milliseconds. Grows by half each time. @default 3000 */
  pollIntervalMs?: number;
  /** @default 20000 */
  maxPollIntervalMs?: number;
  onProgress?: (progress: { requestId: string; status: string }) => void;
}

/** One event of a streamed report. */
export interface TavilyResearchEvent {
  id?: string | null;
  object?: string | null;
  model?: string | null;
  /** What is new: pieces of the report, tool calls, sources; as Tavily words them. */
  choices?: { delta?: Record<string, unknown> | null }[] | null;
  /** The piece of the report in it, if any. */
  content: string;
}

/** Credits of one key or of the account. */
interface TavilyCounts {
  searchUsage?: number | null;
  extractUsage?: number | null;
  crawlUsage?: number | null;
  mapUsage?: number | null;
  researchUsage?: number | null;
}

/** https://docs.tavily.com/documentation/api-reference/endpoint/usage */
export interface TavilyAccount {
  key: TavilyCounts & {
    usage: number;
    /** `null` when there is none. */
    limit: number | null;
  };
  account: TavilyCounts & {
    currentPlan: string | null;
    planUsage: number | null;
    planLimit: number | null;
    paygoUsage: number | null;
    paygoLimit: number | null;
  };
}
