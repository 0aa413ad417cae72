export { type TypedDocumentOptions, typedDocument } from './document.ts';
export { type ReadFailure, readHttpFailure, wholeData } from './failure.ts';
export { createGraphQLClient, type GraphQLClientOptions } from './graphql-client.ts';
export { type GraphQLMethodsOptions, graphQLMethods } from './graphql-methods.ts';
export type {
  CheckedDocument,
  GraphQLCallOptions,
  GraphQLClient,
  GraphQLConnection,
  GraphQLCost,
  GraphQLDocument,
  GraphQLErrorEntry,
  GraphQLHints,
  GraphQLMethods,
  GraphQLMutationOptions,
  GraphQLPage,
  GraphQLPageOptions,
  GraphQLResult,
  VariablesArgument,
} from './graphql-types.ts';
export { wholeAnswersOnly } from './whole-answers-cache.ts';
