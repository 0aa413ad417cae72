import type { ServiceSettings } from '@headwater/core';
import { gdeltService } from './gdelt/gdelt-service.ts';
import type { Gdelt } from './gdelt/gdelt-types.ts';
import type { Guardian } from './guardian/guardian-contract.ts';
import { guardianService } from './guardian/guardian-service.ts';
import type { NewsService, OpenedNews } from './news-service.ts';
import type { NewsBackend, NewsSettings } from './news-types.ts';
import { newsApiService } from './newsapi/newsapi-service.ts';
import type { NewsApi } from './newsapi/newsapi-types.ts';

/** Each service's own client. */
export interface NewsClients {
  newsapi: NewsApi;
  guardian: Guardian;
  gdelt: Gdelt;
}

interface Backend<Client> {
  service: NewsService<ServiceSettings, Client>;
  /** Loads the code that calls the service, and makes its client of the settings of that moment. */
  open(settings: () => NewsSettings): Promise<OpenedNews<Client>>;
}

/** In the order in which they are chosen. What calls a service is loaded with its first call, and for no other. */
export const backends: { readonly [Name in NewsBackend]: Backend<NewsClients[Name]> } = {
  newsapi: {
    service: newsApiService,
    open: async (settings) => (await import('./newsapi/newsapi-provider.ts')).openNewsApi(settings()),
  },
  guardian: {
    service: guardianService,
    open: async (settings) => (await import('./guardian/guardian-provider.ts')).openGuardian(settings()),
  },
  gdelt: {
    service: gdeltService,
    open: async (settings) => (await import('./gdelt/gdelt-provider.ts')).openGdelt(settings()),
  },
};
