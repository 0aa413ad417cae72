import type { EmulatorWork } from './corpus.ts';
import type { EntityRecord } from './entities.ts';

export type Json = Record<string, unknown>;

/** One list of the API: its items as they are answered, and how a text finds them. */
export interface Shelf {
  readonly path: string;
  readonly size: number;
  /** The item at a position; works come without their abstract, which is long. */
  item(position: number): Json;
  /** The item as it is answered. */
  whole(position: number): Json;
  /** Positions and scores, best first. */
  search(text: string): { index: number; score: number }[];
  /** The position of an id in short form, or of an id of another service. */
  find(id: string): number | undefined;
  /** Works only. */
  readonly hasAbstract?: (position: number) => boolean;
  /** Words of an item, for phrases. */
  textOf(position: number): string;
}

export interface Library {
  shelf(path: string): Shelf | undefined;
  readonly works: Shelf;
  readonly paths: readonly string[];
  entity(path: string, key: string): EntityRecord | undefined;
  /** Positions of the works that cite the one at a position. */
  citing(position: number): readonly number[];
  readonly corpus: readonly EmulatorWork[];
  positionOfDoi(doi: string): number | undefined;
}

export const workId = (position: number): string => `https://openalex.org/W${4_900_000_001 + position}`;
