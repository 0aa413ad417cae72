import { expect, test } from 'vitest';
import { hostileQuotes, hostileRun } from './support/hostile-run.ts';
import { gapsRun } from './support/run-fixtures.ts';
import { describePage } from './support/suite.ts';

const evidence = new Map((gapsRun.final.evidence ?? []).map((item) => [item.id, item]));
const documents = new Map((gapsRun.final.documents ?? []).map((item) => [item.id, item]));

/** The exact words of a stored document that a piece of evidence points at. */
function sliceOf(evidenceId: string): string {
  const item = evidence.get(evidenceId);
  const document = item && documents.get(item.documentId);
  if (!item || !document) throw new Error(`fixture: no ${evidenceId}`);
  return document.text.slice(item.start, item.end);
}

describePage('the card behind a citation', (suite) => {
  const open = async (options?: Parameters<typeof suite.visit>[1], search = '') => {
    const page = await suite.visit(`/runs/${suite.server.addRun(gapsRun)}${search}`, options);
    await page.locator('button.citation').first().waitFor();
    return page;
  };

  test('every citation shows the exact slice of its document, with 200 characters on either side', async () => {
    const page = await open();
    const buttons = await page.locator('button.citation').all();
    expect(buttons.length).toBeGreaterThanOrEqual(6);
    for (const button of buttons) {
      const ids = JSON.parse((await button.getAttribute('data-evidence')) ?? '[]') as string[];
      const id = ids[Number(await button.getAttribute('data-index'))] ?? '';
      await button.click();
      await page.locator('.card').waitFor();
      await expect.poll(() => page.locator('.card mark').textContent()).toBe(sliceOf(id));
      const item = evidence.get(id);
      const text = documents.get(item?.documentId ?? '')?.text ?? '';
      const before = (await page.locator('.card .around').first().textContent())?.replace(/^…/, '');
      expect(before).toBe(text.slice(Math.max(0, (item?.start ?? 0) - 200), item?.start));
      await page.keyboard.press('Escape');
      await page.locator('.card').waitFor({ state: 'detached' });
    }
  });

  test('hover opens it without taking the focus, the pointer can enter it, and leaving closes it', async () => {
    const page = await open();
    await page.locator('h1').focus();
    await page.locator('button.citation').nth(1).hover();
    await page.locator('.card').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.locator('.card mark').hover();
    await page.waitForTimeout(400);
    expect(await page.locator('.card').count()).toBe(1);
    await page.mouse.move(2, 780);
    await page.locator('.card').waitFor({ state: 'detached' });
  });

  test('Enter moves the focus in, Esc closes it and gives the focus back', async () => {
    const page = await open();
    const button = page.locator('button.citation').nth(1);
    await button.focus();
    expect(await button.getAttribute('aria-haspopup')).toBe('dialog');
    expect(await button.getAttribute('aria-label')).toBe('Citation 1: Marten et al., 2017, quote 1 of 2');
    await page.keyboard.press('Enter');
    await page.locator('.card:focus').waitFor();
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Escape');
    await page.locator('.card').waitFor({ state: 'detached' });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await button.getAttribute('aria-expanded')).toBeNull();
  });

  test('a press on another citation moves it there; a press elsewhere closes it', async () => {
    const page = await open();
    await page.locator('button.citation').first().click();
    await page.locator('.card').getByText('1 of 2').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('button.citation').last().click();
    await page.locator('.card').getByText('It does not recommend').waitFor();
    await page.locator('h1').click();
    await page.locator('.card').waitFor({ state: 'detached' });
  });

  test('the gathered citations open too and step through all quotes of the sentence', async () => {
    const page = await open();
    await page.locator('button.citation.more').click();
    const card = page.locator('.card');
    await card.getByText('3 of 3').waitFor();
    expect(await card.locator('mark').textContent()).toBe(sliceOf('ev_5'));
    await card.getByRole('button', { name: 'Previous quote' }).click();
    await card.getByText('2 of 3').waitFor();
    expect(await card.locator('mark').textContent()).toBe(sliceOf('ev_4'));
  });

  test('a tap on a phone opens it as a sheet', async () => {
    const page = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await page.locator('button.citation').first().tap();
    await page.locator('.card').waitFor();
    const box = await page.locator('.card').boundingBox();
    expect(box).toMatchObject({ x: 0, width: 360 });
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(740, 0);
  });

  test('copying puts the exact quote and its reference on the clipboard', async () => {
    const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('button.citation').last().click();
    await page.getByRole('button', { name: 'Copy citation' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`“${sliceOf('ev_5')}”`);
    expect(copied).toContain('Health agency keeps its winter advice');
  });

  test('a refused clipboard leaves the text selected', async () => {
    const page = await open();
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
    });
    await page.locator('button.citation').last().click();
    await page.getByRole('button', { name: 'Copy citation' }).click();
    await page.getByLabel('Select and copy:').waitFor();
    expect(await page.evaluate(() => window.getSelection()?.toString())).toContain(sliceOf('ev_5'));
  });

  test('?quote= opens the card of that quote', async () => {
    const page = await open({}, '?quote=ev_4');
    await page.locator('.card').waitFor();
    expect(await page.locator('.card mark').textContent()).toBe(sliceOf('ev_4'));
  });
});

