/** Headers of a signed request. */
export const signatureHeaders = {
  keyId: 'x-headwater-key-id',
  timestamp: 'x-headwater-timestamp',
  nonce: 'x-headwater-nonce',
  signature: 'x-headwater-signature',
} as const;

/** What each header must look like. None can hold a line break or a comma, which joins repeated headers. */
export const signaturePatterns = {
  keyId: /^[A-Za-z0-9._:/@+-]{1,128}$/,
  timestamp: /^(0|[1-9][0-9]{0,15})$/,
  nonce: /^[A-Za-z0-9_-]{16,128}$/,
  signature: /^v1=[0-9a-f]{64}$/,
} as const;
