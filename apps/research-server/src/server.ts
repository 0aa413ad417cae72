import { createServer } from 'node:http';
import { ServiceRegistry } from '@headwater/core';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { mountChat } from './agents/index.ts';
import type { ServerConfig } from './config.ts';
import type { ServerContext } from './context.ts';
import { createApp } from './http/app.ts';
import { createRunService, type RunServiceOptions } from './research/run-service.ts';
import { createSearchService } from './search/search-service.ts';
import { createProviderBoard } from './sources/provider-board.ts';
import type { SourceSet } from './sources/source-set.ts';
import { StartupProblem } from './startup-problem.ts';
import { openStorage } from './storage/index.ts';

export interface ResearchServerOptions {
  config: ServerConfig;
  /** Sources other than those the configuration stands for. They are closed with the server. */
  sources?: SourceSet;
  runs?: RunServiceOptions;
}

export interface ResearchServer {
  context: ServerContext;
  app: Hono;
  /** Calls the server without a port. */
  fetch(request: Request): Promise<Response>;
  /**
   * Opens the port, then goes on with runs an earlier process left unfinished.
   * @throws {StartupProblem} when the port cannot be had.
   */
  listen(): Promise<{ url: string }>;
  /** Closes the port and lets running runs go on at the next start. Idempotent. */
  close(): Promise<void>;
}

/**
 * A research server that is not listening yet.
 * @throws {StartupProblem} when the data folder or the sources cannot be used.
 */
export async function createResearchServer(options: ResearchServerOptions): Promise<ResearchServer> {
  const { config } = options;
  const storage = await openStorage(config.dataDir);
  const sources = options.sources ?? (await loadSources(config));
  const registry = new ServiceRegistry();
  for (const { provider } of sources.entries) registry.register(provider.name, provider);
  const board = createProviderBoard(sources, registry);
  const runs = createRunService({ storage, sources }, options.runs);
  const search = createSearchService(sources);
  const context: ServerContext = { config, storage, sources, registry, board, runs, search };
  const app = createApp(context, { mount: mountChat });
  const fetch = async (request: Request) => app.fetch(request);
  const server = createServer(getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false }));
  let closing: Promise<void> | undefined;

  const close = async () => {
    const closed = new Promise<void>((resolve) => {
      if (server.listening) server.close(() => resolve());
      else resolve();
    });
    await runs.close();
    server.closeAllConnections();
    await closed;
    await sources.close();
    storage.close();
  };

  return {
    context,
    app,
    fetch,
    async listen() {
      await listenOn(server, config);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : config.port;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      // Not awaited: the page can be served while the workflow engine loads.
      runs.adoptOrphans().catch(console.error);
      setImmediate(() => {
        // Whoever closes the server while it still loads does not want to hear of it.
        warm({ runs, sources }).catch((error) => closing ?? console.error(error));
      });
      return { url: `http://${host}:${port}` };
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function loadSources(config: ServerConfig): Promise<SourceSet> {
  const { chooseSources } = await import('./sources/choose-sources.ts');
  return chooseSources(config);
}

/** Does ahead of the first run what it would else wait for: half a second of loading. */
async function warm({ runs, sources }: Pick<ServerContext, 'runs' | 'sources'>): Promise<void> {
  await runs.warm();
  await sources.warm?.();
}

function listenOn(server: ReturnType<typeof createServer>, { host, port }: ServerConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenProblem(error, host, port)));
    server.listen({ host: host.replace(/^\[(.*)\]$/, '$1'), port }, () => resolve());
  });
}

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const what = `Headwater cannot listen on ${host}:${port}.`;
  const action = 'Choose another port with --port or PORT; 0 takes any free one.';
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupProblem(what, 'Another program, perhaps another Headwater, uses this port.', action);
    case 'EACCES':
      return new StartupProblem(what, 'This user is not allowed to open the port.', action);
    default:
      return new StartupProblem(what, `${error.message}.`, action, { cause: error });
  }
}
