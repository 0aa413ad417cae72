import { type ConfigFlags, readConfig } from '../config.ts';
import { createResearchServer } from '../server.ts';
import type { CommandIo } from './output.ts';
import { createRunClient, type RunClient } from './run-client.ts';

/** Works with the server at an address, or with one inside this process that opens no port. */
export async function withClient<Result>(
  flags: ConfigFlags & { server?: string },
  io: CommandIo,
  work: (client: RunClient, pageUrl: string | undefined) => Promise<Result>,
): Promise<Result> {
  if (flags.server !== undefined) {
    const base = flags.server.replace(/\/+$/, '');
    return work(createRunClient(base, fetch), base);
  }
  const config = readConfig(flags, io.environment, io.workingDirectory);
  // Runs left by others are the server's business: this process ends with its own one.
  const server = await createResearchServer({ config, runs: { adopt: false } });
  try {
    return await work(createRunClient('http://localhost', server.fetch), undefined);
  } finally {
    await server.close();
  }
}
