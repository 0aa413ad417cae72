import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type EvidenceRecord,
  type Report,
  selectEvidence,
  type VerifyInput,
  writeExtractiveReport,
} from '../src/index.ts';
import { templates, verifyReport } from '../src/verify/index.ts';
import { answerable, makeDocument, papers } from './documents.ts';

function sound(): { report: Report; documents: typeof papers; evidence: EvidenceRecord[] } {
  const documents = structuredClone(papers);
  const selection = selectEvidence(answerable, documents);
  return {
    report: writeExtractiveReport({ question: answerable, documents, selection }),
    documents,
    evidence: selection.evidence,
  };
}
type Sound = ReturnType<typeof sound>;
const first = (input: Sound) => input.report.answer[0] as Report['answer'][number];
const cited = (input: Sound) =>
  input.evidence.find((record) => record.id === first(input).citations[0]?.evidenceId) as EvidenceRecord;

describe('a sound report', () => {
  test('passes whole', () => {
    const input = sound();
    const { problems, checks, report } = verifyReport(input);
    expect(problems).toEqual([]);
    expect(checks).toMatchObject({ removed: 0, verified: checks.factual });
    expect(checks.factual).toBeGreaterThan(2);
    expect(report).toEqual(input.report);
  });
});

describe('each way of falsifying the first sentence is caught', () => {
  const mutations: [string, (input: Sound) => void, string][] = [
    [
      'one character of the quote changed',
      (input) => {
        cited(input).quote = `X${cited(input).quote.slice(1)}`;
      },
      'quote-differs',
    ],
    [
      'offsets moved by one',
      (input) => {
        cited(input).start++;
        cited(input).end++;
      },
      'quote-differs',
    ],
    [
      'offsets swapped',
      (input) => {
        const record = cited(input);
        [record.start, record.end] = [record.end, record.start];
      },
      'bad-offsets',
    ],
    [
      'offsets not whole',
      (input) => {
        cited(input).start += 0.5;
      },
      'bad-offsets',
    ],
    [
      'offsets beyond the text',
      (input) => {
        cited(input).end = 1e9;
      },
      'bad-offsets',
    ],
    [
      'another document',
      (input) => {
        cited(input).documentId = 'p2';
      },
      'bad-offsets,quote-differs',
    ],
    [
      'a document that does not exist',
      (input) => {
        cited(input).documentId = 'p99';
      },
      'unknown-document',
    ],
    [
      'another provider',
      (input) => {
        cited(input).provider = 'somebody';
      },
      'unknown-provider',
    ],
    [
      'the document text changed',
      (input) => {
        for (const document of input.documents) document.text = document.text.replaceAll('onset', 'onsat');
      },
      'quote-differs',
    ],
    [
      'an evidence id used twice',
      (input) => {
        input.evidence.push({ ...cited(input) });
      },
      'duplicate-id',
    ],
    [
      'an evidence id that does not exist',
      (input) => {
        first(input).citations = [{ evidenceId: 'ev_99' }];
      },
      'unknown-evidence',
    ],
    [
      'no citation',
      (input) => {
        first(input).citations = [];
      },
      'unsupported',
    ],
    [
      'a number changed',
      (input) => {
        first(input).text = 'Evening screen light delayed sleep onset by 23 minutes in teenagers.';
      },
      'unsupported',
    ],
    [
      'a negation added',
      (input) => {
        first(input).text = 'Evening screen light does not delay sleep onset in teenagers.';
      },
      'unsupported',
    ],
    [
      'a word added',
      (input) => {
        first(input).text = `${first(input).text.slice(0, -1)} everywhere.`;
      },
      'unsupported',
    ],
    [
      'marked as no fact',
      (input) => {
        first(input).factual = false;
        first(input).templateId = 'nothing-found';
      },
      'not-a-template',
    ],
    [
      'a blank sentence',
      (input) => {
        first(input).text = ' ';
      },
      'malformed',
    ],
  ];
  test.each(mutations)('%s', (_, mutate, codes) => {
    const input = sound();
    mutate(input);
    const text = first(input).text;
    const { problems, checks, report } = verifyReport(input);
    expect(problems.some((problem) => codes.split(',').includes(problem.code))).toBe(true);
    expect(checks.removed).toBeGreaterThan(0);
    expect(report.answer.map((sentence) => sentence.text)).not.toContain(text);
    expect(report.removed.length).toBe(checks.removed);
  });

  test('any single changed character of any quote is caught', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.constantFrom('x', ' ', '7', '\u0301', '🙂'), (which, at, replacement) => {
        const input = sound();
        const record = input.evidence[which % input.evidence.length] as EvidenceRecord;
        const place = at % record.quote.length;
        if (record.quote[place] === replacement) return;
        record.quote = record.quote.slice(0, place) + replacement + record.quote.slice(place + 1);
        expect(verifyReport(input).problems.map((problem) => problem.code)).toContain('quote-differs');
      }),
    );
  });
});

