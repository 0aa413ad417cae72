import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  reportToHtml,
  reportToMarkdown,
  selectEvidence,
  templates,
  verifyReport,
  writeExtractiveReport,
} from '../src/index.ts';
import { answerable, makeDocument, papers } from './documents.ts';

function research(question: string, documents = papers) {
  const selection = selectEvidence(question, documents);
  const report = writeExtractiveReport({ question, documents, selection });
  return { selection, report, verified: verifyReport({ report, documents, evidence: selection.evidence }) };
}

describe('selecting and writing', () => {
  test('an answerable question is answered by exact quotes of the right documents', () => {
    const { selection, report, verified } = research(answerable);
    expect(selection.sufficient).toBe(true);
    expect(report.references.map((reference) => reference.documentId).sort()).toEqual(['p1', 'p3']);
    for (const record of selection.evidence) {
      const document = papers.find((one) => one.id === record.documentId);
      expect(document?.text.slice(record.start, record.end)).toBe(record.quote);
      expect(record.quote).not.toMatch(/^(?:RESULTS|CONCLUSION|BACKGROUND)/);
    }
    expect(verified.problems).toEqual([]);
    expect(verified.report).toEqual(report);
  });

  test.each([
    ['a subject that no document has', 'Does melatonin delay sleep onset in teenagers?', 'not-enough-evidence'],
    ['words that never meet in one document', 'Does caffeine slow oak growth?', 'not-enough-evidence'],
    ['nonsense', 'How many zorbliks fit in a blorptian snazzle?', 'nothing-found'],
    ['letters', 'asdf qwer zxcv', 'nothing-found'],
    ['stop words', 'what is the of and', 'no-topic'],
    ['nothing', '', 'no-topic'],
  ])('says so, and nothing else, for %s', (_, question, templateId) => {
    const { selection, report, verified } = research(question);
    expect(selection.sufficient).toBe(false);
    expect(selection.evidence).toEqual([]);
    expect(report.answer[0]).toEqual({
      text: templates[templateId as keyof typeof templates],
      factual: false,
      templateId,
      citations: [],
    });
    expect(report.sections).toEqual([]);
    expect(report.references).toEqual([]);
    expect(verified.problems).toEqual([]);
  });

  test('no documents are nothing found', () => {
    expect(selectEvidence(answerable, []).reason).toBe('no-documents');
  });

  test('words a whole page apart have not been brought together', () => {
    const filler = 'The committee met again and wrote its minutes down with care. '.repeat(120);
    const page = makeDocument('page', 'Minutes', `Melatonin was discussed. ${filler} Sparrows nest in the roof.`);
    const together = makeDocument('near', 'Minutes', 'Melatonin was given to sparrows in the roof.');
    expect(selectEvidence('melatonin sparrows', [page]).sufficient).toBe(false);
    expect(selectEvidence('melatonin sparrows', [together]).sufficient).toBe(true);
  });

  test('a name has no other forms: Atlantis is not on the Atlantic coast', () => {
    const dakar = makeDocument('d', 'Dakar', 'Dakar is the capital of Senegal and lies on the Atlantic coast.');
    expect(selectEvidence('What is the capital of Atlantis?', [dakar]).sufficient).toBe(false);
    expect(selectEvidence('What is the capital of Senegal?', [dakar]).sufficient).toBe(true);
  });

  test('beside an answer to a short question, a document that holds half of it is no company', () => {
    const both = makeDocument('b', 'Rowing and insomnia', 'Rowing shortened insomnia in 40 adults.');
    const half = makeDocument('h', 'Rowing and muscle', 'Rowing raised muscle mass. Rowing lowered fat mass.');
    const { selection } = research('How does rowing affect insomnia?', [both, half]);
    expect(new Set(selection.evidence.map(({ documentId }) => documentId))).toEqual(new Set(['b']));
  });

  test('a finding is quoted before the aim that announces it', () => {
    const study = makeDocument(
      's',
      'Rowing and insomnia in adults: a trial',
      'OBJECTIVE To assess whether rowing affects insomnia in adults. METHODS Insomnia and rowing were measured in 40 adults. RESULTS Rowing shortened insomnia in adults by 20 minutes.',
    );
    const { report } = research('Does rowing affect insomnia in adults?', [study]);
    expect(report.answer[0]?.text).toBe('Rowing shortened insomnia in adults by 20 minutes.');
  });

  test('the same quote in two documents is shown once', () => {
    const twin = makeDocument('twin', 'A reprint', (papers[0] as (typeof papers)[0]).text);
    const { report } = research(answerable, [...papers, twin]);
    const texts = [...report.answer, ...report.sections.flatMap((section) => section.sentences)].map(
      (sentence) => sentence.text,
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('a document that cannot be quoted answers nothing', () => {
    const fragments = makeDocument('f', 'light evening', 'light evening \n\nsleep screen ');
    expect(selectEvidence(answerable, [fragments])).toMatchObject({
      sufficient: false,
      reason: 'not-covered',
      evidence: [],
    });
  });

  test('sources that did not answer are named', () => {
    const selection = selectEvidence(answerable, papers);
    const report = writeExtractiveReport({
      question: answerable,
      documents: papers,
      selection,
      sources: [
        { provider: 'exa', outcome: 'throttled', reason: '429' },
        { provider: 'arxiv', outcome: 'ok' },
      ],
    });
    expect(report.limitations).toContain('Source exa refused further requests: 429.');
    expect(report.limitations.join()).not.toContain('arxiv');
  });

  test('whatever the documents hold, offsets are exact, references few and the report sound', () => {
    const piece = fc.constantFrom(
      'evening ',
      'screen ',
      'light ',
      'sleep ',
      'onset ',
      'teenagers ',
      'delay',
      '. ',
      'RESULTS ',
      '\n',
      '🙂',
      '\u202e',
      'not ',
      '\ud800',
      '1.5 ',
      'et al. ',
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 40 }), { maxLength: 14 }), (texts) => {
        const documents = texts.map((parts, index) =>
          makeDocument(`d${index}`, parts.slice(0, 3).join(''), parts.join('').toWellFormed()),
        );
        const { selection, report, verified } = research(answerable, documents);
        expect(verified.problems).toEqual([]);
        expect(report.references.length).toBeLessThanOrEqual(10);
        expect(selection.sufficient).toBe(report.references.length > 0);
      }),
      { numRuns: 200 },
    );
  });

  test('fifty documents of two kilobytes take little time', () => {
    const documents = Array.from({ length: 50 }, (_, index) =>
      makeDocument(
        `d${index}`,
        `Study ${index} of evening light`,
        `Evening screen light and word${index} delayed sleep onset in ${index} teenagers. `.repeat(26),
      ),
    );
    const times = Array.from({ length: 7 }, () => {
      const before = performance.now();
      selectEvidence(answerable, documents);
      return performance.now() - before;
    });
    // The target is 30 ms on an idle machine; the limit leaves room for a busy one.
    expect(Math.min(...times)).toBeLessThan(60);
  });
});

