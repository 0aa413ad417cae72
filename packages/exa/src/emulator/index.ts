export { SANDBOX_API_KEY } from '@headwater/testkit';
export { createExaEmulator, type ExaEmulatorOptions } from './create-exa-emulator.ts';
export type { EmulatorPage } from './pages.ts';
export { samplePages } from './sample-pages.ts';
