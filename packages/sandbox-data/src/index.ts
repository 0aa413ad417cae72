import { readJsonLines } from './read-json-lines.ts';

/** One abstract of the SciFact collection (ODC-By 1.0, see `data/scifact/ATTRIBUTION.md`). */
export interface SciFactAbstract {
  /** The paper's Semantic Scholar corpus id. */
  id: number;
  title: string;
  /** In order; joined by one space they are the abstract. */
  sentences: string[];
  /** The abstract has labelled parts (background, methods, …). */
  structured: boolean;
}

/** About 100 words of an English Wikipedia article of 2018 (CC BY-SA 3.0, see `data/nq/ATTRIBUTION.md`). */
export interface WikipediaPassage {
  /** For example `p0001`. */
  id: string;
  /** Title of the article; several passages may share one. */
  title: string;
  text: string;
}

/** The 5,183 abstracts of SciFact. The collection names no authors, years or journals. */
export function loadSciFact(): Promise<SciFactAbstract[]> {
  return readJsonLines<SciFactAbstract>(new URL('../data/scifact/abstracts.jsonl.gz', import.meta.url));
}

/** 2,600 passages of English Wikipedia. */
export function loadWikipediaPassages(): Promise<WikipediaPassage[]> {
  return readJsonLines<WikipediaPassage>(new URL('../data/nq/passages.jsonl.gz', import.meta.url));
}
