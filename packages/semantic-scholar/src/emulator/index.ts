export { SANDBOX_API_KEY } from '@headwater/testkit';
export {
  createSemanticScholarEmulator,
  type SemanticScholarEmulatorOptions,
} from './create-semantic-scholar-emulator.ts';
export { type EmulatorAuthor, type EmulatorPaper, type EmulatorReference, paperIdOf } from './papers.ts';
export { samplePapers } from './sample-papers.ts';
