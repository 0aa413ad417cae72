/** The shapes a cited report is made of. Types only; the writer and the verifier share nothing else. */

/** An exact quote and where it stands: `document.text.slice(start, end) === quote` (UTF-16 offsets). */
export interface EvidenceRecord {
  id: string;
  documentId: string;
  quote: string;
  start: number;
  end: number;
  /** From the document's provenance. */
  provider: string;
  requestId?: string;
  retrievedAt: string;
}

export interface Citation {
  evidenceId: string;
}

export interface Sentence {
  text: string;
  /** False only for a sentence that is byte-equal to an entry of the closed list of templates. */
  factual: boolean;
  /** Names the template of a non-factual sentence. */
  templateId?: string;
  citations: Citation[];
}

export interface ReportSection {
  heading: string;
  sentences: Sentence[];
}

/** A document cited by at least one shown sentence. */
export interface Reference {
  number: number;
  documentId: string;
  title: string;
  url: string;
  authors?: string[];
  year?: number;
  doi?: string;
}

export interface Report {
  title: string;
  /** The short answer. */
  answer: Sentence[];
  sections: ReportSection[];
  /** Gaps, disagreements and missing sources, in words. */
  limitations: string[];
  references: Reference[];
  /** Sentences the verifier took out, and why. */
  removed: { text: string; reason: string }[];
}
