import type { ServerConfig } from '../config.ts';
import { createLiveSources, type LiveOptions } from './live.ts';
import { createSandbox } from './sandbox.ts';
import { canBeAsked, type SourceSet } from './source-set.ts';

/**
 * The sources a configuration stands for. `auto` is live when any live source can be asked, else the sandbox; a fault
 * script stands for the sandbox.
 */
export async function chooseSources(config: ServerConfig, options: LiveOptions = {}): Promise<SourceSet> {
  if (config.mode === 'sandbox' || config.sandboxFaults.length > 0) return createSandbox(config);
  const live = await createLiveSources({ ...options, trustNetwork: config.mode === 'live' });
  if (config.mode === 'live' || live.entries.some(canBeAsked)) return live;
  await live.close();
  return createSandbox(config);
}
