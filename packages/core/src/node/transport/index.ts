export { createNodeTransport, type NodeTransport, type NodeTransportOptions } from './create-node-transport.ts';
export type { TransportDispatcher } from './undici.ts';
