/** Puts NUL and half a surrogate pair into every longer text of an answer, be it JSON or, as a string, XML. */
export function spoil(answer: unknown): unknown {
  return typeof answer === 'string' ? spoilXml(answer) : spoilJson(answer);
}

/** Only the text between tags, so that the document stays one. Half a pair can only be written as a number there. */
function spoilXml(xml: string): string {
  const texts = />([^<]*\S\s[^<]*)</g;
  return xml.replaceAll(texts, (_, text: string) => `>${text.replace(/\s/, ' \0&#xD83D;')}&#xDC00;<`);
}

function spoilJson(json: unknown): unknown {
  if (typeof json === 'string') return /^\S*$/.test(json) ? json : `${json.slice(0, 3)}\0\ud83d${json.slice(3)}\udc00`;
  if (Array.isArray(json)) return json.map(spoilJson);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, spoilJson(value)]));
}
