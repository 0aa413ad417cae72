import type {
  AdapterSnapshot,
  ApiAdapter,
  CallOptions,
  Page,
  PagedList,
  ResponseInfo,
  ResultPromise,
  Schema,
  ServiceSettings,
} from '@headwater/core';

/**
 * A document that carries the types of its result and of its variables: the `TypedDocumentString` of GraphQL Code
 * Generator, what `typedDocument()` makes, or any object whose `toString()` gives the text. Plain strings work, untyped.
 */
export interface GraphQLDocument<Data = unknown, Variables = Record<string, unknown>> {
  toString(): string;
  readonly __apiType?: ((variables: Variables) => Data) | undefined;
}

/** What is known of a document before it is sent. */
export interface GraphQLHints {
  /** Shown in errors, spans and budgets. @default 'query' or 'mutate' */
  readonly name?: string | undefined;
  /** Which of the limits applies. @default 'default' */
  readonly costClass?: string | undefined;
  /** Whether the service charges for it. @default false */
  readonly billed?: boolean | undefined;
  /** Guide price in US dollars, for budgets. @default 0 */
  readonly estimatedCostUsd?: number | undefined;
  /** How long an answer stays good when the cache is on, in milliseconds. Partial answers are never kept. @default not cached */
  readonly cacheTtlMs?: number | undefined;
  /** Bound of one attempt in milliseconds. @default 10000 */
  readonly attemptTimeoutMs?: number | undefined;
}

/** A document made by `typedDocument()`, which can also check its result and knows its cost. */
export interface CheckedDocument<Data, Variables> extends GraphQLDocument<Data, Variables> {
  readonly data?: Schema<Data> | undefined;
  readonly hints?: GraphQLHints | undefined;
}

/** One entry of `errors`, as the service gave it. */
export interface GraphQLErrorEntry {
  message: string;
  /** Where in `data` the null is that this error explains. */
  path?: (string | number)[];
  /** The service's own tag, where it puts one beside the message (GitHub: `NOT_FOUND`). */
  type?: string;
  locations?: { line: number; column: number }[];
  extensions?: Record<string, unknown>;
}

/** What a service says a request cost, in its own points. */
export interface GraphQLCost {
  points: number;
  limit?: number;
  remaining?: number;
  used?: number;
  nodeCount?: number;
  /** ISO 8601. */
  resetsAt?: string;
}

export interface GraphQLResult<Data> {
  /** With `errors`, the fields these name are null. */
  data: Data;
  /** Empty when the answer is whole. */
  errors: readonly GraphQLErrorEntry[];
  extensions?: Record<string, unknown>;
  /** Where the client was told how to read it. */
  cost?: GraphQLCost;
}

export interface GraphQLCallOptions extends CallOptions {
  /** Which operation of a document that holds several. */
  operationName?: string | undefined;
  /** Take precedence over those of the document. */
  hints?: GraphQLHints | undefined;
}

export interface GraphQLMutationOptions extends GraphQLCallOptions {
  /**
   * `idempotent` says that carrying it out twice is as good as once, and lets it be sent again after a failure.
   * @default 'unsafe'
   */
  safety?: 'unsafe' | 'idempotent' | undefined;
}

/** Variables may be left out when none is required. */
export type VariablesArgument<Variables, Options> =
  Record<string, never> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];

/** A connection of the cursor specification. Lists and their items are nullable in most schemas. */
export interface GraphQLConnection<Node> {
  readonly nodes?: readonly (Node | null)[] | null | undefined;
  readonly edges?: readonly ({ readonly node?: Node | null } | null)[] | null | undefined;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  readonly totalCount?: number | null;
}

export interface GraphQLPage<Node> extends Page<Node> {
  errors: readonly GraphQLErrorEntry[];
  totalCount?: number;
  cost?: GraphQLCost;
  response: ResponseInfo;
}

export interface GraphQLPageOptions<Data, Node> extends GraphQLCallOptions {
  /** The variable that takes the cursor. @default 'after' */
  cursorVariable?: string | undefined;
  /** The variable that takes the size of a page. Given, no page asks for more than `maxItems` leaves. */
  pageSizeVariable?: string | undefined;
  /** Items per page, for `pageSizeVariable`. @default 50 */
  pageSize?: number | undefined;
  /** Most items over all pages. @default all */
  maxItems?: number | undefined;
  /** Checks each node: a malformed one is skipped and named, the others survive. */
  node?: Schema<Node> | undefined;
  /** Failures after which the page is asked for again at half its size. Needs `pageSizeVariable`. @default none */
  shrinkAfter?: ((error: unknown) => boolean) | undefined;
  /** Says why a list ends before the service's own total. Called with its last page. */
  describeEnd?: ((data: Data, items: number) => string | undefined) | undefined;
}

export interface GraphQLMethods {
  /**
   * Asks one question. `errors` beside `data` are kept in the result; `errors` alone are thrown.
   *
   * @throws {HeadwaterError}
   */
  query<Data = unknown, Variables = Record<string, unknown>>(
    document: GraphQLDocument<Data, Variables>,
    ...rest: VariablesArgument<Variables, GraphQLCallOptions>
  ): ResultPromise<GraphQLResult<Data>>;
  /**
   * Changes something. Sent at most once unless the service refused it, could not be reached, or `safety` allows more.
   *
   * @throws {HeadwaterError}
   */
  mutate<Data = unknown, Variables = Record<string, unknown>>(
    document: GraphQLDocument<Data, Variables>,
    ...rest: VariablesArgument<Variables, GraphQLMutationOptions>
  ): ResultPromise<GraphQLResult<Data>>;
  /**
   * Walks over a connection, one request at a time. A service that repeats a cursor ends it with a
   * `ResponseInvalidError`.
   *
   * @param connection finds the connection in the data; the errors are thrown when it is not there
   */
  paginate<Data, Variables, Node>(
    document: GraphQLDocument<Data, Variables>,
    variables: Variables,
    connection: (data: Data) => GraphQLConnection<Node> | null | undefined,
    options?: GraphQLPageOptions<Data, Node>,
  ): PagedList<Node, GraphQLPage<Node>>;
}

/** The client of one endpoint; a `ServiceRegistry` takes it like any other service. */
export interface GraphQLClient extends GraphQLMethods, ApiAdapter<ServiceSettings> {
  inspect(): AdapterSnapshot;
}
