/** Puts NUL and half a surrogate pair into every longer text of an answer. */
export function spoil(json: unknown): unknown {
  if (typeof json === 'string') return /^\S*$/.test(json) ? json : `${json.slice(0, 3)}\0\ud83d${json.slice(3)}\udc00`;
  if (Array.isArray(json)) return json.map(spoil);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, spoil(value)]));
}
