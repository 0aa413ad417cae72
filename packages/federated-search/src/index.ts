export type { SourceReport, Spending } from './ask-source.ts';
export {
  createFederatedSearch,
  type FederatedCallOptions,
  type FederatedQuery,
  type FederatedResult,
  type FederatedSearch,
  type FederatedSearchSettings,
} from './federated-search.ts';
export { type ErrorOutcome, outcomeOfError, type SourceOutcomeName } from './outcome.ts';
export { createResearchTools, type ResearchToolsSettings } from './research-tools.ts';