describePage('reading in place', (suite) => {
  test('the panel shows the whole text with the quote in view; back closes it and the focus returns', async () => {
    const page = await suite.visit(`/runs/${suite.server.addRun(gapsRun)}`);
    const button = page.locator('button.citation').nth(1);
    await button.click();
    await page.getByRole('button', { name: 'Read in place' }).click();
    const text = page.getByRole('region', { name: 'Text of the document' });
    await text.waitFor();
    expect(await text.textContent()).toBe(documents.get('d_1')?.text);
    expect(await text.locator('mark.current').textContent()).toBe(sliceOf('ev_3'));
    expect(await text.locator('mark').count()).toBe(3);
    const [mark, view] = await Promise.all([text.locator('mark.current').boundingBox(), text.boundingBox()]);
    expect(mark?.y ?? 0).toBeGreaterThanOrEqual(view?.y ?? 0);
    expect((mark?.y ?? 0) + (mark?.height ?? 0)).toBeLessThanOrEqual((view?.y ?? 0) + (view?.height ?? 0));
    expect(page.url()).toContain('doc=d_1&quote=ev_3');
    await page.goBack();
    await text.waitFor({ state: 'detached' });
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('Esc closes the card first, then the panel', async () => {
    const page = await suite.visit(`/runs/${suite.server.addRun(gapsRun)}?doc=d_1&quote=ev_1`);
    const text = page.getByRole('region', { name: 'Text of the document' });
    await text.waitFor();
    await page.locator('button.citation').first().click();
    await page.locator('.card').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.card').waitFor({ state: 'detached' });
    expect(await text.count()).toBe(1);
    await page.keyboard.press('Escape');
    await text.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('doc=');
  });

  test('the evidence table sorts, filters and opens the text', async () => {
    const page = await suite.visit(`/runs/${suite.server.addRun(gapsRun)}/evidence`);
    await page.getByText('6 of 6 quotes').waitFor();
    await page.getByRole('button', { name: 'Year' }).click();
    expect(await page.locator('th[aria-sort="ascending"]').textContent()).toContain('Year');
    await page.getByRole('button', { name: 'Year' }).click();
    expect(await page.locator('tbody tr').first().textContent()).toContain('2024');
    await page.getByLabel('Filter').fill('bolus dosing');
    await page.getByText('1 of 6 quotes').waitFor();
    await page.getByLabel('Filter').fill('nothing like it');
    await page.getByText('No quote matches.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByLabel('Kind').selectOption('news');
    await page.locator('tbody button').click();
    await page.getByRole('region', { name: 'Text of the document' }).waitFor();
    expect(await page.locator('mark.current').textContent()).toBe(sliceOf('ev_5'));
  });

  test('the report shows what was removed, its limits, its references, its exports and that no model wrote it', async () => {
    const id = suite.server.addRun(gapsRun);
    const page = await suite.visit(`/runs/${id}`);
    await page.getByText('No model was used: sentences are taken from the sources.').waitFor();
    await page.getByRole('heading', { name: 'Removed by the check (1)' }).waitFor();
    expect(await page.locator('.removed del').textContent()).toBe('Vitamin D halves the risk of influenza.');
    expect(await page.locator('.references li').count()).toBe(3);
    const links = await page.locator('.exports a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links).toEqual(['md', 'html', 'json'].map((extension) => `/v1/research/${id}/report.${extension}`));
    const outside = page.locator('.references a').first();
    expect(await outside.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(await outside.getAttribute('href')).toBe('https://journal.example/d_1');
  });
});

describePage('a hostile document', (suite) => {
  test('stays text wherever it is shown: nothing runs, loads, asks or navigates, and what is unseen is drawn', async () => {
    const page = await suite.visit(`/runs/${suite.server.addRun(hostileRun)}`);
    await page.locator('.references li').first().waitFor();
    const address = page.url();
    const quotes = [
      hostileQuotes.attack,
      hostileQuotes.bidi,
      hostileQuotes.arabic,
      hostileQuotes.emoji,
      hostileQuotes.needle,
    ];
    const buttons = await page.locator('button.citation').all();
    expect(buttons).toHaveLength(quotes.length);
    for (const [index, button] of buttons.entries()) {
      await button.click();
      await expect.poll(() => page.locator('.card mark').textContent()).toBe(quotes[index]);
      if (index === 1) {
        const codes = await page
          .locator('.card mark .token')
          .evaluateAll((all) => all.map((token) => token.getAttribute('data-code')));
        expect(codes).toEqual(['U+202E', 'U+202C', 'U+0007', 'U+2066', 'U+2069', 'U+E0041']);
      }
      await page.keyboard.press('Escape');
      await page.locator('.card').waitFor({ state: 'detached' });
    }
    await page.locator('button.citation').last().click();
    await page.getByRole('button', { name: 'Read in place' }).click();
    const length = await page
      .getByRole('region', { name: 'Text of the document' })
      .evaluate((element) => element.textContent?.length);
    expect(length).toBe(1_000_000 + 1 + hostileQuotes.needle.length + 1 + 5_000);
    await page.goBack();
    await page.goto(`${address}/evidence`);
    await page.getByText('5 of 5 quotes').waitFor();

    expect(await page.evaluate(() => '__pwned' in window)).toBe(false);
    expect(await page.locator('#attack-link, iframe, #root img, #root style, #root script').count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    expect(suite.server.requests.filter((request) => request.includes('attack'))).toEqual([]);
  });
});
