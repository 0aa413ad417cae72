import { createSemanticScholarEmulator, type SemanticScholarEmulatorOptions } from '../src/emulator/index.ts';

/** An emulator without limits, and short ways to ask it. */
export function start(options: SemanticScholarEmulatorOptions = {}) {
  const emulator = createSemanticScholarEmulator({ limits: 'unlimited', ...options });
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await emulator.fetch(`https://api.semanticscholar.org${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: await response.json() };
  }
  const graph = (path: string) => call('GET', `/graph/v1${path}`);
  return { emulator, call, graph };
}
