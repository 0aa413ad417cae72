import type { QueryValue } from './operation.ts';

/** Joins base URL, path and query. Lists become one comma-separated value, as these services expect. */
export function buildUrl(baseUrl: string, path: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    const key = encodeURIComponent(name);
    if (value === true) parts.push(key);
    else parts.push(`${key}=${encodeURIComponent(Array.isArray(value) ? value.join(',') : String(value))}`);
  }
  return `${baseUrl.replace(/\/+$/, '')}${path}${parts.length > 0 ? `?${parts.join('&')}` : ''}`;
}
