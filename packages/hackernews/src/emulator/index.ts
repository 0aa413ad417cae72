export {
  createHackerNewsEmulator,
  type HackerNewsEmulator,
  type HackerNewsEmulatorOptions,
} from './create-hackernews-emulator.ts';
export type { EmulatorCorpus, EmulatorItem, EmulatorUser } from './items.ts';
export { createSyntheticForum, SYNTHETIC_MARK, type SyntheticForumOptions } from './synthetic-forum.ts';
