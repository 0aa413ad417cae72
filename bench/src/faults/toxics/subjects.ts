import { fileURLToPath } from 'node:url';
import {
  type CallOptions,
  createServiceClient,
  type EventOperation,
  type ServiceDefinition,
  type ServiceSettings,
} from '@headwater/core';
import { object, string } from '@headwater/core/schema';
import { createEmulator, type Emulator, SANDBOX_API_KEY } from '@headwater/testkit';
import { loadServices } from '../../../../tooling/lib/services.mjs';

/** What a run calls: a client of one service. */
export interface Subject {
  call(number: number, options: CallOptions): Promise<unknown>;
  dispose(): Promise<void>;
}

export interface SubjectKind {
  name: string;
  emulate(): Emulator;
  create(settings: ServiceSettings): Subject;
}

const words = ['trees', 'heat', 'sleep', 'vitamin', 'rivers', 'noise'];
const wordOf = (number: number) => words[number % words.length] as string;
const unlimited = { limits: 'unlimited' as const };

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Every provider of the repository, as its own tests describe it: a search over its emulator. */
const providers: SubjectKind[] = Object.entries(await loadServices(root)).map(([name, service]) => ({
  name,
  emulate: () => service.createEmulator(unlimited),
  create(settings) {
    const provider = service.create({ ...settings, apiKey: SANDBOX_API_KEY });
    return {
      call: (number, options) => provider.searchDocuments({ text: wordOf(number), limit: 5 }, options),
      dispose: () => provider.dispose(),
    };
  },
}));

const definition: ServiceDefinition = {
  name: 'streamed',
  version: '0.0.0',
  baseUrl: 'https://streamed.example',
  plans: {},
  defaultPlan: () => 'sandbox',
};

const answer: EventOperation<{ question: string }, { word: string }> = {
  name: 'answer',
  method: 'GET',
  path: '/answer',
  safety: 'read',
  billed: false,
  response: 'events',
  format: 'sse',
  request: ({ question }) => ({ query: { question } }),
  item: object({ word: string() }),
  isEnd: ({ data }) => data === '[DONE]',
};

/** A stream, from a service of the bench's own. */
const streamed: SubjectKind = {
  name: 'a streamed answer',
  emulate: () =>
    createEmulator({
      ...unlimited,
      name: 'streamed',
      baseUrl: definition.baseUrl,
      routes: [
        {
          method: 'GET',
          path: '/answer',
          handler: () => ({
            headers: { 'content-type': 'text/event-stream' },
            chunks: [...words.map((word) => `data: ${JSON.stringify({ word })}\n\n`), 'data: [DONE]\n\n'],
          }),
        },
      ],
    }),
  create(settings) {
    const client = createServiceClient(definition, settings);
    return {
      async call(number, options) {
        const received: string[] = [];
        for await (const { word } of client.stream(answer, { question: wordOf(number) }, options)) received.push(word);
        return received;
      },
      dispose: client.dispose,
    };
  },
};

export const subjectKinds: readonly SubjectKind[] = [...providers, streamed];
