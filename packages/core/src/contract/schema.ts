/**
 * The validation half of Standard Schema v1 (https://standardschema.dev), restated so that no schema library's types
 * stand in a public declaration. Any Standard Schema can be handed in where a `Schema` is asked for.
 */
export interface Schema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: any; readonly output: Output } | undefined;
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The type a schema yields. */
export type Infer<S extends Schema<any>> = S extends Schema<infer Output> ? Output : never;

/** A JSON Schema document, draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };
