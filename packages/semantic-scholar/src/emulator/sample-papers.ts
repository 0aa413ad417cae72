import { SAMPLE_VENUE, type SampleWork, sampleWorks } from '@headwater/testkit';
import type { EmulatorAuthor, EmulatorPaper, EmulatorReference } from './papers.ts';

/** What this service knows beyond the works themselves: its own ids, and how one work cites another. */
const FIRST_CORPUS_ID = 990_100_001;
const FIRST_AUTHOR_ID = 990_000_001;

/** In the order of their ids. */
const AUTHORS = [
  'Ada Lindqvist',
  'Daniel Abebe',
  'Giulia Conti',
  'Ines Moreau',
  'Jonas Weber',
  'Kofi Mensah',
  'Lena Fischer',
  'Marta Kowalczyk',
  'Omar Haddad',
  'Priya Raman',
  'Sofia Nyberg',
  'Tomas Okafor',
  'Yuki Tanabe',
];

type Citing = Omit<EmulatorReference, 'corpusId'>;

const background: Citing = { contexts: [], intents: ['background'], isInfluential: false };

/** `citing → cited`, each by the last part of its DOI. */
const CITATIONS: Readonly<Record<string, Citing>> = {
  '002→001': {
    contexts: ['Shade alone explains much of the daytime cooling [1].'],
    intents: ['background'],
    isInfluential: true,
  },
  '003→002': { ...background, contexts: ['Roof measures do not reach pedestrians [2].'] },
  '004→001': {
    contexts: ['Measured cooling of 1.9 °C under closed canopy [1].'],
    intents: ['result'],
    isInfluential: true,
  },
  '004→002': { ...background, contexts: ['Green roofs add little at street level [2].'], intents: ['result'] },
  '004→003': { ...background, contexts: ['Distance to parks predicted admissions [3].'] },
  '006→005': { ...background, contexts: ['Retrieval was more effective than rereading [1].'], isInfluential: true },
  '008→005': { ...background, intents: ['result'], isInfluential: true },
  '008→006': { ...background, intents: ['result'], isInfluential: true },
  '011→009': { ...background, contexts: ['Up to half of the sentences lack support [1].'], isInfluential: true },
  '011→010': {
    ...background,
    contexts: ['We fuse lexical and dense rankings as in [2].'],
    intents: ['methodology'],
  },
  '013→012': { ...background, contexts: ['Fibres dominate upstream samples [1].'] },
  '015→014': { ...background, contexts: ['Fasting and restriction gave equal weight loss [1].'], isInfluential: true },
};

/** The reviews also cite what the service could not resolve. */
const UNRESOLVED = ['A report without a record'];

const numberOf = (doi: string): string => doi.slice(doi.lastIndexOf('.') + 1);
const corpusIds = new Map(sampleWorks.map(({ doi }, index) => [doi, FIRST_CORPUS_ID + index]));

function toAuthor(name: string): EmulatorAuthor {
  const place = AUTHORS.indexOf(name);
  return { name, authorId: place < 0 ? null : String(FIRST_AUTHOR_ID + place), affiliations: [SAMPLE_VENUE] };
}

function toPaper({ doi, arxiv, pmid, references, ...work }: SampleWork): EmulatorPaper {
  const number = numberOf(doi);
  const url = `https://papers.headwater.example/${number}.pdf`;
  return {
    corpusId: corpusIds.get(doi) as number,
    title: work.title,
    abstract: work.abstract,
    year: Number(work.publishedAt.slice(0, 4)),
    publicationDate: work.publishedAt,
    venue: SAMPLE_VENUE,
    authors: work.authors.map(toAuthor),
    externalIds: { DOI: doi, ...(arxiv && { ArXiv: arxiv }), ...(pmid && { PubMed: pmid }) },
    fieldsOfStudy: work.subjects,
    publicationTypes: work.types,
    ...(work.isOpenAccess && { openAccessPdf: { url, status: 'GOLD', license: 'CCBY' } }),
    ...(references.length > 0 && {
      references: references.map((cited) => ({
        corpusId: corpusIds.get(cited) as number,
        ...(CITATIONS[`${number}→${numberOf(cited)}`] ?? background),
      })),
    }),
    ...(references.length > 2 && { unresolvedReferences: UNRESOLVED }),
  };
}

/** Invented papers, the same that the emulators of the other scholarly services answer from; the venue says so. */
export const samplePapers: readonly EmulatorPaper[] = sampleWorks.map(toPaper);
