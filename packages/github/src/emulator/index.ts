export { SANDBOX_API_KEY } from '@headwater/testkit';
export { createGitHubEmulator, type GitHubEmulatorOptions } from './create-github-emulator.ts';
export type { EmulatorApp } from './credentials.ts';
export type { EmulatorIssue, EmulatorRepository } from './repositories.ts';
export { sampleRepositories } from './sample-repositories.ts';
