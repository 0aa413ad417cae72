export { type FusedEntry, fuseRankings } from './identity/fuse.ts';
export { type FusedDocument, fuseDocuments } from './identity/fuse-documents.ts';
export { mergeDocuments } from './identity/merge.ts';
export { normalizeArxiv, normalizeDoi, normalizePmid, normalizeUrl } from './identity/normalize.ts';
export {
  createIndex,
  type DocumentIndex,
  type RankableDocument,
  type RankedDocument,
  type RankOptions,
  rankDocuments,
} from './rank/rank.ts';
export type { RenderOptions } from './render/display.ts';
export { reportToHtml } from './render/html.ts';
export { reportToMarkdown } from './render/markdown.ts';
export type { Citation, EvidenceRecord, Reference, Report, ReportSection, Sentence } from './report.ts';
export {
  type DocumentScore,
  type InsufficiencyReason,
  type Selection,
  type SelectOptions,
  selectEvidence,
} from './select/select-evidence.ts';
export { type SentenceSpan, type SplitOptions, splitSentences } from './text/sentences.ts';
export {
  isTemplate,
  type Problem,
  type TemplateId,
  templates,
  type VerifyInput,
  type VerifyResult,
  verifyReport,
} from './verify/index.ts';
export { type SourceOutcome, type WriteInput, writeExtractiveReport } from './write/extractive-writer.ts';
