/** What a package manager prints, and the one line a person needs instead. The first match wins. */
const explanations = [
  [/ENOSPC|no space left/i, 'the disk is full: free about 2 GB and run the same command again'],
  [/EACCES|EPERM|EROFS|permission denied|read-only file system/i, 'a folder cannot be written: check who owns it'],
  [
    /CERT|self.signed|unable to (get|verify).*issuer/i,
    'the package registry’s certificate is not trusted: point NODE_EXTRA_CA_CERTS at your network’s certificate file',
  ],
  [
    /E401|E403|ERR_PNPM_FETCH_40[13]|unauthori[sz]ed|forbidden/i,
    'the package registry refused the request: check the registry settings in your .npmrc',
  ],
  [
    /ETARGET|E404|ERR_PNPM_FETCH_404|NO_MATCHING_VERSION|notarget/i,
    'the package registry does not serve a version that is needed: use a registry that mirrors the public one completely',
  ],
  [
    /OUTDATED_LOCKFILE|frozen-lockfile/i,
    'pnpm-lock.yaml does not match the package.json files: run "node tooling/bootstrap.mjs pnpm install" and commit the lockfile',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|dns|network|fetch failed|error sending request|ERR_PNPM_META_FETCH_FAIL/i,
    'the package registry cannot be reached: check the network or the proxy settings (HTTPS_PROXY, npm_config_registry) and run the same command again',
  ],
];

/** One line for a failed install, from the text the package manager printed. */
export function explainFailure(output) {
  const known = explanations.find(([pattern]) => pattern.test(output));
  if (known) return known[1];
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? 'it failed without saying why';
}
