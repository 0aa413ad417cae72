/** The DOI in canonical form (lower case, no address or `doi:` before it), or `undefined` if the text is not one. */
export function normalizeDoi(text: string): string | undefined {
  const bare = decoded(
    text
      .trim()
      .replace(/^(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\//i, '')
      .replace(/^(?:info:doi\/|doi:?\s*(?=10\.))/i, ''),
  )
    .trim()
    .toLowerCase()
    .replace(/[.,;:]+$/, '');
  return /^10\.\d{4,9}\/\S+$/.test(bare) ? bare : undefined;
}

/**
 * The arXiv id without version and subject class, `2101.00001` or `hep-th/9901001`, or `undefined` if the text is not
 * one. The DOI that arXiv itself registers (`10.48550/arxiv.…`) is one.
 */
export function normalizeArxiv(text: string): string | undefined {
  const bare = decoded(text.trim().toLowerCase())
    .replace(/^(?:https?:\/\/)?(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html|format)\//, '')
    .replace(/^(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)?10\.48550\/arxiv\./, '')
    .replace(/^arxiv:\s*/, '')
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .replace(/\.pdf$/, '')
    .replace(/v\d+$/, '');
  // `math.GT/0309136` and `math/0309136` are the same paper: https://info.arxiv.org/help/arxiv_identifier.html
  const classless = bare.replace(/^([a-z-]+)\.[a-z]{2}\//, '$1/');
  return /^(?:\d{4}\.\d{4,5}|[a-z-]+\/\d{7})$/.test(classless) ? classless : undefined;
}

/** The PubMed id as digits without leading zeros, or `undefined`. */
export function normalizePmid(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(
      /^(?:https?:\/\/)?(?:(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov\/pubmed|(?:www\.)?europepmc\.org\/(?:article|abstract)\/med)\//i,
      '',
    )
    .replace(/^pmid:\s*/i, '')
    .replace(/[?#].*$/, '');
  return /^0*([1-9]\d{0,8})\/?$/.exec(bare)?.[1];
}

/** Parameters that say where a reader came from, never what the page is. */
const trackingParameter =
  /^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|twclid|ttclid|yclid|li_fat_id|mc_[ce]id|mkt_tok|igsh|igshid|ref_src|ref_url|spm|_ga|_gl|_hsenc|_hsmi|hsctatracking|vero_id|oly_(?:anon|enc)_id|__twitter_impression)$/i;

/**
 * One form for addresses that lead to the same page: https, lower-case host without `www.`, no default port, no
 * credentials, no tracking parameters, the others sorted by name, one spelling of escapes, no slash at the end. A
 * fragment goes, unless it is a route of its own (`#/…`, `#!…`). `undefined` if it is not an http(s) address.
 */
export function normalizeUrl(text: string): string | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const url = new URL(text.trim());
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const kept = [...url.searchParams]
    .filter(([name]) => !trackingParameter.test(name))
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  const query = new URLSearchParams(kept).toString();
  const host = url.hostname.replace(/^www\./, '').replace(/\.$/, '');
  if (host === '') return undefined;
  const port = url.port === '' ? '' : `:${url.port}`;
  const path = plainEscapes(url.pathname).replace(/\/+$/, '');
  const route = /^#[/!]/.test(url.hash) ? url.hash : '';
  return `https://${host}${port}${path}${query === '' ? '' : `?${query}`}${route}`;
}

/** Escapes of characters that may stand in a path as they are become those characters; the rest are in upper case. */
function plainEscapes(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (written, hex) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~!$&'()*+,;=:@]/.test(character) ? character : written.toUpperCase();
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray "%" is part of the id as it stands.
    return text;
  }
}
