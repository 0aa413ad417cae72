import type { EmulatorPage } from '@headwater/exa/emulator';
import type { EmulatorWork } from '@headwater/openalex/emulator';
import {
  loadSciFact,
  loadWikipediaPassages,
  type SciFactAbstract,
  type WikipediaPassage,
} from '@headwater/sandbox-data';
import type { EmulatorPaper } from '@headwater/semantic-scholar/emulator';

/** The real documents the sandbox answers from. Each is loaded when the first source that has it is asked. */
export interface SandboxCollections {
  abstracts(): Promise<readonly SciFactAbstract[]>;
  passages(): Promise<readonly WikipediaPassage[]>;
}

export const sandboxCollections: SandboxCollections = { abstracts: loadSciFact, passages: loadWikipediaPassages };

/** A paper of the collection, as Semantic Scholar has it. */
export function toPaper({ id, title, sentences }: SciFactAbstract): EmulatorPaper {
  return { corpusId: id, title, abstract: sentences.join(' ') };
}

/** The same papers, as OpenAlex has them: without a DOI, which the collection does not give, but at the same address. */
export async function toWorks(abstracts: readonly SciFactAbstract[]): Promise<EmulatorWork[]> {
  const { paperIdOf } = await import('@headwater/semantic-scholar/emulator');
  return abstracts.map(({ id, title, sentences }) => ({
    title,
    abstract: sentences.join(' '),
    url: `https://www.semanticscholar.org/paper/${paperIdOf(id)}`,
  }));
}

export interface Article {
  title: string;
  url: string;
  text: string;
}

/** The articles the passages were taken from, as far as they go: the collection holds passages, not whole articles. */
export function toArticles(passages: readonly WikipediaPassage[]): Article[] {
  const articles = new Map<string, string[]>();
  for (const { title, text } of passages) articles.set(title, [...(articles.get(title) ?? []), text]);
  return [...articles].map(([title, texts]) => ({
    title,
    url: `https://en.wikipedia.org/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`,
    // A blank line keeps sentences of two passages apart.
    text: texts.join('\n\n'),
  }));
}

export const toPage = ({ url, title, text }: Article): EmulatorPage => ({ url, title, text });
