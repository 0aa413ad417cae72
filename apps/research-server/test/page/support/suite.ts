import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { browserMissing, launchBrowser, openPage, type WatchedPage } from './browser.ts';
import { buildPage } from './build-page.ts';
import { type PageServer, startPageServer } from './page-server.ts';

export interface PageSuite {
  server: PageServer;
  /** Opens a path of the page. Whatever the page must never do fails the test at its end. */
  visit(path: string, options?: BrowserContextOptions): Promise<Page>;
}

/** A suite in a real Chromium on the page as built. Skipped, with the reason shown, where there is no Chromium. */
export function describePage(name: string, define: (suite: PageSuite) => void, basePath = ''): void {
  describe.skipIf(browserMissing)(name, { timeout: 30_000 }, () => {
    const opened: WatchedPage[] = [];
    let built: Awaited<ReturnType<typeof buildPage>>;
    let browser: Browser;
    const suite = {
      visit: async (path, options) => {
        const watched = await openPage(browser, suite.server.url + path, options);
        watched.page.setDefaultTimeout(8_000);
        opened.push(watched);
        return watched.page;
      },
    } as PageSuite;

    beforeAll(async () => {
      built = await buildPage();
      suite.server = await startPageServer(built.directory, basePath);
      browser = await launchBrowser();
    }, 60_000);
    afterEach(async () => {
      const violations = opened.flatMap((watched) => watched.violations);
      for (const watched of opened.splice(0)) await watched.close();
      expect(violations).toEqual([]);
    });
    afterAll(async () => {
      await browser?.close();
      await suite.server?.close();
      await built?.remove();
    });

    define(suite);
  });
}

/** The text of an element as it is in the document. */
export const textOf = (page: Page, selector: string): Promise<string | null> =>
  page.locator(selector).first().textContent();
