import type { EmulatorRoute } from './types.ts';

export interface RouteMatch {
  route: EmulatorRoute;
  params: Record<string, string>;
}

export interface Router {
  /** The first route that fits, `'method-not-allowed'` when only the path does, `undefined` when nothing does. */
  match(method: string, path: string): RouteMatch | 'method-not-allowed' | undefined;
}

/** Routes are tried in the order given: put `/paper/search` before `/paper/:id`. */
export function createRouter(routes: readonly EmulatorRoute[]): Router {
  const compiled = routes.map((route) => ({ route, ...compile(route.path) }));
  return {
    match(method, path) {
      let isPathKnown = false;
      for (const { route, pattern, names } of compiled) {
        const found = pattern.exec(path);
        if (!found) continue;
        isPathKnown = true;
        if (route.method !== method) continue;
        const values = names.map((name, index) => [name, decode(found[index + 1] ?? '')]);
        return { route, params: Object.fromEntries(values) };
      }
      return isPathKnown ? 'method-not-allowed' : undefined;
    },
  };
}

function compile(path: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = path
    .split('/')
    .map((part) => {
      const parameter = /^:([A-Za-z]+)(\*?)$/.exec(part);
      if (!parameter) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(parameter[1] as string);
      return parameter[2] ? '(.+)' : '([^/]+)';
    })
    .join('/');
  return { pattern: new RegExp(`^${source}$`), names };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
