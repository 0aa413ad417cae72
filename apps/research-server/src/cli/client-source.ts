import { type ConfigFlags, readConfig, type ServerConfig } from '../config.ts';
import { createResearchServer } from '../server.ts';
import type { SourceSet } from '../sources/source-set.ts';
import type { CommandIo } from './output.ts';
import { createRunClient, type RunClient } from './run-client.ts';

/**
 * Works with the server at an address, or with one inside this process that opens no port.
 * @param sourcesOf makes the sources of the one inside. Default: those the configuration stands for
 */
export async function withClient<Result>(
  flags: ConfigFlags & { server?: string },
  io: CommandIo,
  work: (client: RunClient, pageUrl: string | undefined) => Promise<Result>,
  sourcesOf?: (config: ServerConfig) => Promise<SourceSet>,
): Promise<Result> {
  if (flags.server !== undefined) {
    const base = flags.server.replace(/\/+$/, '');
    return work(createRunClient(base, fetch), base);
  }
  const config = readConfig(flags, io.environment, io.workingDirectory);
  // Runs left by others are the server's business: this process ends with its own one.
  const sources = await sourcesOf?.(config);
  const server = await createResearchServer({ config, runs: { adopt: false }, ...(sources ? { sources } : {}) });
  try {
    return await work(createRunClient('http://localhost', server.fetch), undefined);
  } finally {
    await server.close();
  }
}
