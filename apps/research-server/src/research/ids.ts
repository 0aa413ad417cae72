import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** `r_` and twelve characters: 60 random bits. */
export function newRunId(): string {
  return `r_${randomText(12)}`;
}

/** `ev_<run>_<n>`: an id that names its run, so that it resolves without it. */
export function evidenceId(runId: string, number: number): string {
  return `ev_${runId.replace(/^r_/, '')}_${number}`;
}

function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}
