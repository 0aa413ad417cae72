/** A `fetch` that answers from a list and keeps what it was sent. */
export interface SentRequest {
  url: string;
  method: string;
  headers: Headers;
  body: any;
}

export interface FakeAnswer {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
}

/** Answers in order; the last answer repeats. */
export function fakeFetch(...answers: FakeAnswer[]): { fetch: typeof globalThis.fetch; sent: SentRequest[] } {
  const sent: SentRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.text();
    sent.push({
      url: request.url,
      method: request.method,
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    });
    const answer = answers[Math.min(sent.length, answers.length) - 1] ?? {};
    return new Response(answer.text ?? JSON.stringify(answer.json ?? {}), {
      status: answer.status ?? 200,
      headers: { 'content-type': 'application/json', ...answer.headers },
    });
  };
  return { fetch, sent };
}
