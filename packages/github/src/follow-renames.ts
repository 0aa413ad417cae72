const maxHops = 3;
const moved: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/**
 * Renamed and moved repositories answer with a redirect. It is followed for reads, and only within the same origin: the
 * token must never reach another host.
 */
export function followRenames(fetch: typeof globalThis.fetch | undefined): typeof globalThis.fetch {
  return async (input, init) => {
    const send = fetch ?? globalThis.fetch;
    let url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    let response = await send(url, init);
    for (let hop = 0; hop < maxHops && moved.has(response.status) && init?.method === 'GET'; hop += 1) {
      const location = response.headers.get('location');
      if (location === null || !URL.canParse(location, url)) break;
      const next = new URL(location, url);
      if (next.origin !== new URL(url).origin) break;
      await response.body?.cancel();
      url = next.href;
      response = await send(url, init);
    }
    return response;
  };
}
