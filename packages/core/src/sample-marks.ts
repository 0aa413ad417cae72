/**
 * Whether a venue is a sample corpus, which name themselves as that of their invented papers. The example DOI prefix
 * 10.5555 would not do: the ACM uses it for real proceedings that have no DOI.
 */
export function isSampleVenue(venue: string | null | undefined): boolean {
  return /\bsample corpus$/i.test(venue?.trim() ?? '');
}
