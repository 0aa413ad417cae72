export type { GitHubAppAuth } from './app-auth.ts';
export { gitHubDocuments } from './github-documents.ts';
export { type GitHubRateLimitKind, rateLimitKind } from './github-errors.ts';
export { createGitHub, type GitHubProvider, github } from './github-provider.ts';
export type { GitHubRest } from './github-rest.ts';
export type {
  GitHubCodeQuery,
  GitHubCodeSearch,
  GitHubDates,
  GitHubIssueQuery,
  GitHubIssueSearch,
  GitHubIssueSort,
  GitHubNumbers,
  GitHubRange,
  GitHubRawQuery,
  GitHubRepositoryQuery,
  GitHubRepositorySearch,
  GitHubRepositorySort,
  GitHubRestRepositorySearch,
} from './github-search-types.ts';
export type { GitHubSettings } from './github-settings.ts';
export type {
  GitHubList,
  GitHubPage,
  GitHubRateLimit,
  GitHubRateLimitBucket,
  GitHubReadme,
  GitHubRepository,
  GitHubRestCode,
  GitHubRestIssue,
  GitHubRestRepository,
} from './github-types.ts';
