import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const executablePath =
  process.env.CHROMIUM_PATH ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Why the browser tests cannot run here; undefined when they can. In CI their absence is a failure, not a skip. */
export const browserMissing: string | undefined =
  executablePath && existsSync(executablePath) ? undefined : 'no Chromium found: install it or set CHROMIUM_PATH';

if (browserMissing && process.env.CI === 'true') throw new Error(`[page tests] ${browserMissing}`);
if (browserMissing) console.warn(`[page tests] skipped: ${browserMissing}`);

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = (): Promise<Browser> => {
  if (!executablePath) throw new Error(`[page tests] ${browserMissing}`);
  return chromium.launch({ executablePath, headless: true, args: flags });
};

/** A page and everything on it that must never happen. */
export interface WatchedPage {
  page: Page;
  /** Content security policy violations, uncaught errors, dialogs, and requests to anywhere but the server. */
  violations: string[];
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const violations: string[] = [];
  const { origin } = new URL(url);
  await page.exposeFunction('reportViolation', (text: string) => violations.push(`csp: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (window as unknown as { reportViolation(text: string): void }).reportViolation;
      report(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  page.on('pageerror', (error) => violations.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    violations.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (target.protocol !== 'data:' && target.origin !== origin) violations.push(`request: ${request.url()}`);
  });
  page.on('console', (message) => {
    if (/content security policy|trusted type/i.test(message.text())) violations.push(`console: ${message.text()}`);
  });
  await page.goto(url);
  return { page, violations, close: () => context.close() };
}
