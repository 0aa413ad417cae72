import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseArxivId } from '../src/index.ts';

it.each([
  ['2107.05580', { id: '2107.05580' }],
  ['2107.05580v2', { id: '2107.05580', version: 2 }],
  ['0704.0001', { id: '0704.0001' }],
  [' arXiv:2107.05580V3 ', { id: '2107.05580', version: 3 }],
  ['arxiv: 2107.05580', { id: '2107.05580' }],
  ['https://arxiv.org/abs/2107.05580v1', { id: '2107.05580', version: 1 }],
  ['http://export.arxiv.org/pdf/2107.05580.pdf', { id: '2107.05580' }],
  ['https://arxiv.org/pdf/hep-ex/0307015v1.pdf', { id: 'hep-ex/0307015', version: 1 }],
  ['10.48550/arXiv.2107.05580', { id: '2107.05580' }],
  ['https://doi.org/10.48550/arXiv.2107.05580', { id: '2107.05580' }],
  ['hep-ex/0307015', { id: 'hep-ex/0307015' }],
  ['math.GT/0309136v2', { id: 'math/0309136', version: 2 }],
])('reads %s', (text, parsed) => {
  expect(parseArxivId(text)).toEqual(parsed);
});

it.each([
  '',
  '2107',
  '2107.055801',
  '2107.05580v0',
  '2107.05580v',
  'abs/2107.05580',
  'hep-ex/030701',
  'https://arxiv.org.evil.example/abs/2107.05580',
  '2107.05580 OR all:x',
  '10.1038/nature14539',
])('refuses %j', (text) => {
  expect(parseArxivId(text)).toBeUndefined();
});

it('finds the same id behind every spelling', () => {
  const ids = fc.oneof(
    fc.stringMatching(/^\d{4}\.\d{4,5}$/),
    fc
      .tuple(fc.constantFrom('hep-ex', 'math', 'astro-ph', 'cs'), fc.stringMatching(/^\d{7}$/))
      .map(([archive, digits]) => `${archive}/${digits}`),
  );
  fc.assert(
    fc.property(ids, fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }), (id, version) => {
      const text = version === undefined ? id : `${id}v${version}`;
      const expected = version === undefined ? { id } : { id, version };
      for (const spelling of [
        text,
        `arXiv:${text}`,
        `https://arxiv.org/abs/${text}`,
        `http://arxiv.org/pdf/${text}.pdf`,
      ]) {
        expect(parseArxivId(spelling)).toEqual(expected);
      }
    }),
  );
});
