import { expect, it } from 'vitest';
import { createExaEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';

const corpus = [
  {
    url: 'https://trees.example/',
    title: 'Trees',
    text: 'Trees cool. See https://trees.example/methods and https://data.example/heat.csv for more.',
    publishedDate: '2024-05-01',
    category: 'publication',
    doi: '10.5555/trees.1',
  },
  { url: 'https://trees.example/methods', title: 'Methods', text: 'How trees were measured.' },
  { url: 'https://trees.example/people', title: 'People', text: 'Who measured trees.' },
];
const emulator = createExaEmulator({ corpus, limits: 'unlimited' });

async function contents(options: object): Promise<any> {
  const response = await emulator.fetch('https://api.exa.ai/contents', {
    method: 'POST',
    headers: { 'x-api-key': SANDBOX_API_KEY },
    body: JSON.stringify({ urls: ['https://trees.example/'], ...options }),
  });
  return ((await response.json()) as any).results[0];
}

it('gives pages of the same host as subpages, narrowed by a target, with the same contents', async () => {
  const { subpages } = await contents({ text: true, subpages: 5 });
  expect(subpages.map(({ title, text }: any) => [title, text])).toEqual([
    ['Methods', 'How trees were measured.'],
    ['People', 'Who measured trees.'],
  ]);
  expect((await contents({ subpages: 1 })).subpages).toHaveLength(1);
  expect((await contents({ subpages: 5, subpageTarget: ['people'] })).subpages).toMatchObject([{ title: 'People' }]);
  expect(await contents({ text: true })).not.toHaveProperty('subpages');
});

it('counts out the links of a page', async () => {
  const { extras } = await contents({ extras: { links: 1, richLinks: 5, imageLinks: 3, codeBlocks: 1 } });
  expect(extras).toEqual({
    links: ['https://trees.example/methods'],
    richLinks: [
      { url: 'https://trees.example/methods', anchor: 'https://trees.example/methods' },
      { url: 'https://data.example/heat.csv', anchor: 'https://data.example/heat.csv' },
    ],
    imageLinks: [],
    codeBlocks: [],
  });
});

it('dates a snapshot, keeps HTML where it is asked for and names the publication', async () => {
  const result = await contents({
    snapshotAsOf: '2026-05-01T00:00:00Z',
    text: { maxCharacters: 11, includeHtmlTags: true },
  });
  expect(result).toMatchObject({ snapshotAt: '2026-05-01T00:00:00.000Z', text: '<p>Trees cool.</p>' });
  expect(result.entities).toMatchObject([{ type: 'publication', properties: { doi: '10.5555/trees.1', year: 2024 } }]);
});
