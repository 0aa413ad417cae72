/** The DOI in canonical form (lower case, no address or `doi:` before it), or `undefined` if the text is not one. */
export function normalizeDoi(text: string): string | undefined {
  let bare = text
    .trim()
    .replace(/^(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\//i, '')
    .replace(/^doi:\s*/i, '');
  try {
    bare = decodeURIComponent(bare);
  } catch {
    // A stray "%" is part of the DOI as it stands.
  }
  bare = bare
    .trim()
    .toLowerCase()
    .replace(/[.,;:]+$/, '');
  return /^10\.\d{4,9}\/\S+$/.test(bare) ? bare : undefined;
}

/** The arXiv id without version, `2101.00001` or `hep-th/9901001`, or `undefined` if the text is not one. */
export function normalizeArxiv(text: string): string | undefined {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^(?:https?:\/\/)?(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html)\//, '')
    .replace(/^(?:doi:|https?:\/\/doi\.org\/)?10\.48550\/arxiv\./, '')
    .replace(/^arxiv:\s*/, '')
    .replace(/\.pdf$/, '')
    .replace(/v\d+$/, '');
  return /^(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})$/.test(bare) ? bare : undefined;
}

/** The PubMed id as digits without leading zeros, or `undefined`. */
export function normalizePmid(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^(?:https?:\/\/)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov\/pubmed)\//i, '')
    .replace(/^pmid:\s*/i, '');
  const digits = /^0*([1-9]\d{0,8})\/?$/.exec(bare)?.[1];
  return digits;
}

const trackingParameter = /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref_src|spm|_ga|_gl|yclid)$/i;

/**
 * One form for addresses that lead to the same page: https, lower-case host without `www.`, no fragment, no default
 * port, no tracking parameters, the others sorted, no slash at the end. `undefined` if it is not an http(s) address.
 */
export function normalizeUrl(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return undefined;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const kept = [...url.searchParams]
    .filter(([name]) => !trackingParameter.test(name))
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  const query = new URLSearchParams(kept).toString();
  const host = url.hostname
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/\.$/, '');
  const port = url.port === '' || url.port === '80' || url.port === '443' ? '' : `:${url.port}`;
  const path = url.pathname.replace(/\/+$/, '');
  return `https://${host}${port}${path}${query === '' ? '' : `?${query}`}`;
}
