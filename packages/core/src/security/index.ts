export type { AuditEntry, AuditHead } from './audit/audit-line.ts';
export { type AuditLog, type AuditLogOptions, type AuditProblem, createAuditLog } from './audit/audit-log.ts';
export { type AuditEnd, type AuditSink, type MemoryAuditSink, memoryAuditSink } from './audit/audit-sink.ts';
export {
  type AuditFinding,
  type AuditVerification,
  type AuditVerifyOptions,
  verifyAuditLog,
} from './audit/verify-audit-log.ts';
export {
  createFieldCipher,
  type FieldCipher,
  FieldCipherError,
  type FieldCipherOptions,
  type FieldCipherProblem,
} from './field-cipher.ts';
export { guardedFetch } from './guarded-fetch.ts';
export type { GuardedFetch, GuardedFetchOptions } from './guarded-fetch-types.ts';
export { redactText } from './redact.ts';
export type { SignableRequest } from './signing/canonical-request.ts';
export { type MemoryReplayStoreOptions, memoryReplayStore, type ReplayStore } from './signing/replay-store.ts';
export {
  createRequestSigner,
  type RequestSigner,
  type RequestSignerOptions,
  type SigningSecret,
} from './signing/request-signer.ts';
export {
  createSignatureVerifier,
  SignatureError,
  type SignatureProblem,
  type SignatureVerifier,
  type SignatureVerifierOptions,
  type SignedRequest,
  type VerifiedSignature,
} from './signing/signature-verifier.ts';
export {
  type CheckedUrl,
  createUrlGuard,
  type HostAddresses,
  type HostResolver,
  type UrlGuard,
  type UrlGuardOptions,
} from './url-guard/url-guard.ts';
