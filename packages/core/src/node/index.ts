// What needs Node, and nothing else: the rest of the package runs on Web APIs alone.
export { type FileAuditSinkOptions, fileAuditSink, readAuditLines } from './file-audit-sink.ts';
export { createGuardedFetch, guardedFetch } from './guarded-fetch.ts';
export { systemResolve } from './system-resolve.ts';
export {
  createNodeTransport,
  type NodeTransport,
  type NodeTransportOptions,
  type TransportDispatcher,
} from './transport/index.ts';
