import { SAMPLE_VENUE, type SampleWork, sampleWorks } from '@headwater/testkit';

/** A paper in nobody's format, as the emulator is given it. Works without a DOI are unknown to the service. */
export interface EmulatorWork {
  title: string;
  doi?: string;
  arxiv?: string;
  pmid?: string;
  abstract?: string | null;
  /** `YYYY-MM-DD`. */
  publishedAt?: string;
  authors?: readonly string[];
  subjects?: readonly string[];
  /** For example `JournalArticle`, `Review`, `Dataset`. */
  types?: readonly string[];
  isOpenAccess?: boolean;
  /** DOIs of the works of the same corpus that this one cites. */
  references?: readonly string[];
  /** Journal, conference or repository. Works below the example prefix 10.5555 default to the sample corpus. */
  venue?: string;
  /** ISO 639-1. @default 'en' */
  language?: string;
  /** A retraction notice is registered for it. @default false */
  isRetracted?: boolean;
  /** Where it can be read. @default the DOI's address */
  url?: string;
}

/** The invented papers every scholarly emulator answers from. */
export const builtInWorks: readonly EmulatorWork[] = sampleWorks satisfies readonly SampleWork[];

export const venueOf = (work: EmulatorWork): string | undefined =>
  work.venue ?? (work.doi?.startsWith('10.5555/') ? SAMPLE_VENUE : undefined);
