import type { EmulatorHandler, EmulatorReply, EmulatorRequest } from '@headwater/testkit';

/** Thrown by checks and routes; answered with the service's body `{ detail: { error } }`. */
export class TavilyProblem extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  toReply(): EmulatorReply {
    return { status: this.status, json: { detail: { error: this.message } } };
  }
}

export function refuse(message: string): never {
  throw new TavilyProblem(400, message);
}

export function answering(
  handler: (request: EmulatorRequest) => EmulatorReply | Promise<EmulatorReply>,
): EmulatorHandler {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof TavilyProblem) return error.toReply();
      throw error;
    }
  };
}

/** Reads the fields of a request body, with their rules. Fields nobody asks for are ignored, as the service does. */
export class Body {
  readonly #fields: Record<string, unknown>;

  constructor(request: EmulatorRequest) {
    let body: unknown;
    try {
      body = request.json();
    } catch {
      refuse('Invalid JSON.');
    }
    if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('Body must be an object.');
    this.#fields = body as Record<string, unknown>;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  text(name: string, fallback = ''): string {
    if (!this.has(name)) return fallback;
    const value = this.#fields[name];
    return typeof value === 'string' ? value : refuse(`${name} must be a string.`);
  }

  required(name: string, message: string): string {
    const value = this.text(name);
    return value.trim() === '' ? refuse(message) : value;
  }

  oneOf(name: string, values: readonly string[], fallback: string): string {
    const value = this.text(name, fallback);
    return values.includes(value) || value === fallback
      ? value
      : refuse(`Invalid ${name}. Must be ${values.map((each) => `'${each}'`).join(', ')}.`);
  }

  flag(name: string): boolean {
    const value = this.#fields[name] ?? false;
    return typeof value === 'boolean' ? value : refuse(`${name} must be a boolean.`);
  }

  /** A boolean, or one of some words; `''` for no. */
  flagOr(name: string, values: readonly string[]): string {
    const value = this.#fields[name] ?? false;
    if (typeof value === 'boolean') return value ? (values[0] ?? '') : '';
    return typeof value === 'string' && values.includes(value) ? value : refuse(`Invalid ${name}.`);
  }

  whole(name: string, minimum: number, maximum: number, fallback: number): number {
    if (!this.has(name)) return fallback;
    const value = this.#fields[name];
    if (!Number.isInteger(value) || (value as number) < minimum || (value as number) > maximum) {
      refuse(`${name} must be a whole number from ${minimum} to ${maximum}.`);
    }
    return value as number;
  }

  texts(name: string, maximum = Number.POSITIVE_INFINITY): string[] {
    if (!this.has(name)) return [];
    const value = this.#fields[name];
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) {
      refuse(`${name} must be a list of strings.`);
    }
    return value.length > maximum ? refuse(`Max ${maximum} ${name} are allowed.`) : (value as string[]);
  }

  patterns(name: string): RegExp[] {
    return this.texts(name).map((source) => {
      try {
        return new RegExp(source);
      } catch {
        return refuse(`Invalid regular expression in ${name}.`);
      }
    });
  }

  /** A day, as epoch milliseconds of its beginning. */
  day(name: string): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.text(name);
    const at = Date.parse(`${value}T00:00:00Z`);
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(at);
    return isDay && new Date(at).toISOString().startsWith(value) ? at : refuse(`Invalid ${name}. Must be YYYY-MM-DD.`);
  }

  object(name: string): Record<string, unknown> | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#fields[name];
    if (typeof value !== 'object' || Array.isArray(value)) refuse(`${name} must be an object.`);
    return value as Record<string, unknown>;
  }
}