describe('references and templates', () => {
  test.each([
    [
      'missing',
      (report: Report) => {
        report.references.pop();
      },
    ],
    [
      'of an uncited document',
      (report: Report) => {
        report.references.push({ number: 9, documentId: 'p4', title: 'x', url: 'y' });
      },
    ],
    [
      'with a wrong number',
      (report: Report) => {
        (report.references[0] as { number: number }).number = 5;
      },
    ],
    [
      'with another title',
      (report: Report) => {
        (report.references[0] as { title: string }).title = 'Another';
      },
    ],
  ])('a reference %s is a problem and is put right', (_, mutate) => {
    const input = sound();
    const expected = structuredClone(input.report.references);
    mutate(input.report);
    const { problems, report } = verifyReport(input);
    expect(problems.map((problem) => problem.code)).toContain('reference-differs');
    expect(report.references).toEqual(expected);
  });

  test('a document that only removed sentences cited is no longer a reference', () => {
    const input = sound();
    for (const record of input.evidence) if (record.documentId === 'p3') record.quote = `${record.quote}!`;
    expect(verifyReport(input).report.references.map((reference) => reference.documentId)).toEqual(['p1']);
  });

  test('a template is byte-equal to its entry or it is not one', () => {
    const template = (text: string, templateId: string) =>
      verifyReport({
        report: {
          title: '',
          answer: [{ text, factual: false, templateId, citations: [] }],
          sections: [],
          limitations: [],
          references: [],
          removed: [],
        },
        documents: [],
        evidence: [],
      }).checks.removed;
    expect(template(templates['nothing-found'], 'nothing-found')).toBe(0);
    expect(template(`${templates['nothing-found']} `, 'nothing-found')).toBe(1);
    expect(template(templates['nothing-found'], 'no-topic')).toBe(1);
    expect(template('toString', 'toString')).toBe(1);
  });

  test('if nothing could be verified the report says so', () => {
    const input = sound();
    const { report } = verifyReport({ ...input, evidence: [] });
    expect(report.answer).toEqual([
      { text: templates['nothing-verified'], factual: false, templateId: 'nothing-verified', citations: [] },
    ]);
    expect(report.sections).toEqual([]);
  });
});

describe('sentences in other words', () => {
  const quote =
    'Treatment with drug ABC1 did not reduce mortality in 250 patients. In mice, ABC1 may increase survival by 12.5%.';
  const document = makeDocument('d', 'T', quote);
  const verdict = (text: string, from = 0, to = quote.length) =>
    verifyReport({
      support: 'lexical',
      documents: [document],
      evidence: [
        {
          id: 'e',
          documentId: 'd',
          quote: quote.slice(from, to),
          start: from,
          end: to,
          provider: 'sample',
          retrievedAt: '2025-01-01T00:00:00Z',
        },
      ],
      report: {
        title: '',
        answer: [{ text, factual: true, citations: [{ evidenceId: 'e' }] }],
        sections: [],
        limitations: [],
        references: [{ number: 1, documentId: 'd', title: 'T', url: document.url }],
        removed: [],
      },
    }).checks.verified;
  const end = quote.indexOf('In mice') - 1;
  test.each([
    ['a close paraphrase', 'Drug ABC1 treatment did not reduce mortality in 250 patients.', 1],
    ['a dropped negation', 'Treatment with drug ABC1 did reduce mortality in 250 patients.', 0],
    ['another number', 'Treatment with drug ABC1 did not reduce mortality in 260 patients.', 0],
    ['another name', 'Treatment with drug XYZ9 did not reduce mortality in 250 patients.', 0],
    ['another direction', 'Treatment with drug ABC1 did not increase mortality in 250 patients.', 0],
    ['other words altogether', 'The compound left overall death rates where they were.', 0],
  ])('%s', (_, text, expected) => {
    expect(verdict(text, 0, end)).toBe(expected);
  });
  test('a hedge may not be dropped', () => {
    expect(verdict('In mice, ABC1 may increase survival by 12.5%.', end + 1)).toBe(1);
    expect(verdict('In mice, ABC1 does increase survival by 12.5%.', end + 1)).toBe(0);
  });
  test('a clause cut out of a negated sentence is not the quote', () => {
    expect(verdict('reduce mortality in 250 patients.', 0, end)).toBe(0);
  });
});

describe('hostile input', () => {
  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (report, documents, evidence) => {
        const result = verifyReport({ report, documents, evidence } as unknown as VerifyInput);
        expect(result.checks.verified).toBe(0);
        expect(Array.isArray(result.report.answer)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
  test.each([
    [undefined],
    [null],
    [{}],
    [{ report: { answer: [null, 1, {}], sections: [null, { heading: 1 }] } }],
    [
      {
        report: new Proxy(
          {},
          {
            get: () => {
              throw new Error('no');
            },
          },
        ),
      },
    ],
  ])('%#', (input) => {
    expect(verifyReport(input as unknown as VerifyInput).problems.length).toBeGreaterThan(0);
  });
});

test('the verifier imports nothing of the package but the shapes', () => {
  const directory = new URL('../src/verify/', import.meta.url);
  const files = readdirSync(directory).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(3);
  for (const name of files) {
    const source = readFileSync(new URL(name, directory), 'utf8');
    for (const [statement, from] of source.matchAll(/(?:import|export)[^;]*?from '([^']+)'/g)) {
      const allowed =
        /^\.\/[a-z-]+\.ts$/.test(from ?? '') || (from === '../report.ts' && statement.startsWith('import type'));
      expect(allowed, `${name}: ${statement}`).toBe(true);
    }
    expect(source).not.toMatch(/import\(/);
  }
});
