export { mountChat } from './chat.ts';
export type { EvidenceSink } from './evidence-sink.ts';
export { type ChatLimits, defaultLimits } from './limits.ts';
