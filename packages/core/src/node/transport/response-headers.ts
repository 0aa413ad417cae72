/** Response headers as undici parses them: lower-case names, a list where a name came more than once. */
export type ParsedHeaders = Readonly<Record<string, string | string[]>>;

const join = (value: string | string[]): string => (typeof value === 'string' ? value : value.join(', '));

/**
 * `Headers` that are not built before something more than a look-up is asked of them.
 */
export class NodeHeaders {
  #parsed: ParsedHeaders;
  #native: Headers | undefined;

  constructor(parsed: ParsedHeaders) {
    this.#parsed = parsed;
  }

  get(name: string): string | null {
    if (this.#native !== undefined) return this.#native.get(name);
    const lowered = String(name).toLowerCase();
    // A name that is none must be refused as `Headers` refuses it.
    if (!Object.hasOwn(this.#parsed, lowered)) return this.#whole().get(name);
    return join(this.#parsed[lowered] as string | string[]);
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  getSetCookie(): string[] {
    return this.#whole().getSetCookie();
  }

  append(): never {
    return immutable();
  }

  delete(): never {
    return immutable();
  }

  set(): never {
    return immutable();
  }

  forEach(callback: (value: string, key: string, parent: Headers) => void, thisArgument?: unknown): void {
    for (const [name, value] of this.entries()) callback.call(thisArgument, value, name, this as unknown as Headers);
  }

  entries(): HeadersIterator<[string, string]> {
    return this.#whole().entries();
  }

  keys(): HeadersIterator<string> {
    return this.#whole().keys();
  }

  values(): HeadersIterator<string> {
    return this.#whole().values();
  }

  [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): Headers {
    return this.#whole();
  }

  #whole(): Headers {
    if (this.#native === undefined) {
      this.#native = new Headers();
      for (const [name, value] of Object.entries(this.#parsed)) {
        for (const one of typeof value === 'string' ? [value] : value) this.#native.append(name, one);
      }
    }
    return this.#native;
  }
}

function immutable(): never {
  throw new TypeError('the headers of a response cannot be changed');
}
