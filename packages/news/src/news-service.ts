import type {
  CallOptions,
  ServiceDefinition,
  ServiceSettings,
  SourceCapabilities,
  ToolDefinition,
} from '@headwater/core';
import type { BackendPage, NewsFace, PageRequest } from './news-face.ts';
import type { NewsBackend } from './news-types.ts';

/** What is known of a service without the code that calls it. */
export interface NewsService<Settings extends ServiceSettings, Client> {
  backend: NewsBackend;
  /** Name of the operation that searches, for provenance. */
  operation: string;
  definition(current: () => Settings): ServiceDefinition;
  capabilities(settings: Settings): SourceCapabilities;
  tools(
    search: Pick<NewsFace<Settings>, 'backend' | 'searchArticles'>,
    client: () => Client | Promise<Client>,
  ): readonly ToolDefinition[];
}

/** One page of a shared search. */
export type FetchPage = (request: PageRequest, callOptions?: CallOptions) => Promise<BackendPage>;

/** A service's own client, and the page of a shared search, which the client itself does not offer. */
export interface OpenedNews<Client> {
  provider: Client;
  fetchPage: FetchPage;
}
