/** Whether an address stands under a name that RFC 2606 or RFC 6761 sets aside: no real source can, so it is sample text. */
export function isReservedName(url: string | null | undefined): boolean {
  const host = url != null && URL.canParse(url) ? new URL(url).hostname : '';
  return /(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$/.test(host);
}

/**
 * Whether a venue is a sample corpus, which name themselves as that of their invented papers. The example DOI prefix
 * 10.5555 would not do: the ACM uses it for real proceedings that have no DOI.
 */
export function isSampleVenue(venue: string | null | undefined): boolean {
  return /\bsample corpus$/i.test(venue?.trim() ?? '');
}
