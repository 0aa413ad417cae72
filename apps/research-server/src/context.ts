import type { ServiceRegistry } from '@headwater/core';
import type { ServerConfig } from './config.ts';
import type { RunService } from './research/run-service.ts';
import type { SearchService } from './search/search-service.ts';
import type { ProviderBoard } from './sources/provider-board.ts';
import type { SourceSet } from './sources/source-set.ts';
import type { Storage } from './storage/index.ts';

/** What routes and agents work with. One per server. */
export interface ServerContext {
  config: ServerConfig;
  storage: Storage;
  /** The sources of this server, live or sandbox, whether they can be asked or not. */
  sources: SourceSet;
  /** The same providers as services, for health and fail-over. */
  registry: ServiceRegistry;
  board: ProviderBoard;
  runs: RunService;
  search: SearchService;
}
