import { createExa } from '@headwater/exa';
import { createExaEmulator, SANDBOX_API_KEY } from '@headwater/exa/emulator';

const exa = createExa({ apiKey: SANDBOX_API_KEY, fetch: createExaEmulator().fetch });

const { results } = await exa.search({
  query: 'street trees and summer heat',
  numResults: 3,
  contents: { text: true },
});
for (const { title, url, text } of results) {
  console.log(`${title}\n  ${url}\n  ${text?.slice(0, 80)}…`);
}
await exa.dispose();
