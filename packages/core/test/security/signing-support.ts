import { createVirtualClock } from '@headwater/testkit';
import { expect } from 'vitest';
import { createRequestSigner } from '../../src/security/signing/request-signer.ts';
import {
  createSignatureVerifier,
  SignatureError,
  type SignatureProblem,
  type SignatureVerifierOptions,
} from '../../src/security/signing/signature-verifier.ts';
import { failure } from '../support/failure.ts';

export const secret = 'a-secret-of-at-least-32-characters';
export const url = 'https://api.example/v1/items?q=river%20sea&limit=2#part';
export const body = '{"text":"Fluß"}';
export const parts = { keyId: 'agent-1', timestamp: 1_767_225_600_000, nonce: 'nonce-0123456789' };

export function pair(options: Partial<SignatureVerifierOptions> = {}) {
  const clock = createVirtualClock();
  const sign = createRequestSigner({ keyId: 'agent-1', secret, clock });
  const verify = createSignatureVerifier({ keys: { 'agent-1': secret }, clock, ...options });
  return { clock, sign, verify };
}

export async function refusal(work: Promise<unknown>): Promise<SignatureProblem> {
  const error = await failure(work);
  expect(error).toBeInstanceOf(SignatureError);
  expect(error).toMatchObject({ code: 'authentication', retryable: false, name: 'SignatureError' });
  expect(error.message).toMatch(/^the signature was refused: ./);
  expect(error.hint).toMatch(/\.$/);
  return (error as SignatureError).reason;
}
