/**
 * The schema builders of this project: a small, typed face over zod, which is bundled here once and tree-shaken. Neither
 * providers nor their users see a zod type, and any Standard Schema works in place of these.
 */
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import type { Infer, JsonSchema, Schema } from '../contract/schema.ts';
import type { ToolSchema } from '../contract/tools.ts';

export type { Infer, JsonSchema, Schema } from '../contract/schema.ts';

// The small build of zod words every issue as "Invalid input" until it is given a language. The setting is shared with
// every other zod in the process, so one that is already there stays.
if (z.config().localeError === undefined) z.config(en());

/** Our own, so that descriptions of ours never meet those of another zod in the process. */
const descriptions = z.registry<{ description: string }>();

type Shape = Record<string, Schema<any>>;
type OptionalKeys<S extends Shape> = { [K in keyof S]: undefined extends Infer<S[K]> ? K : never }[keyof S];
type Flatten<T> = { [K in keyof T]: T[K] } & {};

/** Keys whose schema takes `undefined` are optional. */
export type InferShape<S extends Shape> = Flatten<
  { [K in Exclude<keyof S, OptionalKeys<S>>]: Infer<S[K]> } & { [K in OptionalKeys<S>]?: Infer<S[K]> }
>;

export interface StringOptions {
  /** @default no bound */
  minLength?: number;
  maxLength?: number;
  pattern?: RegExp;
  description?: string;
}

export interface NumberOptions {
  minimum?: number;
  maximum?: number;
  /** @default false */
  integer?: boolean;
  description?: string;
}

type Inner = z.ZodMiniType<any, any>;
const inner = (schema: Schema<any>) => schema as unknown as Inner;
const outer = <Output>(schema: Inner) => schema as unknown as Schema<Output>;
const checks = (list: (z.core.$ZodCheck<any> | undefined)[]) => list.filter((item) => item !== undefined);

/** Adds a description, which JSON Schema and therefore models see. */
export function describe<Output>(schema: Schema<Output>, description: string): Schema<Output> {
  return outer(inner(schema).register(descriptions, { description }));
}

function described<Output>(schema: Inner, description: string | undefined): Schema<Output> {
  return description === undefined ? outer(schema) : describe(outer<Output>(schema), description);
}

export function string(options: StringOptions = {}): Schema<string> {
  const { minLength, maxLength, pattern, description } = options;
  const list = checks([
    minLength === undefined ? undefined : z.minLength(minLength),
    maxLength === undefined ? undefined : z.maxLength(maxLength),
    pattern === undefined ? undefined : z.regex(pattern),
  ]);
  return described(z.string().check(...(list as [])), description);
}

export function number(options: NumberOptions = {}): Schema<number> {
  const { minimum, maximum, integer, description } = options;
  const list = checks([
    integer ? z.int() : undefined,
    minimum === undefined ? undefined : z.minimum(minimum),
    maximum === undefined ? undefined : z.maximum(maximum),
  ]);
  return described(z.number().check(...(list as [])), description);
}

/** A number that some services send as a string of digits. */
export function numberLike(): Schema<number> {
  const digits = z.pipe(z.string().check(z.regex(/^-?\d+(\.\d+)?$/)), z.transform(Number));
  return outer(z.union([z.number(), digits]));
}

export function boolean(description?: string): Schema<boolean> {
  return described(z.boolean(), description);
}

export function unknown(): Schema<unknown> {
  return outer(z.unknown());
}

export function literal<const Value extends string | number | boolean | null>(value: Value): Schema<Value> {
  return outer(z.literal(value));
}

export function oneOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
  description?: string,
): Schema<Values[number]> {
  return described(z.enum(values), description);
}

export interface ArrayOptions {
  minLength?: number;
  maxLength?: number;
  description?: string;
}

export function array<Item>(item: Schema<Item>, options: ArrayOptions = {}): Schema<Item[]> {
  const { minLength, maxLength, description } = options;
  const list = checks([
    minLength === undefined ? undefined : z.minLength(minLength),
    maxLength === undefined ? undefined : z.maxLength(maxLength),
  ]);
  return described(z.array(inner(item)).check(...(list as [])), description);
}

/** Unknown keys are an error: for what callers give. */
export function strictObject<S extends Shape>(shape: S): Schema<InferShape<S>> {
  return outer(z.strictObject(shape as unknown as Record<string, Inner>));
}

/** Unknown keys are dropped: for what services answer. */
export function object<S extends Shape>(shape: S): Schema<InferShape<S>> {
  return outer(z.object(shape as unknown as Record<string, Inner>));
}

/** Unknown keys are kept. */
export function looseObject<S extends Shape>(shape: S): Schema<InferShape<S> & { [key: string]: unknown }> {
  return outer(z.looseObject(shape as unknown as Record<string, Inner>));
}

export function record<Value>(value: Schema<Value>): Schema<Record<string, Value>> {
  return outer(z.record(z.string(), inner(value)));
}

export function union<const Options extends readonly [Schema<any>, Schema<any>, ...Schema<any>[]]>(
  options: Options,
): Schema<Infer<Options[number]>> {
  return outer(z.union(options.map(inner) as [Inner, Inner]));
}

export function optional<Output>(schema: Schema<Output>): Schema<Output | undefined> {
  return outer(z.optional(inner(schema)));
}

export function nullable<Output>(schema: Schema<Output>): Schema<Output | null> {
  return outer(z.nullable(inner(schema)));
}

/** Absent, null and undefined are all fine: what most fields of most services turn out to be. */
export function nullish<Output>(schema: Schema<Output>): Schema<Output | null | undefined> {
  return outer(z.nullish(inner(schema)));
}

/** A field an answer can do without: a malformed value counts as absent instead of costing the whole item. */
export function lenient<Output>(schema: Schema<Output>): Schema<Output | null | undefined> {
  return outer(z.catch(z.nullish(inner(schema)), undefined));
}

/** Uses `value` where the field is absent. */
export function withDefault<Output>(
  schema: Schema<Output>,
  value: Output & (Output extends object ? object : unknown),
): Schema<Output> {
  return outer(z._default(inner(schema), value as never));
}

/** Maps a value after its check. */
export function transform<From, To>(schema: Schema<From>, map: (value: From) => To): Schema<To> {
  return outer(z.pipe(inner(schema), z.transform(map as (value: unknown) => unknown)));
}

/** Adds a rule of its own. `message` says what is expected. */
export function refine<Output>(
  schema: Schema<Output>,
  rule: (value: Output) => boolean,
  message: string,
): Schema<Output> {
  return outer(inner(schema).check(z.refine(rule as (value: unknown) => boolean, message)));
}

/** JSON Schema, draft 2020-12, of what goes into (`input`) or comes out of (`output`) a schema. */
export function toJsonSchema(schema: Schema<any>, io: 'input' | 'output' = 'input'): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(inner(schema), {
    io,
    unrepresentable: 'any',
    metadata: descriptions,
  });
  return json;
}

/** The two standard forms of one schema, for a tool definition. JSON Schema is made when first read. */
export function toolSchema<Output>(schema: Schema<Output>, io: 'input' | 'output' = 'input'): ToolSchema<Output> {
  let json: JsonSchema | undefined;
  return {
    standard: schema,
    get json() {
      json ??= toJsonSchema(schema, io);
      return json;
    },
  };
}
