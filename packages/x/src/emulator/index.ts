export { SANDBOX_API_KEY } from '@headwater/testkit';
export type { EmulatorConnection } from './account-routes.ts';
export type { EmulatorCorpus, EmulatorMedia, EmulatorPost, EmulatorUser } from './archive.ts';
export { createXEmulator, type XEmulatorOptions } from './create-x-emulator.ts';
export { createSyntheticPosts, SYNTHETIC_MARK, type SyntheticPostsOptions } from './synthetic-posts.ts';
