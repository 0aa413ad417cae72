export {
  createTavily,
  type TavilyCaller,
  type TavilyProvider,
  type TavilySettings,
  tavily,
} from './tavily-provider.ts';
export type {
  TavilyAccount,
  TavilyResearch,
  TavilyResearchEvent,
  TavilyResearchOptions,
  TavilyStartedResearch,
  TavilyWaitOptions,
} from './tavily-research-types.ts';
export type {
  TavilyCommonOptions,
  TavilyCrawlOptions,
  TavilyCrawlResponse,
  TavilyExtracted,
  TavilyExtractOptions,
  TavilyExtractResponse,
  TavilyFailure,
  TavilyImage,
  TavilyMapOptions,
  TavilyMapResponse,
  TavilyResult,
  TavilySearchOptions,
  TavilySearchResponse,
  TavilyUsage,
} from './tavily-types.ts';
