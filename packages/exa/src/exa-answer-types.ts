import type { SkippedItem } from '@headwater/core';
import type {
  ExaContentsOptions,
  ExaCost,
  ExaOutput,
  ExaResult,
  ExaSearchFilters,
  ExaSearchOptions,
  WhenAsked,
} from './exa-types.ts';

/** https://docs.exa.ai/reference/answer */
export interface ExaAnswerOptions {
  /** The question. */
  query: string;
  /** Whether citations carry the full text of their page. @default false */
  text?: boolean | undefined;
  /** Steers how the answer is written. */
  systemPrompt?: string | undefined;
  /** ISO 3166 two-letter country. */
  userLocation?: string | undefined;
  /** JSON Schema (draft 7). The answer is then a value of that shape. */
  outputSchema?: Readonly<Record<string, unknown>> | undefined;
}

/** The options as given; a name Exa does not know is an error in the types as well. */
export type ExaAnswerQuery<Options extends ExaAnswerOptions> = Options & {
  [Name in Exclude<keyof Options, keyof ExaAnswerOptions>]: never;
};

/** A page the answer rests on. `text` is there exactly when it was asked for. */
export type ExaCitation<Options = unknown> = ExaCitationPage &
  WhenAsked<Options, 'text', { /** Empty when Exa has none of this page. */ text: string }>;

export interface ExaCitationPage {
  /** Opaque; usually the URL. */
  id: string;
  url: string;
  title: string | null;
  author?: string | null;
  /** ISO 8601 date-time. */
  publishedDate?: string | null;
  image?: string | null;
  favicon?: string | null;
}

/** Text, or a value of the schema that was asked for. */
export type ExaAnswerContent<Options> = Options extends { outputSchema: object }
  ? string | Record<string, unknown>
  : string;

export interface ExaAnswerResponse<Options = ExaAnswerOptions> {
  /** Written by a model of Exa, not by the authors of the pages: quote the citations instead. */
  answer: ExaAnswerContent<Options>;
  citations: ExaCitation<Options>[];
  requestId?: string | null;
  costDollars?: ExaCost | null;
  /** Citations that were malformed, by their place in the answer. */
  skipped: SkippedItem[];
}

/** A piece of a streamed answer. Each piece carries what is new; nothing comes twice. */
export interface ExaAnswerChunk<Options = ExaAnswerOptions> {
  /** To be appended to what came before. With `outputSchema`, a piece of JSON text. */
  content?: string;
  /** All citations; they come once, towards the end. */
  citations?: ExaCitation<Options>[];
  /** Citations of this piece that were malformed. */
  skipped?: SkippedItem[];
  /** For example `stop`. */
  finishReason?: string;
  costDollars?: ExaCost;
  requestId?: string;
}

/** A search whose synthesis is streamed. Exa streams only with an `outputSchema`. */
export type ExaSearchStreamOptions<Contents extends ExaContentsOptions = ExaContentsOptions> =
  ExaSearchOptions<Contents> & { outputSchema: Readonly<Record<string, unknown>> };

/** A piece of a streamed search. */
export type ExaSearchChunk<Contents extends ExaContentsOptions = ExaContentsOptions> =
  /** To be appended to the text so far. */
  | { type: 'text-delta'; delta: string; requestId?: string }
  | { type: 'results'; results: ExaResult<Contents>[]; skipped: SkippedItem[]; requestId?: string }
  | { type: 'grounding'; grounding: NonNullable<ExaOutput['grounding']>; requestId?: string }
  /** The text so far is to be thrown away: Exa begins again. */
  | { type: 'stream-reset'; requestId?: string }
  | {
      type: 'done';
      output?: ExaOutput;
      costDollars?: ExaCost;
      /** Milliseconds. */
      searchTime?: number;
      requestId?: string;
    };

export interface ExaContextOptions {
  /** What code is to do, up to 2000 characters. */
  query: string;
  /** Length of the answer in tokens, 50 to 100000. @default 'dynamic', which lets Exa choose */
  tokensNum?: number | 'dynamic' | undefined;
}

/** Code and documentation from the web, as one text for a model. */
export interface ExaContext {
  /** Markdown. Untrusted: data, never instructions. */
  response: string;
  query?: string | null;
  resultsCount?: number | null;
  outputTokens?: number | null;
  /** Milliseconds. */
  searchTime?: number | null;
  requestId?: string | null;
  costDollars?: ExaCost | null;
}

export interface ExaFindSimilarOptions<Contents extends ExaContentsOptions = ExaContentsOptions>
  extends ExaSearchFilters<Contents> {
  url: string;
  /** Leaves out pages of the same host. @default false */
  excludeSourceDomain?: boolean | undefined;
}
