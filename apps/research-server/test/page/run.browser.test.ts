import { expect, test } from 'vitest';
import { failedRun, gapsRun, nothingFoundRun, question, waitingRun } from './support/run-fixtures.ts';
import { describePage } from './support/suite.ts';

const rowText = (provider: string) => `[data-provider="${provider}"] .row-text`;

describePage('from a question to its report', (suite) => {
  test('Enter asks; the same address shows progress, then the report, without the focus or the page moving', async () => {
    const { server } = suite;
    server.next.script = gapsRun;
    const page = await suite.visit('/');
    await page.locator('#question:focus').waitFor();
    await page.keyboard.type(question);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/r_*');
    expect(server.asked.at(-1)).toMatchObject({ question, depth: 'standard' });
    const id = page.url().split('/').at(-1) ?? '';
    await page.locator('h1:focus').waitFor();
    expect(await page.locator('h1').textContent()).toBe(question);

    server.emit(id, 15);
    await page.getByText('Search under way').waitFor({ state: 'attached' });
    await page.getByText('2 of 4 calls, 31 found').waitFor();
    expect(await page.locator('[data-provider="semantic-scholar"] .cells').getAttribute('aria-label')).toBe(
      '4 calls: 2 done, 2 planned',
    );
    expect(await page.title()).toMatch(/^▸ \d\/7 /);
    const address = page.url();
    // A run watched for less than 0.4 s goes straight to its report.
    await page.locator('.elapsed').getByText('1 s', { exact: true }).waitFor();

    server.emit(id);
    await page.getByText('Done, with gaps: X did not answer.').waitFor();
    await page.getByText('Protective effects were seen with daily').waitFor();
    expect(page.url()).toBe(address);
    expect(await page.title()).toMatch(/^◐ /);
    expect(await page.locator('details[open] .progress').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
  });

  test('a reload during the run shows what an undisturbed tab shows', async () => {
    const { server } = suite;
    const id = server.addRun(gapsRun, 18);
    const undisturbed = await suite.visit(`/runs/${id}`);
    const reloaded = await suite.visit(`/runs/${id}`);
    await reloaded.getByText('1 of 3 calls, 18 found').waitFor();
    await reloaded.reload();
    await reloaded.getByText('1 of 3 calls, 18 found').waitFor();
    server.emit(id, 3);
    const rows = async (page: typeof reloaded) => {
      await page
        .locator('[data-provider="exa"][data-status="ok"], [data-provider="exa"][data-status="asking"]')
        .waitFor();
      await page.getByText('2 of 3 calls, 35 found').waitFor();
      return page.locator('.source-rows').textContent();
    };
    expect(await rows(reloaded)).toBe(await rows(undisturbed));
  });

  test('a lost connection says so, resumes after the last event, and loses and repeats nothing', async () => {
    const { server } = suite;
    const id = server.addRun(gapsRun, 15);
    const page = await suite.visit(`/runs/${id}`);
    await page.getByText('2 of 4 calls, 31 found').waitFor();
    server.refuseStreams.on = true;
    server.breakStreams();
    await page.getByText(/^Connection lost; trying again in \d s\. The run goes on without this page\.$/).waitFor();
    server.emit(id, 6);
    server.refuseStreams.on = false;
    await page.getByText('2 of 3 calls, 35 found').waitFor({ timeout: 15_000 });
    expect(await page.locator('.cell').count()).toBe(8);
    expect(await page.getByText('Connection lost').count()).toBe(0);
  });

  test('pressing cancel asks the server once and waits for its word', async () => {
    const { server } = suite;
    const id = server.addRun(waitingRun(new Date(Date.now() + 60_000).toISOString()), 10);
    const page = await suite.visit(`/runs/${id}`);
    const button = page.getByRole('button', { name: 'Cancel run' });
    await button.click();
    await page.getByRole('button', { name: 'Cancelling…' }).click({ force: true });
    server.emit(id);
    await page.getByText('Cancelled after 12 s. What was found is below.').waitFor();
    expect(server.requests.filter((request) => request === `POST /v1/research/${id}/cancel`)).toHaveLength(1);
  });
});

describePage('the words of each state', (suite) => {
  test('waiting rows name the reason and the time; outcomes read and look different', async () => {
    const until = new Date(Date.now() + 60_000);
    const script = waitingRun(until.toISOString());
    const id = suite.server.addRun(script, script.events.length - 1);
    const page = await suite.visit(`/runs/${id}`);
    await page.locator(rowText('x')).getByText('refused the key (401). The run goes on without it.').waitFor();
    const clock = until.toTimeString().slice(0, 8);
    expect(await page.locator(rowText('arxiv')).textContent()).toMatch(
      new RegExp(`^waits (?:\\d+ s|1 min); it allows one call every 3 s\\. Goes on at ${clock}\\.$`),
    );
    const exact: Record<string, string> = {
      newsapi: `failed 5 times in a row; left alone until ${clock}.`,
      tavily: `too many requests (429), attempt 2 of 3; tries again at ${clock}.`,
      crossref: '18 of 20 usable; 2 were malformed and left out.',
      github: 'nothing matches.',
      exa: 'not asked; it needs a key.',
      'semantic-scholar': '31 found.',
    };
    for (const [provider, words] of Object.entries(exact))
      expect(await page.locator(rowText(provider)).textContent(), provider).toBe(words);
    const drawing = (provider: string) => page.locator(`[data-provider="${provider}"] .source-name svg`).innerHTML();
    const shapes = await Promise.all(['semantic-scholar', 'arxiv', 'crossref', 'github', 'exa', 'x'].map(drawing));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test('once its time has passed a wait changes its words', async () => {
    const script = waitingRun(new Date(Date.now() + 1_500).toISOString());
    const id = suite.server.addRun(script, script.events.length - 1);
    const page = await suite.visit(`/runs/${id}`);
    await page
      .locator(rowText('arxiv'))
      .getByText(/^the wait ended at [\d:]+; asking again\.$/)
      .waitFor();
  });

  test('nothing found says so, without the shape of success, and offers three ways on', async () => {
    const id = suite.server.addRun(nothingFoundRun);
    const page = await suite.visit(`/runs/${id}`);
    await page.getByText('Not enough evidence. 2 sources answered; none of 62 documents answers this.').waitFor();
    for (const name of ['any date', 'more sources']) expect(await page.getByRole('link', { name }).count()).toBe(1);
    const asked = suite.server.asked.length;
    await page.getByRole('link', { name: 'Ask again, Deep' }).click();
    await page.locator('#question').waitFor();
    expect(await page.locator('#question').inputValue()).toBe(nothingFoundRun.question);
    expect(await page.getByRole('radio', { name: /Deep/ }).isChecked()).toBe(true);
    expect(suite.server.asked).toHaveLength(asked);
  });

  test('a failed run says what failed and what trying again would do', async () => {
    const id = suite.server.addRun(failedRun);
    suite.server.next.script = gapsRun;
    const page = await suite.visit(`/runs/${id}`);
    await page.getByText('Failed: none of 2 sources could be reached. Nothing was spent.').waitFor();
    await page.getByText('Check the connection of the server.').waitFor();
    await page.getByRole('button', { name: 'Try again (asks all 2 anew)' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(id));
    expect(suite.server.asked.at(-1)).toEqual({ question, depth: 'standard', sources: ['semantic-scholar', 'exa'] });
  });

  test('an unknown run and an unknown path say so', async () => {
    const page = await suite.visit('/runs/r_nope');
    await page.getByText('There is no such run, or it is not yours.').waitFor();
    const other = await suite.visit('/nowhere');
    await other.getByText('There is no such page.').waitFor();
  });

  test('a sandbox run carries its label, and so do its cards', async () => {
    const sandbox = {
      ...gapsRun,
      events: gapsRun.events.map((event) =>
        event.type === 'run-started' ? { ...event, mode: 'sandbox' as const } : event,
      ),
    };
    const page = await suite.visit(`/runs/${suite.server.addRun(sandbox)}`);
    const label = 'Sandbox: stored sample documents, not live sources. Do not cite.';
    await page.getByText(label).waitFor();
    await page.locator('button.citation').first().click();
    await page.locator('.card').getByText(label).waitFor();
    await page.getByRole('button', { name: 'Read in place' }).click();
    await page.locator('.document-panel').getByText(label).waitFor();
  });

  test('a generated document is called sample text, also in a live run', async () => {
    const documents = (gapsRun.final.documents ?? []).map((item) => ({ ...item, synthetic: true }));
    const page = await suite.visit(
      `/runs/${suite.server.addRun({ ...gapsRun, final: { ...gapsRun.final, documents } })}`,
    );
    await page.locator('button.citation').first().click();
    await page.locator('.card').getByText('sample text').waitFor();
  });
});

describePage('the ask page', (suite) => {
  test('?q= prefills and starts nothing', async () => {
    const before = suite.server.asked.length;
    const page = await suite.visit('/?q=Is+it+so%3F&depth=quick&sources=semantic-scholar');
    await page.getByRole('checkbox', { name: /Semantic Scholar/ }).waitFor();
    expect(await page.locator('#question').inputValue()).toBe('Is it so?');
    expect(await page.getByRole('radio', { name: /Quick/ }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: /NewsAPI/ }).isChecked()).toBe(false);
    expect(suite.server.asked).toHaveLength(before);
  });

  test('what is missing is said, and nothing is sent', async () => {
    const before = suite.server.asked.length;
    const page = await suite.visit('/');
    await page.getByRole('checkbox', { name: /Exa: Needs a key/ }).waitFor();
    expect(await page.getByRole('checkbox', { name: /Exa/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.locator('#ask-complaint').getByText('Write a question first.').waitFor();
    expect(await page.locator('[role="alert"]').textContent()).toBe('Write a question first.');
    await page.locator('#question').fill('A question');
    for (const box of await page.getByRole('checkbox').all()) if (await box.isEnabled()) await box.uncheck();
    await page.keyboard.press('Shift+Tab');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.locator('#ask-complaint').getByText('Choose at least one source.').waitFor();
    expect(suite.server.asked).toHaveLength(before);
  });

  test('Shift+Enter breaks the line, an input method keeps its Enter, and the text outlives a reload', async () => {
    const before = suite.server.asked.length;
    const page = await suite.visit('/');
    await page.locator('#question').fill('One');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page
      .locator('#question')
      .evaluate((box) =>
        box.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
        ),
      );
    expect(await page.locator('#question').inputValue()).toBe('One\ntwo');
    await page.reload();
    await page.locator('#question').waitFor();
    expect(await page.locator('#question').inputValue()).toBe('One\ntwo');
    expect(suite.server.asked).toHaveLength(before);
  });
});
