import { decodeXml } from './arxiv-xml.ts';

/** An element as the parser gives it: attributes under `@name`, text under `#text`, children by their names. */
export type Element = { readonly [name: string]: unknown };

/** The text of an element that is a child, an attribute (`@term`) or an item of a list; empty when there is none. */
export function textOf(parent: Element, name: string): string {
  return ownText(parent[name]);
}

export function ownText(node: unknown): string {
  if (typeof node === 'string') return decodeXml(node);
  // Twice what may stand once: the first counts.
  if (Array.isArray(node)) return ownText(node[0]);
  if (typeof node !== 'object' || node === null) return '';
  const { '#text': text, '#cdata': data } = node as Element;
  return `${typeof text === 'string' ? decodeXml(text) : ''}${typeof data === 'string' ? data : ''}`;
}

/** Children of a name that the parser always makes a list. An empty element is a text to it. */
export function childrenOf(parent: Element, name: string): Element[] {
  const list = parent[name];
  if (!Array.isArray(list)) return [];
  return list.map((item) => (typeof item === 'object' && item !== null ? (item as Element) : { '#text': item }));
}
