/** How the built page is served. Used by the server, and by the tests that hold the page to it. */

/** The policy every answer that carries the page must send. */
export const pageContentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * The page's `index.html` for a server mounted at `basePath` (`''` or `/sub/path`, no slash at the end): asset URLs
 * become absolute, so that deep links load them too, and the page learns where its API and routes begin.
 */
export function renderPageShell(html: string, basePath: string): string {
  if (basePath !== '' && !/^(\/[\w.~-]+)+$/.test(basePath))
    throw new TypeError(`[page] base path ${JSON.stringify(basePath)} must be '' or like '/sub/path'`);
  return html
    .replaceAll('"./assets/', `"${basePath}/assets/`)
    .replace('name="headwater-base" content=""', `name="headwater-base" content="${basePath}"`);
}
