import type { ServiceSettings, SourceProvider } from '@headwater/core';
import { type CatalogueEntry, catalogue } from './catalogue.ts';
import { flagsOf, type SourceEntry, type SourceSet } from './source-set.ts';

/** How long a source may take to show that it is there, in milliseconds. */
const reachMs = 2_500;

export interface LiveOptions {
  /** Whether an address answers. Default: one request without a key. */
  canReach?: (url: string) => Promise<boolean>;
  /** Ask sources that need no key without looking whether they can be reached. @default false */
  trustNetwork?: boolean;
  /** For every source. */
  settings?: ServiceSettings;
}

/** The live sources. One without its key, or out of reach, is there with a notice and is not asked. */
export async function createLiveSources({
  canReach = answers,
  trustNetwork = false,
  settings = {},
}: LiveOptions = {}): Promise<SourceSet> {
  const entries = await Promise.all(
    catalogue.map(async (source): Promise<SourceEntry> => {
      const provider = await source.connect(settings);
      const notice = await noticeOf(provider, source, trustNetwork ? undefined : canReach);
      const { onRequest } = flagsOf(source);
      return { provider, ...(onRequest ? { onRequest } : {}), ...(notice === undefined ? {} : { notice }) };
    }),
  );
  return {
    mode: 'live',
    limits: 'published',
    entries,
    async close() {
      await Promise.all(entries.map(({ provider }) => provider.dispose()));
    },
  };
}

async function noticeOf(
  provider: SourceProvider,
  { reachableAt }: CatalogueEntry,
  canReach: LiveOptions['canReach'],
): Promise<string | undefined> {
  if (provider.inspect?.().key.state === 'set') return undefined;
  const { keyRequired, keyVariable } = provider.capabilities;
  if (keyRequired) return `it needs a key: set ${keyVariable ?? 'its key'}, then restart`;
  if (!canReach || !reachableAt || (await canReach(reachableAt))) return undefined;
  return 'it could not be reached when the server started; check the network, then restart';
}

async function answers(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(reachMs);
    await (await fetch(url, { method: 'HEAD', redirect: 'manual', signal })).body?.cancel();
    return true;
  } catch {
    return false;
  }
}
