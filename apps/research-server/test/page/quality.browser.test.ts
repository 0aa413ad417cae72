import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { hostileRun } from './support/hostile-run.ts';
import {
  evidenceFor,
  factual,
  failedRun,
  gapsRun,
  nothingFoundRun,
  referencesOf,
  storedDocument,
  waitingRun,
} from './support/run-fixtures.ts';
import { describePage } from './support/suite.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The serious and critical faults axe finds, one line each. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    type Violation = { id: string; impact: string; nodes: { html: string }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

describePage('every route in every state', (suite) => {
  const routes = (): Record<string, { path: string; ready: string }> => {
    const { server } = suite;
    const waiting = waitingRun(new Date(Date.now() + 60_000).toISOString());
    return {
      ask: { path: '/', ready: 'input[type=checkbox]' },
      runs: { path: '/runs', ready: '.run-list li' },
      running: { path: `/runs/${server.addRun(waiting, waiting.events.length - 1)}`, ready: '[data-status=failed]' },
      report: { path: `/runs/${server.addRun(gapsRun)}`, ready: '.references' },
      panel: { path: `/runs/${server.addRun(gapsRun)}?doc=d_1&quote=ev_3`, ready: '.document-panel' },
      card: { path: `/runs/${server.addRun(gapsRun)}?quote=ev_3`, ready: '.card' },
      evidence: { path: `/runs/${server.addRun(gapsRun)}/evidence`, ready: 'tbody tr' },
      'nothing found': { path: `/runs/${server.addRun(nothingFoundRun)}`, ready: '.next-steps' },
      failed: { path: `/runs/${server.addRun(failedRun)}`, ready: '.headline' },
      hostile: { path: `/runs/${server.addRun(hostileRun)}`, ready: '.references' },
      'not found': { path: '/runs/r_nope', ready: '.notice' },
      sources: { path: '/sources', ready: '.board-row' },
      chat: { path: '/chat', ready: '#chat-message' },
    };
  };

  test('axe finds nothing serious or critical in either theme', { timeout: 120_000 }, async () => {
    for (const [name, { path, ready }] of Object.entries(routes())) {
      // axe itself is injected as script text, which the page's own policy rightly forbids.
      const page = await suite.visit(path, { bypassCSP: true });
      await page.locator(ready).first().waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await faults(page), `${name}, ${colorScheme}`).toEqual([]);
      }
      await page.context().close();
    }
  });

  test('no sideways scrolling from 1280 down to 320 px, and no target below 24 px', { timeout: 120_000 }, async () => {
    for (const [name, { path, ready }] of Object.entries(routes())) {
      const page = await suite.visit(path);
      await page.locator(ready).first().waitFor();
      for (const width of [1280, 900, 360, 320]) {
        await page.setViewportSize({ width, height: 740 });
        expect(await overflow(page), `${name} at ${width} px`).toBe(0);
        expect(await smallTargets(page), `${name} at ${width} px`).toEqual([]);
      }
      await page.context().close();
    }
  });
});

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const smallTargets = (page: Page): Promise<string[]> =>
  page.locator('button, select, input[type=search], nav a').evaluateAll((all) =>
    all
      .filter((element) => element.checkVisibility())
      .map((element) => ({ html: element.outerHTML.slice(0, 120), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 24 || box.height < 24)
      .map(({ html, box }) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`),
  );

describePage('the keyboard and the screen reader', (suite) => {
  test('the order is skip link, header, views, contents, text; every stop can be seen', async () => {
    const page = await suite.visit(`/runs/${suite.server.addRun(gapsRun)}`);
    await page.locator('.references').waitFor();
    const stops: string[] = [];
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const style = getComputedStyle(element);
        const seen = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
        return { name: element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '', seen };
      });
      expect(stop.seen, stop.name).toBe(true);
      stops.push(stop.name);
    }
    const order = [
      'Skip to content',
      'Ask',
      'Runs',
      'Chat',
      'Report',
      'Evidence 6',
      'Short answer',
      'References 3',
      'Citation 1: Marten et al., 2017, quote 1 of 2',
    ];
    const places = order.map((name) => stops.indexOf(name));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  test('landmarks, one h1, and focus on it after a change of route', async () => {
    const page = await suite.visit('/');
    await page.getByRole('link', { name: 'Sources' }).click();
    await page.locator('h1:focus').getByText('Sources').waitFor();
    expect(await page.title()).toBe('Sources · Headwater');
    for (const landmark of ['banner', 'navigation', 'main'] as const)
      expect(await page.getByRole(landmark).count(), landmark).toBeGreaterThanOrEqual(1);
    expect(await page.locator('h1').count()).toBe(1);
  });

  test('the live region says milestones, no counters, and ends with the report', async () => {
    const { server } = suite;
    const id = server.addRun(gapsRun, 15);
    const page = await suite.visit(`/runs/${id}`);
    await page.getByText('2 of 4 calls, 31 found').waitFor();
    await page.evaluate(() => {
      const said: string[] = [];
      (window as unknown as { said: string[] }).said = said;
      const region = document.querySelector('[role="status"]');
      if (!region) throw new Error('no status region');
      new MutationObserver(() => said.push(region.textContent ?? '')).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    server.emit(id);
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { said: string[] }).said.join('\n')), { timeout: 9_000 })
      .toContain('Report ready: 4 sentences, 3 documents');
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
    expect(said.length).toBeLessThanOrEqual(2);
    expect(said.join(' ')).toContain('X: refused the key (401).');
    expect(said.join(' ')).not.toMatch(/\d+ of \d+ calls/);
    expect(await page.locator('.progress').getAttribute('aria-live')).toBe('off');
  });

  test('reduced motion turns smooth scrolling off', async () => {
    const page = await suite.visit('/', { reducedMotion: 'reduce' });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe('auto');
  });
});

describePage('chat and board', (suite) => {
  test('a chat tells who works on what, streams the answer, and its citations open the same card', async () => {
    const { server } = suite;
    const evidence = (gapsRun.final.evidence ?? []).map((item) => ({
      ...item,
      title: 'A pooled analysis',
      url: 'https://journal.example/1',
    }));
    server.chat.events = [
      { type: 'chat-started', threadId: 't1', mode: 'live', writer: 'extractive', model: 'extractive' },
      { type: 'agent-started', agent: 'academic-agent', task: 'find trials' },
      {
        type: 'tool-started',
        agent: 'academic-agent',
        tool: 'search',
        toolCallId: 'c1',
        summary: 'searching Semantic Scholar',
      },
      {
        type: 'tool-finished',
        agent: 'academic-agent',
        tool: 'search',
        toolCallId: 'c1',
        ok: true,
        summary: 'found 12 papers',
      },
      { type: 'agent-finished', agent: 'academic-agent' },
      { type: 'text-delta', delta: 'Doses differ [ev_3] [ev' },
      { type: 'text-delta', delta: '_4].' },
      { type: 'chat-finished', label: 'No model was used.', evidence },
    ];
    server.addRun(gapsRun);
    const page = await suite.visit('/chat');
    await page.getByLabel('Your message').fill('Does dose matter?');
    await page.keyboard.press('Enter');
    await page.getByText('No model was used.').waitFor();
    await page.getByText('Academic agent: found 12 papers').waitFor();
    await page.getByRole('button', { name: /^Citation 1/ }).click();
    await page.locator('.card mark').waitFor();
    expect(await page.locator('.card mark').textContent()).toBe(evidence.find((item) => item.id === 'ev_3')?.quote);
    await page.locator('.card').getByText('1 of 2').waitFor();
    await expect.poll(() => page.locator('.card .around').count()).toBe(2);
  });

  test('a chat that breaks off says so', async () => {
    suite.server.chat.events = [{ type: 'text-delta', delta: 'Half an ans' }];
    const page = await suite.visit('/chat');
    await page.getByLabel('Your message').fill('Anyone there?');
    await page.keyboard.press('Enter');
    await page
      .locator('.turn .notice')
      .getByText('The connection was lost before the answer was complete. Ask again.')
      .waitFor();
  });

  test('the board sums up what needs attention and tells each source’s state in shape and word', async () => {
    const page = await suite.visit('/sources');
    await page.getByText('2 of 5 need attention: Firecrawl and NewsAPI.').waitFor();
    const statuses = await page.locator('.board-status').allTextContents();
    expect(statuses).toEqual(['Not used', 'No key', 'Failing', 'Limited', 'Working']);
    await page.getByText('Last error').click();
    await page.getByText('answered 503').waitFor();
    expect(await page.locator('.site-header .problem-count').count()).toBe(2);
  });

  test('states older than 45 s are shown as old, in hollow shapes', async () => {
    const page = await suite.visit('/sources');
    await page.getByText('Checked').waitFor();
    await page.clock.install();
    await page.route('**/v1/providers', (route) => route.abort());
    await page.clock.runFor(50_000);
    await page.getByText(/^Nothing heard from the server since \d\d:\d\d\. States below are old\.$/).waitFor();
    const hollow = await page
      .locator('.board h2 svg')
      .evaluateAll((all) => all.every((shape) => shape.classList.contains('tone-no-data')));
    expect(hollow).toBe(true);
  });
});

describePage(
  'under a sub-path',
  (suite) => {
    test('deep links, assets, the API and links between routes all stay below it', async () => {
      const id = suite.server.addRun(gapsRun);
      const page = await suite.visit(`/runs/${id}/evidence`);
      await page.getByText('6 of 6 quotes').waitFor();
      await page.getByRole('link', { name: 'Report' }).click();
      await page.locator('.references').waitFor();
      expect(new URL(page.url()).pathname).toBe(`/sub/path/runs/${id}`);
      expect(suite.server.requests.filter((request) => !request.includes(' /sub/path'))).toEqual([]);
    });
  },
  '/sub/path',
);

describePage('a long report', (suite) => {
  test('600 citations over 200 documents are mounted within 1 s of their arrival', async () => {
    const documents = Array.from({ length: 200 }, (_, index) =>
      storedDocument({
        id: `d_${index}`,
        title: `Document ${index}`,
        text: `Sentence one of ${index}. Sentence two. Sentence three.`,
      }),
    );
    const { cite, evidence } = evidenceFor(documents);
    const sentences = documents.flatMap(({ id }, index) => [
      factual(`First finding of document ${index}.`, cite(id, `Sentence one of ${index}.`)),
      factual(`Second finding of document ${index}.`, cite(id, 'Sentence two.')),
      factual(`Third finding of document ${index}.`, cite(id, 'Sentence three.')),
    ]);
    const sections = Array.from({ length: 20 }, (_, index) => ({
      heading: `Part ${index}`,
      sentences: sentences.slice(index * 30, index * 30 + 30),
    }));
    const report = {
      title: 'Long',
      answer: [],
      sections,
      limitations: [],
      removed: [],
      references: referencesOf(documents),
    };
    suite.server.addRun({ ...gapsRun, final: { ...gapsRun.final, report, evidence, documents } });
    const page = await suite.visit('/runs');
    await page.locator('.run-list li').waitFor();
    const mounted = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const observer = new MutationObserver(() => {
            if (!document.querySelector('.references')) return;
            observer.disconnect();
            const arrived = performance
              .getEntriesByType('resource')
              .findLast((entry) => entry.name.includes('/v1/research/'));
            resolve(performance.now() - (arrived as PerformanceResourceTiming).responseEnd);
          });
          observer.observe(document.body, { childList: true, subtree: true });
        }),
    );
    await page.getByRole('link', { name: gapsRun.question }).click();
    const took = await mounted;
    expect(await page.locator('button.citation').count()).toBe(600);
    expect(took).toBeLessThan(1_000);
    console.log(`600 citations: mounted ${Math.round(took)} ms after the answer arrived`);
  });
});
