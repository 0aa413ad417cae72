export { SANDBOX_API_KEY } from '@headwater/testkit';
export { createGdeltEmulator, type GdeltEmulatorOptions } from './create-gdelt-emulator.ts';
export { createGuardianEmulator, type GuardianEmulatorOptions } from './create-guardian-emulator.ts';
export { createNewsEmulator, type NewsEmulatorOptions } from './create-news-emulator.ts';
export { createNewsApiEmulator, type NewsApiEmulatorOptions } from './create-newsapi-emulator.ts';
export {
  type EmulatorArticle,
  SYNTHETIC_NOTE,
  SYNTHETIC_TITLE_MARK,
  type SyntheticArticlesOptions,
  syntheticArticles,
} from './synthetic-articles.ts';
