import { ConfigurationError } from '@headwater/core';

/** A GitHub App's installation. https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app */
export interface GitHubAppAuth {
  /** The App's id or client id. */
  appId: string | number;
  /** PEM as GitHub gives it (PKCS #1) or converted (PKCS #8). */
  privateKey: string;
  installationId: string | number;
  /** Narrows the tokens to repositories of the installation, by name without owner. @default all */
  repositories?: readonly string[] | undefined;
  /** Narrows what the tokens may do, for example `{ contents: 'read' }`. @default all that the installation has */
  permissions?: Readonly<Record<string, string>> | undefined;
}

export interface InstallationTokens {
  /** A token that is good for some minutes at least. */
  token(): Promise<string>;
  /** Forgets the token: it was refused. */
  forget(): void;
  dispose(): Promise<void>;
}

/** @throws {ConfigurationError} naming the setting that cannot be right */
export function checkAuth(auth: GitHubAppAuth): void {
  const problem = !/^[\w.-]{1,64}$/.test(String(auth.appId ?? ''))
    ? 'auth.appId must be the id or the client id of the App'
    : !/^\d{1,20}$/.test(String(auth.installationId ?? ''))
      ? 'auth.installationId must be a number'
      : typeof auth.privateKey !== 'string' || !auth.privateKey.includes('PRIVATE KEY')
        ? 'auth.privateKey must be the PEM text of the App’s private key'
        : undefined;
  if (problem === undefined) return;
  throw new ConfigurationError(problem, { provider: 'github', hint: 'They are on the settings page of the App.' });
}

/** Loads what makes tokens with the first that is needed: most clients are no App. */
export function lazyTokens(load: () => Promise<InstallationTokens>): InstallationTokens {
  let loaded: Promise<InstallationTokens> | undefined;
  return {
    async token() {
      loaded ??= load();
      return (await loaded).token();
    },
    forget: () => void loaded?.then((tokens) => tokens.forget()),
    dispose: async () => (await loaded)?.dispose(),
  };
}
