export { SANDBOX_API_KEY } from '@headwater/testkit';
export { builtInWorks, type EmulatorWork } from './corpus.ts';
export { type CrossrefEmulatorOptions, createCrossrefEmulator } from './create-crossref-emulator.ts';
