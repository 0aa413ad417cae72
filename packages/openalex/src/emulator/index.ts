export { SANDBOX_API_KEY } from '@headwater/testkit';
export { builtInWorks, type EmulatorWork } from './corpus.ts';
export { createOpenAlexEmulator, type OpenAlexEmulatorOptions } from './create-openalex-emulator.ts';
