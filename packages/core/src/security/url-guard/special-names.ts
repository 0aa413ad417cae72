/** Names that lead inside, by reservation or by custom, and everything below them. */
const innerNames: ReadonlySet<string> = new Set([
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  'onion',
  'alt',
]);

/** Metadata services that have a public name. Those with an inner name or an address are refused for that. */
const metadataNames: ReadonlySet<string> = new Set([
  'metadata.goog',
  'metadata.tencentyun.com',
  'metadata.platformequinix.com',
  'metadata.packet.net',
  'api.metadata.cloud.ibm.com',
]);

/** Why a host name (lower case, no trailing dot) must not be asked for; `undefined` when it may. */
export function specialName(name: string): string | undefined {
  const labels = name.split('.');
  const wellFormed =
    name.length <= 253 && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  if (!wellFormed) return 'is not a host name';
  for (let index = 0; index < labels.length; index += 1) {
    const suffix = labels.slice(index).join('.');
    if (innerNames.has(suffix)) return `is an inner name (.${suffix})`;
    if (metadataNames.has(suffix)) return 'is a metadata service';
  }
  return labels.length === 1 ? 'has a single label, which only an inner network resolves' : undefined;
}
