export { SANDBOX_API_KEY } from '@headwater/testkit';
export type { EmulatorArticle } from './articles.ts';
export { createWikipediaEmulator, type WikipediaEmulatorOptions } from './create-wikipedia-emulator.ts';
export { sampleArticles } from './sample-articles.ts';
