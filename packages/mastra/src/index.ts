export { type MastraTools, type ToolSource, toMastraTools } from './to-mastra-tools.ts';
