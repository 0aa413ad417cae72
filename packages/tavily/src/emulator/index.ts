export { SANDBOX_API_KEY } from '@headwater/testkit';
export { createTavilyEmulator, type TavilyEmulatorOptions } from './create-tavily-emulator.ts';
export type { EmulatorPage } from './pages.ts';
export { samplePages } from './sample-pages.ts';
