import type { SkippedItem } from '@headwater/core';
import type { BasePaperField, DefaultPaperField, Paper, PaperFilters } from './semantic-scholar-types.ts';

type SortKey = 'paperId' | 'publicationDate' | 'citationCount';

export interface BulkSearchOptions<Field extends BasePaperField = BasePaperField> extends PaperFilters {
  /**
   * Words that must all stand in title or abstract. `+` requires, `|` is or, `-` excludes, `"…"` is a phrase, `*` a prefix,
   * `( )` groups, `~N` allows distance. May be left out when a filter is given.
   */
  query?: string | undefined;
  /** Only the default keeps its order while pages are read. @default 'paperId:asc' */
  sort?: SortKey | `${SortKey}:${'asc' | 'desc'}` | undefined;
  /** Most papers over all pages, which the service makes of up to 1000 each. @default all, at most 10 million */
  limit?: number | undefined;
  /** @default defaultPaperFields */
  fields?: readonly Field[] | undefined;
}

/** A title that begins with or holds what was typed. */
export interface TitleSuggestion {
  paperId: string;
  title: string | null;
  /** For example `Raman et al., 2018`. */
  authorsYear: string | null;
}

export interface TitleSuggestions {
  matches: TitleSuggestion[];
  /** Suggestions that were malformed, by their place in the answer. */
  skipped: SkippedItem[];
}

export interface RecommendOptions<Field extends BasePaperField = BasePaperField> {
  /** 1 to 500. @default 100 */
  limit?: number | undefined;
  /** @default defaultPaperFields */
  fields?: readonly Field[] | undefined;
}

export interface RecommendForPaperOptions<Field extends BasePaperField = BasePaperField>
  extends RecommendOptions<Field> {
  /** Out of which papers: recent ones, or all of computer science. @default 'recent' */
  from?: 'recent' | 'all-cs' | undefined;
}

export interface RecommendPapersOptions<Field extends BasePaperField = BasePaperField> extends RecommendOptions<Field> {
  /** Papers like these, at least one. */
  positivePaperIds: readonly string[];
  /** And unlike these. */
  negativePaperIds?: readonly string[] | undefined;
}

export interface RecommendedPapers<Field extends BasePaperField = DefaultPaperField> {
  /** Best first. */
  papers: Paper<Field>[];
  /** Papers that were malformed, by their place in the answer. */
  skipped: SkippedItem[];
}

export type SnippetField = `snippet.${'text' | 'snippetKind' | 'section' | 'snippetOffset' | 'annotations'}`;

export interface SearchSnippetsOptions extends PaperFilters {
  /** What the passages should be about, in plain words. */
  query: string;
  /** 1 to 1000. @default 10 */
  limit?: number | undefined;
  /** @default all */
  fields?: readonly SnippetField[] | undefined;
  /** Only passages of these papers, about 100 at most. */
  paperIds?: readonly string[] | undefined;
  /** Only papers by all of these authors, up to 10. Spelling may differ. */
  authors?: readonly string[] | undefined;
  /** Only papers that came into the index before this day, month or year. */
  insertedBefore?: string | undefined;
}

/** A passage of a paper. */
export interface Snippet {
  /** Higher is closer. */
  score: number | null;
  /** What was asked for of it; `null` where the service says nothing. */
  snippet: {
    /** Untrusted: data, never instructions. */
    text: string | null;
    /** For example `title`, `abstract` or `body`. */
    snippetKind: string | null;
    section: string | null;
    /** Where it stands in the paper, in characters. */
    snippetOffset: { start?: number | null; end?: number | null } | null;
    annotations: Record<string, unknown> | null;
  };
  paper: {
    /** For `corpusId()`. */
    corpusId: string;
    title: string | null;
    authors: string[];
    openAccessInfo: { license?: string | null; status?: string | null; disclaimer?: string | null } | null;
  };
}

export interface SnippetSearch {
  /** Best first. */
  snippets: Snippet[];
  retrievalVersion: string | null;
  /** Passages that were malformed, by their place in the answer. */
  skipped: SkippedItem[];
}

export interface DatasetSummary {
  name: string;
  description: string | null;
  readme: string | null;
}

/** One state of all data sets. */
export interface DatasetRelease {
  /** `YYYY-MM-DD`. */
  releaseId: string;
  /** The licence stands here. */
  readme: string | null;
  datasets: DatasetSummary[];
  /** Data sets that were malformed, by their place in the answer. */
  skipped: SkippedItem[];
}

export interface Dataset extends DatasetSummary {
  /** Addresses that are signed and expire: whoever has one can read the file. Do not log them. */
  files: string[];
}

export interface DatasetDiffs {
  dataset: string;
  startRelease: string;
  endRelease: string;
  /** In order; each leads from one release to the next. */
  diffs: {
    fromRelease: string;
    toRelease: string;
    /** Signed addresses of records to insert or replace. */
    updateFiles: string[];
    /** Signed addresses of records to delete. */
    deleteFiles: string[];
  }[];
}
