export { type CommandOutput, runIntegrationCommand } from './cli.ts';
export { formatPlan, formatReport, formatResult } from './report.ts';
export { IntegrationTestSuite } from './suite.ts';
export {
  type CaseResult,
  type EmulatedService,
  type IntegrationGroup,
  type IntegrationPlan,
  type IntegrationReport,
  type IntegrationRunOptions,
  type IntegrationTestSuiteOptions,
  integrationGroups,
  type PlannedCase,
  type TestFramework,
} from './types.ts';
