import { createStateStore } from '@headwater/core';
import { createExa } from '@headwater/exa';
import { createExaEmulator, type EmulatorPage } from '@headwater/exa/emulator';
import { loadSciFact, loadWikipediaPassages } from '@headwater/sandbox-data';
import { createSemanticScholar } from '@headwater/semantic-scholar';
import { createSemanticScholarEmulator, type EmulatorPaper } from '@headwater/semantic-scholar/emulator';
import { type Emulator, type Fault, SANDBOX_API_KEY } from '@headwater/testkit';
import type { ServerConfig } from '../config.ts';
import { StartupProblem } from '../startup-problem.ts';
import type { SandboxFault } from './fault-script.ts';
import type { SourceSet } from './source-set.ts';

export interface SandboxCollections {
  papers(): Promise<readonly EmulatorPaper[]>;
  pages(): Promise<readonly EmulatorPage[]>;
}

/**
 * The sandbox: the real clients, their whole pipeline, and emulated services over real documents, all in this process.
 * @throws {StartupProblem} when the fault script names a source the sandbox does not have.
 */
export function createSandbox(
  { limits, sandboxFaults }: Pick<ServerConfig, 'limits' | 'sandboxFaults'>,
  { papers = sciFactPapers, pages = wikipediaPages }: Partial<SandboxCollections> = {},
): SourceSet {
  const semanticScholar = lazyEmulator(
    async () => createSemanticScholarEmulator({ corpus: await papers(), limits }),
    { path: '/graph/v1/paper/search?query=water&limit=1' },
    faultsOf('semantic-scholar', sandboxFaults),
  );
  const exa = lazyEmulator(
    async () => createExaEmulator({ corpus: await pages(), limits }),
    { path: '/search', body: { query: 'water', numResults: 1 } },
    faultsOf('exa', sandboxFaults),
  );
  const stateStore = createStateStore();
  const settings = {
    apiKey: SANDBOX_API_KEY,
    stateStore,
    ...(limits === 'sandbox' ? { resilience: { limits: 'sandbox' } } : {}),
  };
  const providers = [
    createSemanticScholar({ ...settings, fetch: semanticScholar.fetch }),
    createExa({ ...settings, fetch: exa.fetch }),
  ];
  const names = providers.map((provider) => provider.name);
  const stranger = sandboxFaults.find((fault) => !names.includes(fault.provider));
  if (stranger) {
    throw new StartupProblem(
      'Headwater cannot start: the fault script does not fit the sandbox.',
      `It names the source ${JSON.stringify(stranger.provider)}; the sandbox has ${names.join(' and ')}.`,
      'Correct the fault script (--sandbox-faults or HEADWATER_SANDBOX_FAULTS) and start again.',
    );
  }
  return {
    mode: 'sandbox',
    limits,
    entries: providers.map((provider) => ({ provider })),
    async warm() {
      await Promise.all([semanticScholar.warm(), exa.warm()]);
    },
    async close() {
      await Promise.all(providers.map((provider) => provider.dispose()));
    },
  };
}

async function sciFactPapers(): Promise<EmulatorPaper[]> {
  const abstracts = await loadSciFact();
  return abstracts.map(({ id, title, sentences }) => ({ corpusId: id, title, abstract: sentences.join(' ') }));
}

async function wikipediaPages(): Promise<EmulatorPage[]> {
  const articles = new Map<string, string[]>();
  for (const { title, text } of await loadWikipediaPassages()) {
    articles.set(title, [...(articles.get(title) ?? []), text]);
  }
  return [...articles].map(([title, passages]) => ({
    url: `https://en.wikipedia.org/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`,
    title,
    // The collection holds passages, not whole articles; a blank line keeps sentences of two passages apart.
    text: passages.join('\n\n'),
  }));
}

interface FirstSearch {
  path: string;
  body?: object;
}

interface LazyEmulator {
  fetch: typeof globalThis.fetch;
  warm(): Promise<unknown>;
}

/**
 * An emulator that is made when the first request comes: a server that is never asked loads no collection. One search of
 * its own makes it build its index; faults and limits begin after that.
 */
function lazyEmulator(make: () => Promise<Emulator>, first: FirstSearch, faults: Fault[]): LazyEmulator {
  let emulator: Promise<Emulator> | undefined;
  const start = async () => {
    const made = await make();
    const answer = await made.fetch(`${made.baseUrl}${first.path}`, {
      method: first.body ? 'POST' : 'GET',
      headers: { 'x-api-key': SANDBOX_API_KEY, 'content-type': 'application/json' },
      ...(first.body ? { body: JSON.stringify(first.body) } : {}),
    });
    if (!answer.ok) throw new Error(`the ${made.name} emulator answered its first search with ${answer.status}`);
    made.reset();
    made.faults.push(...faults);
    return made;
  };
  const get = () => {
    emulator ??= start();
    return emulator;
  };
  return { fetch: async (input, init) => (await get()).fetch(input, init), warm: get };
}

function faultsOf(provider: string, script: SandboxFault[]): Fault[] {
  return script.filter((fault) => fault.provider === provider).map(toFault);
}

function toFault({ fault, times, retryAfterSeconds, status, delayMs }: SandboxFault): Fault {
  const count = times === undefined ? {} : { times };
  switch (fault) {
    case 'throttle':
      return { kind: 'status', status: 429, retryAfter: retryAfterSeconds ?? 1, ...count };
    case 'error':
      return { kind: 'status', status: status ?? 500, ...count };
    case 'outage':
      return { kind: 'outage', status: status ?? 503, ...count };
    case 'reset':
      return { kind: 'reset', ...count };
    case 'latency':
      return { kind: 'latency', ms: delayMs ?? 1_000, ...count };
    case 'malformed':
      return { kind: 'malformed-json', ...count };
  }
}
