import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, type QueryNode } from '../src/emulator/query-parser.ts';
import {
  type ArxivQuery,
  allOf,
  anyOf,
  anyWord,
  anywhere,
  byAuthor,
  inAbstract,
  inCategory,
  inComment,
  inJournalReference,
  inTitle,
  rawQuery,
  submitted,
  without,
  withReportNumber,
} from '../src/index.ts';

describe('the builder', () => {
  it.each<[string, ArxivQuery, string]>([
    ['a word', inTitle('Retrieval'), 'ti:retrieval'],
    ['several words', inTitle('dense retrieval'), '(ti:dense AND ti:retrieval)'],
    ['a phrase', inAbstract({ phrase: 'Dense Retrieval' }), 'abs:"dense retrieval"'],
    ['a word with a hyphen', anywhere('COVID-19'), 'all:"covid-19"'],
    ['accents', byAuthor('Erdős'), 'au:"erdős"'],
    ['words that are operators', inTitle('AND OR ANDNOT TO'), '(ti:and AND ti:or AND ti:andnot AND ti:to)'],
    ['an injected field', inTitle('x" OR cat:cs.CL'), '(ti:x AND ti:or AND ti:cat AND ti:"cs.cl")'],
    ['comments', inComment('12 pages'), '(co:12 AND co:pages)'],
    ['journals', inJournalReference('Nature'), 'jr:nature'],
    ['report numbers', withReportNumber('CERN-2001'), 'rn:"cern-2001"'],
    ['a category', inCategory('cs.CL'), 'cat:cs.CL'],
    ['an archive', inCategory('cond-mat.*'), 'cat:cond-mat.*'],
    ['all of', allOf(inTitle('a1'), inCategory('hep-th')), '(ti:a1 AND cat:hep-th)'],
    ['any of', anyOf(inTitle('a1'), inTitle('b1')), '(ti:a1 OR ti:b1)'],
    ['without', without(inTitle('a1'), inTitle('b1'), inTitle('c1')), '(ti:a1 ANDNOT ti:b1 ANDNOT ti:c1)'],
    ['raw in combination', allOf(rawQuery('ti:a OR ti:b'), inTitle('c1')), '((ti:a OR ti:b) AND ti:c1)'],
    [
      'telling words',
      anyWord('How do street trees cool the city?'),
      '(all:street OR all:trees OR all:cool OR all:city)',
    ],
    ['common words alone', anyWord('to be or not'), '(all:to OR all:be OR all:or OR all:not)'],
  ])('writes %s', (_name, query, expression) => {
    expect(query.expression).toBe(expression);
  });

  it.each([
    [{ from: '2024-01-05', to: '2024-02-29' }, '[202401050000 TO 202402292359]'],
    [{ from: '2024-01-05' }, '[202401050000 TO 299912312359]'],
    [{ to: '2024-01-05' }, '[199101010000 TO 202401052359]'],
    [{ from: '2024-01-05T23:30:00-02:00' }, '[202401060130 TO 299912312359]'],
    [{ from: '2024-01-05T23:30' }, '[202401052330 TO 299912312359]'],
  ])('writes the date range %j', (range, text) => {
    expect(submitted(range).expression).toBe(`submittedDate:${text}`);
  });

  it.each<[string, () => unknown]>([
    ['no word', () => inTitle('"()"')],
    ['no text', () => inTitle(undefined as never)],
    ['an empty phrase', () => inTitle({ phrase: ' ' })],
    ['a category with an operator', () => inCategory('cs.CL OR all:x')],
    ['a date that does not exist', () => submitted({ from: '2024-02-30' })],
    ['a range from end to beginning', () => submitted({ from: '2024-02-02', to: '2024-02-01' })],
    ['nothing to combine', () => allOf()],
    ['an empty raw query', () => rawQuery('  ')],
  ])('refuses %s', (_name, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-request', provider: 'arxiv' }));
  });
});

/** All leaves of a parsed query. */
function leaves(node: QueryNode): QueryNode[] {
  return 'left' in node ? [...leaves(node.left), ...leaves(node.right)] : [node];
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '"',
        '(',
        ')',
        ' OR ',
        ' AND ',
        ' ANDNOT ',
        'all:',
        'cat:cs.*',
        '[',
        ']',
        '\\',
        '*',
        'word',
        'É',
        '-',
        ':',
        ' TO ',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

describe('whatever the text', () => {
  it('stays in its field, as terms that stand in it', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, isPhrase) => {
        let query: ArxivQuery;
        try {
          query = allOf(inTitle(isPhrase ? { phrase: text } : text), inCategory('cs.CL'));
        } catch (error) {
          // Only a text without any word is refused.
          expect(error).toMatchObject({ code: 'invalid-request' });
          expect(text.toWellFormed().replaceAll('\ufffd', '')).not.toMatch(/[\p{L}\p{N}]/u);
          return;
        }
        const [category, ...terms] = leaves(parseQuery(query.expression)).reverse();
        expect(category).toEqual({ kind: 'term', field: 'cat', text: 'cs.CL', isPhrase: false });
        expect(terms.length).toBeGreaterThan(0);
        const source = text.normalize('NFC').toLowerCase();
        for (const term of terms) {
          expect(term).toMatchObject({ kind: 'term', field: 'ti' });
          for (const word of (term as { text: string }).text.split(' ')) expect(source).toContain(word);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is joined by nothing but the operator of its function', () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => /[a-z0-9]/i.test(text)),
        (text) => {
          const kinds = (node: QueryNode): string[] =>
            'left' in node ? [node.kind, ...kinds(node.left), ...kinds(node.right)] : [];
          expect(new Set([...kinds(parseQuery(anywhere(text).expression)), 'and'])).toEqual(new Set(['and']));
          expect(new Set([...kinds(parseQuery(anyWord(text).expression)), 'or'])).toEqual(new Set(['or']));
        },
      ),
    );
  });
});
