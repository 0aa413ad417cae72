import {
  type Clock,
  createServiceClient,
  defineOperation,
  type Operation,
  type ServiceDefinition,
  type ServiceSettings,
} from '@headwater/core';
import { array, nullish, object, oneOf, optional, record, string } from '@headwater/core/schema';
import type { GitHubAppAuth, InstallationTokens } from './app-auth.ts';
import { importPrivateKey } from './private-key.ts';

/** GitHub allows ten minutes; a minute is for clocks that are wrong. */
const jwtLifetimeS = 540;
const clockSkewS = 60;
/** A call that starts now must not find its token expired. */
const renewBeforeMs = 5 * 60_000;

interface TokenInput {
  installationId: string;
  repositories?: string[] | undefined;
  permissions?: Record<string, string> | undefined;
}

/** https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app. A second token does no harm. */
export function tokenOperation(prefix: string): Operation<TokenInput, { token: string; expires_at: string }> {
  return defineOperation({
    name: 'createInstallationToken',
    method: 'POST',
    path: '/app/installations/:id/access_tokens',
    safety: 'idempotent',
    billed: false,
    input: object({
      installationId: string({ pattern: /^\d{1,20}$/ }),
      repositories: optional(array(string({ minLength: 1 }), { maxLength: 500 })),
      permissions: optional(record(string())),
    }),
    request: ({ installationId, repositories, permissions }: TokenInput) => ({
      path: `${prefix}/app/installations/${installationId}/access_tokens`,
      body: { repositories, permissions },
    }),
    output: object({
      token: string({ minLength: 1 }),
      expires_at: string(),
      repository_selection: nullish(oneOf(['all', 'selected'])),
    }),
  });
}

/** Makes installation tokens as they are needed: one at a time, kept until shortly before they expire. */
export function createInstallationTokens(
  auth: GitHubAppAuth,
  definition: ServiceDefinition,
  settings: ServiceSettings,
  clock: Clock,
  prefix: string,
): InstallationTokens {
  const { appId, privateKey, installationId, repositories, permissions } = auth;
  let key: Promise<CryptoKey> | undefined;
  let current: { token: string; renewAtMs: number } | undefined;
  let pending: Promise<string> | undefined;

  async function jwt(): Promise<string> {
    key ??= importPrivateKey(privateKey);
    const now = Math.floor(clock.now() / 1000);
    const claims = { iat: now - clockSkewS, exp: now + jwtLifetimeS, iss: String(appId) };
    const unsigned = `${base64Url(JSON.stringify({ alg: 'RS256', typ: 'JWT' }))}.${base64Url(JSON.stringify(claims))}`;
    const bytes = new TextEncoder().encode(unsigned);
    const signature = new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', await key, bytes));
    return `${unsigned}.${base64Url(signature)}`;
  }

  // The cache would be asked in vain, and the App's own limits are not the installation's.
  const { cache: _, ...rest } = settings;
  const client = createServiceClient(definition, { ...rest, apiKey: jwt, credentialId: `app:${appId}` });

  async function renew(): Promise<string> {
    const input = {
      installationId: String(installationId),
      repositories: repositories === undefined ? undefined : [...repositories],
      permissions: permissions === undefined ? undefined : { ...permissions },
    };
    const { value } = await client.call(tokenOperation(prefix), input);
    const expiresAt = Date.parse(value.expires_at);
    // An unreadable time must not make a token eternal.
    const renewAtMs = Number.isNaN(expiresAt) ? clock.now() : expiresAt - renewBeforeMs;
    current = { token: value.token, renewAtMs };
    return value.token;
  }

  return {
    async token() {
      if (current !== undefined && clock.now() < current.renewAtMs) return current.token;
      pending ??= renew().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    forget() {
      current = undefined;
    },
    dispose: client.dispose,
  };
}

function base64Url(data: string | Uint8Array): string {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
