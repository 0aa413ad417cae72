import type { SourceProvider } from '@headwater/core';
import { createExa } from '@headwater/exa';
import { createExaEmulator, samplePages } from '@headwater/exa/emulator';
import { createSemanticScholar } from '@headwater/semantic-scholar';
import { createSemanticScholarEmulator, samplePapers } from '@headwater/semantic-scholar/emulator';
import { onTestFinished } from 'vitest';
import { mountChat } from '../src/agents/index.ts';
import type { ChatLimits } from '../src/agents/limits.ts';
import { type ConfigFlags, readConfig } from '../src/config.ts';
import { createApp } from '../src/http/app.ts';
import { createResearchServer } from '../src/server.ts';
import type { ChatEvent } from '../src/shared/api.ts';
import { sourceSet } from './fake-source.ts';
import { temporaryFolder } from './temporary-folder.ts';

// No test speaks to anything but this machine.
process.env.MASTRA_TELEMETRY_DISABLED = '1';
process.env.MASTRA_OFFLINE = '1';

/** The sample documents without the signs by which clients know them as invented; such are never cited. */
const pages = samplePages.map((page) => ({ ...page, url: page.url.replace('.example', '.headwater-test.org') }));
const papers = samplePapers.map((paper) => ({ ...paper, venue: 'Journal of Tests' }));

/** A web and an academic source, each a real client before the in-process emulator of its service. */
export function emulatedSources({ invented = false } = {}) {
  const exaEmulator = createExaEmulator({ limits: 'unlimited', ...(invented ? {} : { corpus: pages }) });
  const scholarEmulator = createSemanticScholarEmulator({
    limits: 'unlimited',
    ...(invented ? {} : { corpus: papers }),
  });
  const settings = { apiKey: 'sandbox-key', resilience: { limits: 'sandbox' } };
  const exa = createExa({ ...settings, fetch: exaEmulator.fetch });
  const scholar = createSemanticScholar({ ...settings, fetch: scholarEmulator.fetch });
  onTestFinished(async () => {
    await exa.dispose();
    await scholar.dispose();
  });
  return { exaEmulator, scholarEmulator, providers: [exa, scholar] as SourceProvider[] };
}

export interface Answer {
  status: number;
  events: ChatEvent[];
  text: string;
  threadId: string;
  finished: Extract<ChatEvent, { type: 'chat-finished' }>;
}

export interface ChatServerOptions {
  providers: SourceProvider[];
  flags?: ConfigFlags;
  modelKey?: string;
  limits?: Partial<ChatLimits>;
}

/** The whole server without a port, on a database file of its own. */
export async function chatServer({ providers, flags = {}, modelKey, limits = {} }: ChatServerOptions) {
  const dataDir = await temporaryFolder();
  const environment = modelKey === undefined ? {} : { HEADWATER_MODEL_KEY: modelKey };
  const config = readConfig({ port: '0', mode: 'sandbox', dataDir, ...flags }, environment, '/');
  const server = await createResearchServer({ config, sources: sourceSet(...providers) });
  onTestFinished(() => server.close());
  const app = createApp(server.context, { mount: (routes, context) => mountChat(routes, context, limits) });
  const get = (path: string) => app.request(`http://localhost${path}`, { headers: { host: 'localhost' } });
  const post = (body: unknown, signal?: AbortSignal) =>
    app.request('http://localhost/v1/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'localhost' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  const say = async (message: string, threadId?: string): Promise<Answer> => {
    const response = await post({ message, ...(threadId === undefined ? {} : { threadId }) });
    return readAnswer(response.status, await response.text());
  };
  return { context: server.context, post, get, say };
}

export function readAnswer(status: number, body: string): Answer {
  const frames = body.split('\n\n').filter((frame) => frame.startsWith('event: '));
  const events = frames.map((frame) => {
    const [, type, data] = /^event: (\S+)\ndata: (.*)$/s.exec(frame) ?? [];
    const event = JSON.parse(data ?? 'null') as ChatEvent;
    if (event.type !== type) throw new Error(`frame ${type} holds ${event.type}`);
    return event;
  });
  const started = events.find((event) => event.type === 'chat-started');
  return {
    status,
    events,
    text: events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join(''),
    threadId: started?.threadId ?? '',
    finished: events.find((event) => event.type === 'chat-finished') as Answer['finished'],
  };
}

export const citedIds = (text: string): string[] =>
  [...text.matchAll(/\[(ev_[\w-]+)\]/g)].map(([, id]) => id as string);

export const typesOf = (events: ChatEvent[], type: ChatEvent['type']): ChatEvent[] =>
  events.filter((event) => event.type === type);
