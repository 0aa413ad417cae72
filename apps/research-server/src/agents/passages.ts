/**
 * What a search hands to a model: exact passages with the id to cite each by. Real and embedded models read the same
 * form.
 */
export interface FoundPassages {
  documents: FoundDocument[];
  /** Other documents that were found, by title only: none of their text speaks to the query. */
  alsoFound?: string[];
  /** Set when only part of the answer could be read. */
  note?: string;
}

export interface FoundDocument {
  title: string;
  url: string;
  provider: string;
  publishedAt?: string;
  authors?: string[];
  /** Whether the document covers what the query asks for, by its words. */
  coversQuery: boolean;
  passages: Passage[];
}

export interface Passage {
  /** Cited as `[ev_…]`. */
  id: string;
  /** Exact text of the document. */
  quote: string;
}

/** What a specialist reports to the supervisor when no model writes its words. */
export interface SpecialistReport extends FoundPassages {
  failures: string[];
}

/** Ids as they are cited: the mark of one chat turn or run, and a number. */
export const evidenceIdPattern = /^ev_[0-9a-z]{4,32}_\d{1,6}$/;
