import { type EmulatorPage, normalUrl, type Web } from './web.ts';

export interface WalkRules {
  includePaths?: string[];
  excludePaths?: string[];
  regexOnFullURL?: boolean;
  maxDiscoveryDepth?: number;
  sitemap?: 'skip' | 'include' | 'only';
  ignoreQueryParameters?: boolean;
  limit: number;
  crawlEntireDomain?: boolean;
  allowExternalLinks?: boolean;
  allowSubdomains?: boolean;
  ignoreRobotsTxt?: boolean;
}

export interface Walk {
  /** In the order they are met. */
  urls: string[];
  /** Met, and forbidden to robots. */
  robotsBlocked: string[];
}

/** Breadth first over the links of the emulated web, from one address. */
export function walk(web: Web, start: string, rules: WalkRules): Walk {
  const { sitemap = 'include', limit } = rules;
  const seen = new Set<string>();
  const urls: string[] = [];
  const robotsBlocked: string[] = [];
  const keyOf = (url: string) => normalUrl(rules.ignoreQueryParameters ? url.replace(/\?.*$/, '') : url);
  let front = [start];
  if (sitemap !== 'skip') front.push(...listed(web, start, rules));
  for (let depth = 0; front.length > 0 && urls.length < limit; depth += 1) {
    const behind: string[] = [];
    for (const url of front) {
      const key = keyOf(url);
      if (seen.has(key) || urls.length >= limit) continue;
      seen.add(key);
      const page = web.find(url);
      if (page?.isForbiddenToRobots && !rules.ignoreRobotsTxt) {
        robotsBlocked.push(url);
        continue;
      }
      // The start is read whatever the patterns say about it.
      if (url === start || isWanted(url, rules)) urls.push(url);
      if (sitemap !== 'only' && depth < (rules.maxDiscoveryDepth ?? Number.POSITIVE_INFINITY) && page !== undefined) {
        behind.push(...web.linksOf(followed(web, page)).filter((link) => isWithin(link, start, rules)));
      }
    }
    front = behind;
  }
  return { urls, robotsBlocked };
}

const followed = (web: Web, page: EmulatorPage): EmulatorPage =>
  page.redirectTo === undefined ? page : (web.find(page.redirectTo) ?? page);

/** What the site's own list names. */
function listed(web: Web, start: string, rules: WalkRules): string[] {
  return web.pages
    .filter((page) => page.isInSitemap !== false && page.redirectTo === undefined && (page.status ?? 200) === 200)
    .map((page) => page.url)
    .filter((url) => isWithin(url, start, rules) && new URL(url).hostname === new URL(start).hostname);
}

export function isSubdomain(host: string, of: string): boolean {
  return host.endsWith(`.${of.replace(/^www\./, '')}`);
}

function isWithin(link: string, start: string, rules: WalkRules): boolean {
  const from = new URL(start);
  const to = new URL(link);
  if (to.hostname === from.hostname) {
    return rules.crawlEntireDomain === true || `${to.pathname}/`.startsWith(from.pathname.replace(/\/*$/, '/'));
  }
  return isSubdomain(to.hostname, from.hostname) ? rules.allowSubdomains === true : rules.allowExternalLinks === true;
}

function isWanted(url: string, { includePaths = [], excludePaths = [], regexOnFullURL }: WalkRules): boolean {
  const subject = regexOnFullURL ? url : new URL(url).pathname;
  const matches = (source: string) => new RegExp(source).test(subject);
  return (includePaths.length === 0 || includePaths.some(matches)) && !excludePaths.some(matches);
}
