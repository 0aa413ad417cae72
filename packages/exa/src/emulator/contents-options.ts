import {
  anyObject,
  type Check,
  type Checks,
  dateTime,
  flag,
  flagOr,
  integer,
  listOf,
  objectOf,
  oneOf,
  text,
} from './checks.ts';
import { refuse } from './problem.ts';

export const DYNAMIC_HIGHLIGHTS_BETA = 'dynamic-highlights-2026-08-28';

const SECTION = oneOf(['header', 'navigation', 'banner', 'body', 'sidebar', 'footer', 'metadata']);
const BETA_HIGHLIGHT_FIELDS = ['verbosity', 'dynamic'];

const textOptions = objectOf({
  maxCharacters: integer(1, 10_000),
  includeHtmlTags: flag,
  verbosity: oneOf(['compact', 'standard', 'full']),
  includeSections: listOf(SECTION, 0, 7),
  excludeSections: listOf(SECTION, 0, 7),
});

const highlightOptions = objectOf({
  query: text(),
  maxCharacters: integer(1, 10_000),
  numSentences: integer(1, 100),
  highlightsPerUrl: integer(1, 100),
  verbosity: oneOf(['low', 'medium', 'high']),
  dynamic: flag,
});

const subpageTarget: Check = (value, path) => {
  if (typeof value === 'string') text(1, 100)(value, path);
  else listOf(text(1, 100), 1, 100)(value, path);
};

const count = integer(0, 1000);

/** The content options: nested under `contents` on `/search`, at top level on `/contents`. */
export const CONTENTS_FIELDS: Checks = {
  text: flagOr(textOptions),
  highlights: flagOr(highlightOptions),
  summary: flagOr(objectOf({ query: text(), schema: anyObject })),
  maxAgeHours: integer(-1, 720),
  livecrawl: oneOf(['never', 'always', 'fallback', 'preferred']),
  livecrawlTimeout: integer(1, 90_000),
  snapshotAsOf: dateTime,
  subpages: integer(0, 100),
  subpageTarget,
  extras: objectOf({
    links: count,
    imageLinks: count,
    richLinks: count,
    richImageLinks: count,
    codeBlocks: count,
  }),
  context: flagOr(objectOf({ maxCharacters: integer(1, 100_000) })),
};

export interface ContentsOptions {
  text?: boolean | { maxCharacters?: number; includeHtmlTags?: boolean } | null;
  highlights?:
    | boolean
    | { query?: string; maxCharacters?: number; numSentences?: number; highlightsPerUrl?: number }
    | null;
  summary?: boolean | { query?: string; schema?: Record<string, unknown> } | null;
  maxAgeHours?: number | null;
  livecrawl?: string | null;
  snapshotAsOf?: string | null;
  subpages?: number | null;
  subpageTarget?: string | string[] | null;
  extras?: {
    links?: number;
    imageLinks?: number;
    richLinks?: number;
    richImageLinks?: number;
    codeBlocks?: number;
  } | null;
}

/** The rules that span several fields. */
export function checkContentsRules(options: ContentsOptions, betas: readonly string[]): void {
  if (options.livecrawl != null && options.maxAgeHours != null) {
    refuse('livecrawl cannot be combined with maxAgeHours');
  }
  const { highlights } = options;
  if (typeof highlights !== 'object' || highlights === null || betas.includes(DYNAMIC_HIGHLIGHTS_BETA)) return;
  const beta = BETA_HIGHLIGHT_FIELDS.find((name) => name in highlights);
  if (beta) refuse(`highlights.${beta} needs the header Exa-Beta: ${DYNAMIC_HIGHLIGHTS_BETA}`);
}
