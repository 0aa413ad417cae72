import { describe, expect, it } from 'vitest';
import { readyResponse } from '../../src/cache/ready-response.ts';

const text = '{"title":"Bäume"}';
const stored = () => new TextEncoder().encode(text);
const make = (bytes = stored()) =>
  readyResponse(bytes, { status: 203, statusText: 'Other', headers: { 'content-type': 'application/json' } });

const ways: Record<string, (response: Response) => Promise<string>> = {
  json: async (response) => JSON.stringify(await response.json()),
  text: (response) => response.text(),
  arrayBuffer: async (response) => new TextDecoder().decode(await response.arrayBuffer()),
  bytes: async (response) => new TextDecoder().decode(await response.bytes()),
  blob: async (response) => (await response.blob()).text(),
  body: (response) => new Response(response.body).text(),
};

describe('a response that is at hand', () => {
  it.each(Object.entries(ways))('is read by %s, once', async (_way, read) => {
    const response = make();
    expect(response).toBeInstanceOf(Response);
    expect(response.bodyUsed).toBe(false);
    expect(await read(response)).toBe(text);
    expect(response.bodyUsed).toBe(true);
    for (const again of ['json', 'text', 'arrayBuffer', 'bytes', 'blob'] as const) {
      await expect(response[again]()).rejects.toThrow(TypeError);
    }
    expect(() => response.clone()).toThrow(TypeError);
  });

  it('is not read past somebody who is reading it', async () => {
    const response = make();
    const reader = response.body?.getReader();
    await expect(response.json()).rejects.toThrow(/somebody has read it or is reading it/);
    expect(() => response.clone()).toThrow(TypeError);
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(text);
  });

  it('gives clones of their own', async () => {
    const response = Object.defineProperty(make(), 'url', { value: 'https://a.example/x' });
    const clone = response.clone();
    expect(await response.text()).toBe(text);
    expect([clone.bodyUsed, clone.status, clone.statusText, clone.url]).toEqual([
      false,
      203,
      'Other',
      'https://a.example/x',
    ]);
    expect(clone.headers.get('content-type')).toBe('application/json');
    expect(await clone.json()).toEqual({ title: 'Bäume' });
  });

  it('never lends what is stored', async () => {
    const bytes = stored();
    (await make(bytes).bytes()).fill(0);
    new Uint8Array(await make(bytes).arrayBuffer()).fill(0);
    const { value } = (await make(bytes).body?.getReader().read()) ?? {};
    value?.fill(0);
    expect(new TextDecoder().decode(bytes)).toBe(text);
  });

  it('may be empty, and may hold no JSON', async () => {
    expect(await make(new Uint8Array()).text()).toBe('');
    expect(await new Response(make(new Uint8Array()).body).text()).toBe('');
    await expect(make(new Uint8Array()).json()).rejects.toThrow(SyntaxError);
  });
});
