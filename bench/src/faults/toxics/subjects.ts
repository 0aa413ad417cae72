import {
  type CallOptions,
  createServiceClient,
  type EventOperation,
  type ServiceDefinition,
  type ServiceSettings,
} from '@headwater/core';
import { object, string } from '@headwater/core/schema';
import { createExa } from '@headwater/exa';
import { createExaEmulator } from '@headwater/exa/emulator';
import { createSemanticScholar } from '@headwater/semantic-scholar';
import { createSemanticScholarEmulator } from '@headwater/semantic-scholar/emulator';
import { createEmulator, type Emulator, SANDBOX_API_KEY } from '@headwater/testkit';

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

const exa: SubjectKind = {
  name: 'exa',
  emulate: () => createExaEmulator(unlimited),
  create(settings) {
    const client = createExa({ ...settings, apiKey: SANDBOX_API_KEY });
    return {
      call: (number, options) => client.search({ query: wordOf(number), numResults: 5 }, options),
      dispose: client.dispose,
    };
  },
};

const semanticScholar: SubjectKind = {
  name: 'semantic-scholar',
  emulate: () => createSemanticScholarEmulator(unlimited),
  create(settings) {
    const client = createSemanticScholar({ ...settings, apiKey: SANDBOX_API_KEY });
    return {
      async call(number, options) {
        const titles: unknown[] = [];
        for await (const paper of client.searchPapers({ query: wordOf(number), limit: 5 }, options)) {
          titles.push(paper.title);
        }
        return titles;
      },
      dispose: client.dispose,
    };
  },
};

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

/** No provider streams yet: a service of the bench's own stands for those that will. */
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

export const subjectKinds: readonly SubjectKind[] = [exa, semanticScholar, streamed];