describe('rendering', () => {
  const hostile = makeDocument(
    'evil',
    '</title><script>alert(1)</script> Evening screen light',
    'Evening screen light delays sleep onset in teenagers <img src=x onerror=alert(1)> [click](javascript:alert(1)) \u202egnp.exe `code` @team https://evil.example.',
    { url: 'javascript:alert(1)', authors: ['<b>Eve</b>'] },
  );
  const selection = selectEvidence(answerable, [hostile]);
  const report = writeExtractiveReport({ question: answerable, documents: [hostile], selection });
  const options = { evidence: selection.evidence, mode: 'sandbox' } as const;

  test('hostile text is shown as text in HTML', () => {
    expect(selection.sufficient).toBe(true);
    const html = reportToHtml(report, options);
    expect(html).not.toMatch(/<script|<img|<b>|href="javascript|\u202e/i);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html).not.toMatch(/\s(?:src|srcset)="|@import|url\(|<link/);
  });

  test('hostile text is shown as text in Markdown', () => {
    const markdown = reportToMarkdown(report, options);
    expect(markdown).not.toMatch(/(?<!\\)<(?:img|script|b)|(?<!\\)\[click|\u202e|https:\/\/evil|(?<!\\)@team|(?<!\\)`/);
    expect(markdown).toContain('\\[click\\]');
  });

  test('the labels say what the report is', () => {
    const sandbox = 'Sandbox: stored sample documents, not live sources. Do not cite.';
    expect(reportToHtml(report, options)).toContain(sandbox);
    expect(reportToHtml(report, { ...options, mode: 'live' })).not.toContain(sandbox);
    expect(reportToMarkdown(report, options)).toContain('No model was used: sentences are taken from the sources.');
    expect(reportToMarkdown(report, { ...options, writer: 'model' })).toContain('A model wrote the sentences');
  });
});
