export { type ConfigFlags, readConfig, type ServerConfig } from './config.ts';
export type { ServerContext } from './context.ts';
export { createResearchServer, type ResearchServer, type ResearchServerOptions } from './server.ts';
export type { SourceEntry, SourceSet } from './sources/source-set.ts';
export { StartupProblem } from './startup-problem.ts';
