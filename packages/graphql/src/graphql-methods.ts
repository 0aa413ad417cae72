import {
  type CallOptions,
  type CallResult,
  defineOperation,
  type Operation,
  type OperationSafety,
  type ResultPromise,
  resultPromise,
  type ServiceClient,
} from '@headwater/core';
import { answerSchema, type GraphQLAnswer } from './answer.ts';
import { textOf } from './document.ts';
import { type ReadFailure, readSoftError } from './failure.ts';
import type {
  CheckedDocument,
  GraphQLCallOptions,
  GraphQLCost,
  GraphQLDocument,
  GraphQLHints,
  GraphQLMethods,
  GraphQLMutationOptions,
  GraphQLResult,
  VariablesArgument,
} from './graphql-types.ts';
import { connectionPages } from './pages.ts';
import { createHashes, persistedAnswer } from './persisted-queries.ts';

export interface GraphQLMethodsOptions {
  /** The provider's name, for errors. */
  provider: string;
  /** Path of the endpoint below the service's base URL. */
  path: string | (() => string);
  /** Limits that apply where a document does not say it. @default 'default' */
  costClass?: string | undefined;
  /** What the service means by its errors, beyond the common tags. */
  readFailure?: ReadFailure | undefined;
  /** Finds what a request cost in its answer. */
  readCost?: ((data: unknown, extensions: Record<string, unknown> | undefined) => GraphQLCost | undefined) | undefined;
  /** Sends documents by their hash first; see `GraphQLClientOptions`. @default false */
  persistedQueries?: boolean | undefined;
  /** Added to every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** @default Date.now */
  now?: (() => number) | undefined;
}

interface Input {
  query: string | undefined;
  hash: string | undefined;
  variables: object;
  operationName: string | undefined;
}

/** The methods alone, on a service that has other endpoints as well: they share its key, limits, circuits and health. */
export function graphQLMethods(service: Pick<ServiceClient, 'call'>, options: GraphQLMethodsOptions): GraphQLMethods {
  const { provider, path, readFailure, readCost, headers, now = Date.now } = options;
  const hashes = createHashes();
  let persisted = options.persistedQueries ?? false;

  function operationFor(
    document: CheckedDocument<unknown, unknown>,
    hints: GraphQLHints,
    safety: OperationSafety,
  ): Operation<Input, GraphQLAnswer> {
    const { costClass = options.costClass, cacheTtlMs, attemptTimeoutMs } = hints;
    const endpoint = typeof path === 'string' ? path : path();
    return defineOperation<Input, GraphQLAnswer>({
      name: hints.name ?? (safety === 'read' ? 'query' : 'mutate'),
      method: 'POST',
      path: endpoint,
      safety,
      billed: hints.billed ?? false,
      estimatedCostUsd: hints.estimatedCostUsd ?? 0,
      ...(costClass === undefined ? {} : { costClass }),
      ...(attemptTimeoutMs === undefined ? {} : { attemptTimeoutMs }),
      ...(cacheTtlMs === undefined || safety !== 'read' ? {} : { cacheTtlMs }),
      request: ({ query, hash, variables, operationName }) => ({
        ...(headers === undefined ? {} : { headers }),
        body: {
          query,
          operationName,
          variables,
          extensions: hash === undefined ? undefined : { persistedQuery: { version: 1, sha256Hash: hash } },
        },
      }),
      softError: (json, answer) => readSoftError(json, answer, readFailure),
      output: answerSchema(document.data),
    });
  }

  async function send(
    document: GraphQLDocument<any, any>,
    variables: object,
    { operationName, hints, ...callOptions }: GraphQLCallOptions,
    safety: OperationSafety,
  ): Promise<CallResult<GraphQLAnswer>> {
    const text = textOf(document, safety === 'read' ? 'query' : 'mutation', operationName, provider);
    const checked = document as CheckedDocument<unknown, unknown>;
    const operation = operationFor(checked, { ...checked.hints, ...hints }, safety);
    const ask = (query: string | undefined, hash: string | undefined, bounds: CallOptions) =>
      service.call(operation, { query, hash, variables, operationName }, bounds);
    if (!persisted) return ask(text, undefined, callOptions);
    const bounds = asDeadline(callOptions, now());
    const hash = await hashes(text);
    try {
      return await ask(undefined, hash, bounds);
    } catch (error) {
      const answer = persistedAnswer(error);
      if (answer === undefined) throw error;
      if (answer === 'unsupported') persisted = false;
      return ask(text, answer === 'unknown' ? hash : undefined, bounds);
    }
  }

  const toResult = <Data>({ value }: CallResult<GraphQLAnswer>): GraphQLResult<Data> => {
    const { data, errors, extensions } = value;
    const cost = readCost?.(data, extensions);
    return {
      data: data as Data,
      errors,
      ...(extensions === undefined ? {} : { extensions }),
      ...(cost === undefined ? {} : { cost }),
    };
  };

  function query<Data = unknown, Variables = Record<string, unknown>>(
    document: GraphQLDocument<Data, Variables>,
    ...[variables, callOptions]: VariablesArgument<Variables, GraphQLCallOptions>
  ): ResultPromise<GraphQLResult<Data>> {
    return resultPromise(send(document, variables ?? {}, callOptions ?? {}, 'read'), toResult<Data>);
  }

  function mutate<Data = unknown, Variables = Record<string, unknown>>(
    document: GraphQLDocument<Data, Variables>,
    ...[variables, callOptions]: VariablesArgument<Variables, GraphQLMutationOptions>
  ): ResultPromise<GraphQLResult<Data>> {
    const { safety = 'unsafe', ...rest }: GraphQLMutationOptions = callOptions ?? {};
    return resultPromise(send(document, variables ?? {}, rest, safety), toResult<Data>);
  }

  return {
    query,
    mutate,
    paginate: (document, variables, connection, pageOptions = {}) =>
      connectionPages({
        query,
        provider,
        readFailure,
        document,
        variables: variables as Record<string, unknown>,
        connection,
        options: pageOptions,
      }),
  };
}

/** Two requests for one call must not take twice its time. */
function asDeadline(options: CallOptions, now: number): CallOptions {
  const { timeoutMs, ...rest } = options;
  if (timeoutMs === undefined) return options;
  return { ...rest, deadline: Math.min(rest.deadline ?? Number.POSITIVE_INFINITY, now + timeoutMs) };
}
