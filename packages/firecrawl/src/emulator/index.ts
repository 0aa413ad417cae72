export { SANDBOX_API_KEY } from '@headwater/testkit';
export { createFirecrawlEmulator, type FirecrawlEmulatorOptions } from './create-firecrawl-emulator.ts';
export { samplePages } from './sample-pages.ts';
export type { EmulatorPage } from './web.ts';
