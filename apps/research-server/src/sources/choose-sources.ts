import type { ServerConfig } from '../config.ts';
import { StartupProblem } from '../startup-problem.ts';
import type { SourceSet } from './source-set.ts';

export async function chooseSources(config: ServerConfig): Promise<SourceSet> {
  throw new StartupProblem('x', 'y', config.dataDir);
}
