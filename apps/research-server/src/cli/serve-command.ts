import { type ConfigFlags, readConfig } from '../config.ts';
import { createResearchServer, type ResearchServer } from '../server.ts';
import { words } from '../shared/vocabulary.ts';
import { version } from '../version.ts';
import { exitCodes } from './exit-codes.ts';
import type { CommandIo } from './output.ts';

/** `headwater serve`: says where it listens in one line and works until it is asked to end. */
export async function serveCommand(flags: ConfigFlags, io: CommandIo): Promise<number> {
  const config = readConfig(flags, io.environment, io.workingDirectory);
  // Before the first client of this process makes its first call.
  const { registerProcessMetrics } = await import('../metrics/process-metrics.ts');
  registerProcessMetrics();
  const server = await createResearchServer({ config });
  try {
    const { url } = await server.listen();
    io.stdout.write(`Headwater ${version} is listening on ${url} – ${modeLine(server)}\n`);
    await io.terminated();
    return exitCodes.done;
  } finally {
    await server.close();
  }
}

function modeLine({ context: { sources } }: ResearchServer): string {
  if (sources.mode === 'live') {
    const asked = sources.entries.filter((entry) => entry.notice === undefined);
    return `live: ${asked.map(({ provider }) => provider.name).join(', ')}`;
  }
  const limits = sources.limits === 'published' ? ', published limits' : '';
  return `${words.sandboxNotice.replace('Sandbox', `sandbox${limits}`)}`;
}
