import { allWords } from '@headwater/testkit';
import type { QueryNode } from './query-parser.ts';
import type { EmulatorPaper } from './sample-papers.ts';

type TextField = 'ti' | 'au' | 'abs' | 'co' | 'jr';

/** A paper with each field as its words between blanks, so that words and phrases are found by looking for text. */
interface Indexed {
  paper: EmulatorPaper;
  words: Readonly<Record<TextField, string>>;
}

export type SortBy = 'relevance' | 'lastUpdatedDate' | 'submittedDate';

export interface Library {
  find(
    query: QueryNode,
    among: readonly EmulatorPaper[] | undefined,
    sortBy: SortBy,
    ascending: boolean,
  ): EmulatorPaper[];
  byId(id: string): EmulatorPaper | undefined;
}

const TEXT_FIELDS: readonly TextField[] = ['ti', 'au', 'abs', 'co', 'jr'];
const spaced = (text: string | undefined): string => ` ${allWords(text ?? '').join(' ')} `;

export function createLibrary(corpus: readonly EmulatorPaper[]): Library {
  const indexed: Indexed[] = corpus.map((paper) => ({
    paper,
    words: {
      ti: spaced(paper.title),
      au: spaced(paper.authors.map(({ name }) => name).join(' ; ')),
      abs: spaced(paper.summary),
      co: spaced(paper.comment),
      jr: spaced(paper.journalRef),
    },
  }));
  const ids = new Map(corpus.map((paper) => [paper.id, paper]));
  const frequencies = new Map<string, number>();

  /** Rare terms count more. */
  function weightOf(node: QueryNode & { kind: 'term' }): number {
    const name = `${node.field}:${node.text}`;
    let frequency = frequencies.get(name);
    if (frequency === undefined) {
      frequency = indexed.filter((each) => holds(each, node)).length;
      frequencies.set(name, frequency);
    }
    return Math.log(1 + corpus.length / (1 + frequency));
  }

  /** `undefined` for a paper that does not fit. */
  function score(each: Indexed, node: QueryNode): number | undefined {
    if (node.kind === 'term') return holds(each, node) ? weightOf(node) : undefined;
    if (node.kind === 'range') return inRange(each.paper, node) ? 0 : undefined;
    const left = score(each, node.left);
    const right = score(each, node.right);
    if (node.kind === 'or') return left === undefined && right === undefined ? undefined : (left ?? 0) + (right ?? 0);
    if (left === undefined) return undefined;
    if (node.kind === 'andnot') return right === undefined ? left : undefined;
    return right === undefined ? undefined : left + right;
  }

  return {
    byId: (id) => ids.get(id),
    find(query, among, sortBy, ascending) {
      const wanted = among === undefined ? undefined : new Set(among);
      const found: { paper: EmulatorPaper; key: number }[] = [];
      for (const each of indexed) {
        if (wanted !== undefined && !wanted.has(each.paper)) continue;
        const relevance = score(each, query);
        if (relevance !== undefined) found.push({ paper: each.paper, key: sortKey(each.paper, sortBy, relevance) });
      }
      found.sort((first, second) => (ascending ? first.key - second.key : second.key - first.key));
      return found.map(({ paper }) => paper);
    },
  };
}

function sortKey(paper: EmulatorPaper, sortBy: SortBy, relevance: number): number {
  if (sortBy === 'relevance') return relevance;
  return Date.parse(sortBy === 'submittedDate' ? paper.published : (paper.updated ?? paper.published));
}

function holds({ paper, words }: Indexed, { field, text, isPhrase }: QueryNode & { kind: 'term' }): boolean {
  if (field === 'cat') return paper.categories.some((category) => fits(category, text));
  if (field === 'id') return paper.id === text.replace(/v\d+$/, '');
  if (field === 'rn') return false;
  const isPrefix = !isPhrase && text.endsWith('*');
  const wanted = allWords(text).join(' ');
  if (wanted === '') return false;
  const looked = isPrefix ? ` ${wanted}` : ` ${wanted} `;
  if (field !== 'all') return words[field as TextField].includes(looked);
  return (
    TEXT_FIELDS.some((name) => words[name].includes(looked)) ||
    paper.categories.some((category) => fits(category, text))
  );
}

function fits(category: string, wanted: string): boolean {
  const [have, want] = [category.toLowerCase(), wanted.toLowerCase()];
  return want.endsWith('*') ? have.startsWith(want.slice(0, -1)) : have === want;
}

function inRange(paper: EmulatorPaper, { field, from, to }: QueryNode & { kind: 'range' }): boolean {
  const time = field === 'submittedDate' ? paper.published : (paper.updated ?? paper.published);
  const digits = new Date(time).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return digits >= from.padEnd(14, '0') && digits <= to.padEnd(14, '9');
}
