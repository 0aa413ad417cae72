export type { Problem } from './evidence-check.ts';
export { isTemplate, type TemplateId, templates } from './templates.ts';
export { type VerifyInput, type VerifyResult, verifyReport } from './verify-report.ts';
