export { type ArxivEmulatorOptions, createArxivEmulator } from './create-arxiv-emulator.ts';
export { type EmulatorPaper, samplePapers } from './sample-papers.ts';
