import { HeadwaterError, type SourcePage } from '@headwater/core';
import type { Rig, RigOptions } from '../rig.ts';
import type { EmulatedService, IntegrationGroup } from './types.ts';

/** What a case works with. `did` and `figures` are shown whether it passes or fails. */
export interface CaseNotes {
  did(text: string): void;
  figures(values: Record<string, number | string>): void;
}

export interface EmulatedBench extends CaseNotes {
  service: EmulatedService;
  /** A client and an emulator of their own; closed when the case ends. */
  open(options?: RigOptions): Rig;
}

export interface EmulatedCase {
  group: IntegrationGroup;
  name: string;
  /** What to do when it fails. */
  advice: string;
  run(bench: EmulatedBench): Promise<void>;
}

/** Something a service was expected to do and did not. */
export class CaseFailure extends Error {
  override readonly name = 'CaseFailure';
}

/** The case turned out not to apply to the service. */
export class CaseSkipped extends Error {
  override readonly name = 'CaseSkipped';
}

export function demand(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new CaseFailure(otherwise);
}

/** What a case failed with, in one line. */
export function problemOf(error: unknown): string {
  if (error instanceof CaseFailure) return error.message;
  if (HeadwaterError.isInstance(error)) return `${error.code}: ${error.message}${error.hint ? ` (${error.hint})` : ''}`;
  return error instanceof Error ? error.message : String(error);
}

/** Demands an answer with something in it. */
export function demandDocuments(page: SourcePage): void {
  demand(page.outcome === 'ok', `the outcome is "${page.outcome}", not "ok"`);
  demand(page.documents.length > 0, 'the answer holds no document');
}
