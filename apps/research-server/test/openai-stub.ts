import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface StubMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | { type: string; text?: string }[] | null;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

export interface StubRequest {
  model: string;
  stream?: boolean;
  messages: StubMessage[];
  tools?: { type: string; function: { name: string; description?: string; parameters: unknown } }[];
}

export type StubReply =
  | { text: string }
  | { calls: { name: string; input: unknown }[] }
  | { status: number; body: unknown };

/** An OpenAI-compatible chat endpoint on a real port that streams what a test decides, in small pieces. */
export async function openAiStub(decide: (request: StubRequest) => StubReply) {
  const requests: { path: string; headers: IncomingHttpHeaders; body: StubRequest }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text) as StubRequest;
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    const reply = decide(body);
    if ('status' in reply) {
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(reply.body));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (delta: object, finish: string | null = null) => {
      const choices = [{ index: 0, delta, finish_reason: finish }];
      const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: body.model, choices };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    send({ role: 'assistant', content: '' });
    if ('text' in reply) for (const piece of reply.text.match(/.{1,5}/gs) ?? []) send({ content: piece });
    else {
      reply.calls.forEach(({ name, input }, index) => {
        const id = `call_${requests.length}_${index}`;
        send({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
        for (const piece of JSON.stringify(input).match(/.{1,9}/gs) ?? []) {
          send({ tool_calls: [{ index, function: { arguments: piece } }] });
        }
      });
    }
    send({}, 'text' in reply ? 'stop' : 'tool_calls');
    response.end('data: [DONE]\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests };
}

/** All text of a request's messages of one role. */
export function textOfRole({ messages }: StubRequest, role: StubMessage['role']): string {
  return messages
    .filter((message) => message.role === role)
    .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content ?? '')))
    .join('\n');
}

export const toolNames = ({ tools = [] }: StubRequest): string[] => tools.map((tool) => tool.function.name);

/** Whether the last message is a tool's answer. */
export const hasToolAnswer = ({ messages }: StubRequest): boolean => messages.at(-1)?.role === 'tool';
