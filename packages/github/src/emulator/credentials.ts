import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';

/** A GitHub App that the emulator knows. */
export interface EmulatorApp {
  appId: string | number;
  /** PEM (`BEGIN PUBLIC KEY`) of the key that belongs to the App's private key. */
  publicKey: string;
  installationIds: readonly (string | number)[];
}

const docs = 'https://docs.github.com/rest';

export const problem = (status: number, message: string, extra: Record<string, unknown> = {}): EmulatorReply => ({
  status,
  json: { message, documentation_url: docs, status: String(status), ...extra },
});

export const badCredentials = (): EmulatorReply => problem(401, 'Bad credentials');

/** `Bearer` or `token`. */
export function tokenOf(request: EmulatorRequest): string | undefined {
  return /^(?:Bearer|token)\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

const hour = 3_600_000;
const jwtWindowS = 600;

export interface Installations {
  /** Whether a token was made by an installation and is still good. */
  isValid(token: string): boolean;
  /** Answers `POST /app/installations/:id/access_tokens`. */
  createToken(request: EmulatorRequest): Promise<EmulatorReply>;
  reset(): void;
}

export function createInstallations(apps: readonly EmulatorApp[], now: () => number): Installations {
  const tokens = new Map<string, number>();
  let made = 0;
  return {
    isValid: (token) => (tokens.get(token) ?? 0) > now(),
    async createToken(request) {
      const app = await appOf(tokenOf(request), apps, now());
      if (typeof app === 'string') return problem(401, app);
      const { id } = request.params;
      if (!app.installationIds.map(String).includes(id ?? '')) return problem(404, 'Not Found');
      made += 1;
      const token = `ghs_sample${String(made).padStart(8, '0')}`;
      const expiresAt = now() + hour;
      tokens.set(token, expiresAt);
      const body = request.bodyText === '' ? {} : (request.json() as { permissions?: object; repositories?: string[] });
      const json = {
        token,
        expires_at: new Date(Math.floor(expiresAt / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
        permissions: body.permissions ?? { contents: 'read', metadata: 'read' },
        repository_selection: body.repositories === undefined ? 'all' : 'selected',
      };
      return { status: 201, json };
    },
    reset() {
      tokens.clear();
      made = 0;
    },
  };
}

/** The App whose key signed a token, or what is wrong with it. */
async function appOf(
  jwt: string | undefined,
  apps: readonly EmulatorApp[],
  now: number,
): Promise<EmulatorApp | string> {
  const undecodable = 'A JSON web token could not be decoded';
  const [head = '', body = '', signature = ''] = (jwt ?? '').split('.');
  let header: { alg?: string };
  let claims: { iss?: string | number; iat?: number; exp?: number };
  try {
    header = JSON.parse(fromBase64Url(head));
    claims = JSON.parse(fromBase64Url(body));
  } catch {
    return undecodable;
  }
  const app = apps.find(({ appId }) => String(appId) === String(claims.iss));
  if (header.alg !== 'RS256' || app === undefined) return undecodable;
  const bytes = Uint8Array.from(fromBase64Url(signature), (character) => character.charCodeAt(0));
  const signed = new TextEncoder().encode(`${head}.${body}`);
  if (!(await crypto.subtle.verify('RSASSA-PKCS1-v1_5', await importPublicKey(app.publicKey), bytes, signed)))
    return undecodable;
  const seconds = now / 1000;
  const { iat = Number.NaN, exp = Number.NaN } = claims;
  if (!(iat <= seconds + 5))
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  if (!(exp > seconds))
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  return exp - seconds > jwtWindowS ? "'Expiration time' claim ('exp') is too far in the future" : app;
}

function fromBase64Url(text: string): string {
  return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
}

function importPublicKey(pem: string): Promise<CryptoKey> {
  const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s+/g, '')), (character) => character.charCodeAt(0));
  return crypto.subtle.importKey('spki', der, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['verify']);
}
