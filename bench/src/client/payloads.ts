/** The documents the bench server answers with: Exa-shaped, because every row must also fit a real provider's schema. */
export interface Payload {
  requestId: string;
  results: { id: string; title: string; url: string; publishedDate: string; author: string; text: string }[];
}

const sentence = 'Street trees cool a block mainly by shade; blocks with young trees showed no difference in July. ';

function payloadOf(bytes: number, results: number): Payload {
  const make = (textLength: number): Payload => ({
    requestId: 'b5947044c4b78efa9552a7c89b306d95',
    results: Array.from({ length: results }, (_, index) => ({
      id: `https://city-notes.example/trees/${index}`,
      title: `Why street trees cool some blocks and not others, part ${index}`,
      url: `https://city-notes.example/trees/${index}`,
      publishedDate: '2024-07-03T00:00:00.000Z',
      author: 'Ada Lindqvist',
      text: sentence.repeat(Math.ceil(textLength / sentence.length)).slice(0, textLength),
    })),
  });
  const bare = JSON.stringify(make(0)).length;
  return make(Math.floor((bytes - bare) / results));
}

export const payload2k: Payload = payloadOf(2048, 4);
export const payload60k: Payload = payloadOf(60 * 1024, 30);

export const bytes2k: Uint8Array = new TextEncoder().encode(JSON.stringify(payload2k));
export const bytes60k: Uint8Array = new TextEncoder().encode(JSON.stringify(payload60k));

/** What the POST rows send. The number makes every request another one, so that nothing can be shared or cached. */
export const searchBody = (number: number) => ({
  query: `which street trees cool a city block best, question ${number}`,
  numResults: 4,
  contents: { text: true as const },
});
