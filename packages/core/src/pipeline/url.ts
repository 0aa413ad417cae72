import type { QueryValue } from './operation.ts';

/** `..` would call another endpoint with the key, and a `#` would cut the query off. Segments come encoded. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const leadsElsewhere = /[\s\\#\x00-\x1f\x7f]|\/(?:%2e|\.){1,2}(?:[/?]|$)/i;

/**
 * Joins base URL, path and query. Lists become one comma-separated value, as these services expect.
 *
 * @throws {TypeError} when the path would leave the base URL or cannot stand in one
 */
export function buildUrl(baseUrl: string, path: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  if (!path.startsWith('/') || leadsElsewhere.test(path)) {
    throw new TypeError('the path holds parts that would lead elsewhere');
  }
  let search = '';
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    search += `${search === '' ? '?' : '&'}${encodeURIComponent(name)}`;
    if (value !== true) search += `=${encodeURIComponent(Array.isArray(value) ? value.join(',') : String(value))}`;
  }
  return `${trimSlashes(baseUrl)}${path}${search}`;
}

function trimSlashes(baseUrl: string): string {
  let end = baseUrl.length;
  while (baseUrl.charCodeAt(end - 1) === 0x2f) end -= 1;
  return baseUrl.slice(0, end);
}
