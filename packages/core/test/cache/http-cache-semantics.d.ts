/** The part that the differential test uses; the package brings no types. */
declare module 'http-cache-semantics' {
  interface Headed {
    headers: Record<string, string>;
  }
  export default class CachePolicy {
    constructor(
      request: Headed & { url: string; method: string },
      response: Headed & { status: number },
      options: { shared: boolean },
    );
    now(): number;
    storable(): boolean;
    evaluateRequest(request: Headed & { url: string; method: string }): { response?: object; revalidation?: object };
  }
}
