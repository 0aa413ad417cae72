import type { Emulator, EmulatorSettings } from '@headwater/testkit';
import { createGdeltEmulator } from './create-gdelt-emulator.ts';
import { createGuardianEmulator } from './create-guardian-emulator.ts';
import { createNewsApiEmulator } from './create-newsapi-emulator.ts';
import type { EmulatorArticle } from './synthetic-articles.ts';

export interface NewsEmulatorOptions extends EmulatorSettings {
  /** Which service to be. @default 'newsapi' */
  backend?: 'newsapi' | 'guardian' | 'gdelt';
  /** @default `syntheticArticles()` */
  corpus?: readonly EmulatorArticle[];
  /** Keys that are accepted. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
}

/** The emulator of one of the three services, by name. */
export function createNewsEmulator({ backend = 'newsapi', ...options }: NewsEmulatorOptions = {}): Emulator {
  if (backend === 'gdelt') return createGdeltEmulator(options);
  return backend === 'guardian' ? createGuardianEmulator(options) : createNewsApiEmulator(options);
}
