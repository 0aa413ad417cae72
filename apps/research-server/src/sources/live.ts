import type { SourceProvider } from '@headwater/core';
import { createExa } from '@headwater/exa';
import { createSemanticScholar } from '@headwater/semantic-scholar';
import type { SourceEntry, SourceSet } from './source-set.ts';

/** Where a source that needs no key is looked for; any answer at all shows that it can be reached. */
const addresses: Record<string, string> = { 'semantic-scholar': 'https://api.semanticscholar.org/' };

/** How long a source may take to show that it is there, in milliseconds. */
const reachMs = 2_500;

export interface LiveOptions {
  /** Whether an address answers. Default: one request without a key. */
  canReach?: (url: string) => Promise<boolean>;
  /** Ask sources that need no key without looking whether they can be reached. @default false */
  trustNetwork?: boolean;
}

/** The live sources. One without its key, or out of reach, is there with a notice and is not asked. */
export async function createLiveSources({
  canReach = answers,
  trustNetwork = false,
}: LiveOptions = {}): Promise<SourceSet> {
  const providers: SourceProvider[] = [createSemanticScholar(), createExa()];
  const entries = await Promise.all(
    providers.map((provider) => entryOf(provider, trustNetwork ? undefined : canReach)),
  );
  return {
    mode: 'live',
    limits: 'published',
    entries,
    async close() {
      await Promise.all(providers.map((provider) => provider.dispose()));
    },
  };
}

async function entryOf(provider: SourceProvider, canReach: LiveOptions['canReach']): Promise<SourceEntry> {
  const { keyRequired, keyVariable } = provider.capabilities;
  const isSet = keyVariable !== undefined && Boolean(process.env[keyVariable]?.trim());
  if (isSet) return { provider };
  if (keyRequired) return { provider, notice: `it needs a key: set ${keyVariable ?? 'its key'}, then restart` };
  const address = addresses[provider.name];
  if (!canReach || !address || (await canReach(address))) return { provider };
  return { provider, notice: 'it could not be reached when the server started; check the network, then restart' };
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
