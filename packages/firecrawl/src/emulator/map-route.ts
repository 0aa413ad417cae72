import { allWords, type EmulatorReply, type EmulatorRequest } from '@headwater/testkit';
import { checkMap, toUrl } from './checks.ts';
import { FirecrawlProblem, readBody } from './problem.ts';
import type { Service } from './service.ts';
import { isSubdomain, walk } from './walk.ts';

interface MapBody {
  url: string;
  search?: string;
  sitemap?: 'skip' | 'include' | 'only';
  includeSubdomains?: boolean;
  ignoreQueryParameters?: boolean;
  limit?: number;
}

/** The addresses of a site, from its links and its own list; `search` puts those first that share its words. */
export function map(service: Service, request: EmulatorRequest): EmulatorReply {
  const raw = readBody(request);
  checkMap(raw, '');
  const body = raw as unknown as MapBody;
  const { search, sitemap = 'include', includeSubdomains = true, ignoreQueryParameters = true, limit = 5000 } = body;
  const start = toUrl(body.url) as string;
  const { hostname } = new URL(start);
  if (!service.web.knowsHost(hostname)) {
    throw new FirecrawlProblem(500, `DNS resolution failed for hostname: ${hostname}`, {
      code: 'SCRAPE_DNS_RESOLUTION_ERROR',
    });
  }
  service.credits.need(1, request);
  service.credits.spend(1, request);
  const { urls } = walk(service.web, start, {
    sitemap,
    ignoreQueryParameters,
    limit: Number.MAX_SAFE_INTEGER,
    crawlEntireDomain: true,
    allowSubdomains: includeSubdomains,
    ignoreRobotsTxt: true,
  });
  const links = urls
    .filter((url) => new URL(url).hostname === hostname || isSubdomain(new URL(url).hostname, hostname))
    .map((url) => {
      const page = service.web.find(url);
      return { url, ...(page !== undefined && { title: page.title, description: page.description }) };
    });
  return { json: { success: true, id: service.ids(), links: ordered(links, search).slice(0, limit) } };
}

interface Link {
  url: string;
  title?: string;
  description?: string;
}

function ordered(links: Link[], search: string | undefined): Link[] {
  if (search === undefined) return links;
  const wanted = new Set(allWords(search));
  const shared = ({ url, title = '', description = '' }: Link) =>
    allWords(`${url} ${title} ${description}`).filter((word) => wanted.has(word)).length;
  return links
    .map((link) => ({ link, score: shared(link) }))
    .sort((left, right) => right.score - left.score)
    .map(({ link }) => link);
}
