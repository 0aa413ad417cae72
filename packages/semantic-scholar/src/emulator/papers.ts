/** A paper as the emulator is given it. Everything left out is answered as unknown, the way the service does. */
export interface EmulatorPaper {
  corpusId: number;
  title: string;
  abstract?: string | null;
  year?: number | null;
  /** `YYYY-MM-DD`. */
  publicationDate?: string | null;
  authors?: readonly EmulatorAuthor[];
  venue?: string;
  /** `{ DOI, ArXiv, PubMed, … }`; the corpus id is added. */
  externalIds?: Readonly<Record<string, string>>;
  fieldsOfStudy?: readonly string[] | null;
  publicationTypes?: readonly string[] | null;
  journal?: { name?: string; volume?: string; pages?: string } | null;
  openAccessPdf?: { url: string; status?: string; license?: string } | null;
  tldr?: string | null;
  /** Papers of the same corpus that this one cites. */
  references?: readonly EmulatorReference[];
  /** Titles this paper cites that the service could not resolve to a paper. */
  unresolvedReferences?: readonly string[];
}

export interface EmulatorReference {
  corpusId: number;
  /** Sentences in which the citation stands. */
  contexts?: readonly string[];
  intents?: readonly string[];
  isInfluential?: boolean;
}

export interface EmulatorAuthor {
  name: string;
  authorId?: string | null;
  affiliations?: readonly string[];
  homepage?: string | null;
  orcid?: string;
}

/** The 40 hexadecimal digits the emulator names a paper by: the same for the same corpus id, always. */
export function paperIdOf(corpusId: number): string {
  let digits = '';
  for (let part = 0; part < 5; part++) digits += mix(corpusId, part).toString(16).padStart(8, '0');
  return digits;
}

/** A 32-bit finaliser: spreads neighbouring ids over all digits. */
function mix(value: number, part: number): number {
  let hash = (Math.imul(value % 4294967296, 0x9e3779b1) ^ Math.imul(part + 1, 0x85ebca6b)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}
