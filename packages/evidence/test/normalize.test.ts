import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeArxiv, normalizeDoi, normalizePmid, normalizeUrl } from '../src/index.ts';

test.each([
  [normalizeDoi, 'https://doi.org/10.1000/ABC.1', '10.1000/abc.1'],
  [normalizeDoi, 'doi: 10.1000/abc.1.', '10.1000/abc.1'],
  [normalizeDoi, 'https://dx.doi.org/10.1000%2Fabc', '10.1000/abc'],
  [normalizeDoi, 'info:doi/10.1000/abc', '10.1000/abc'],
  [normalizeDoi, '10.1000/100%off', '10.1000/100%off'],
  [normalizeDoi, '10.1/x', undefined],
  [normalizeDoi, 'not a doi', undefined],
  [normalizeArxiv, 'https://arxiv.org/pdf/2101.00001v3.pdf', '2101.00001'],
  [normalizeArxiv, 'http://export.arxiv.org/abs/2101.00001v2/', '2101.00001'],
  [normalizeArxiv, 'https://arxiv.org/abs/2101.00001?context=cs', '2101.00001'],
  [normalizeArxiv, '10.48550/arXiv.2101.00001', '2101.00001'],
  [normalizeArxiv, 'arXiv:hep-th/9901001v1', 'hep-th/9901001'],
  [normalizeArxiv, 'math.GT/0309136', 'math/0309136'],
  [normalizeArxiv, '12', undefined],
  [normalizePmid, 'PMID: 0012345', '12345'],
  [normalizePmid, 'https://pubmed.ncbi.nlm.nih.gov/12345/', '12345'],
  [normalizePmid, 'https://europepmc.org/article/MED/12345', '12345'],
  [normalizePmid, 'x1', undefined],
  [normalizeUrl, 'http://WWW.Example.org:80/a/?utm_source=x&b=2&a=1#top', 'https://example.org/a?a=1&b=2'],
  [normalizeUrl, 'https://example.org:8443/', 'https://example.org:8443'],
  [normalizeUrl, 'https://example.org:80/', 'https://example.org:80'],
  [normalizeUrl, 'https://user:secret@example.org/a', 'https://example.org/a'],
  [normalizeUrl, 'https://example.org/a%2cb%7e%2F%c3%a9', 'https://example.org/a,b~%2F%C3%A9'],
  [normalizeUrl, 'https://example.org/é', 'https://example.org/%C3%A9'],
  [normalizeUrl, 'https://example.org/app#/page/1', 'https://example.org/app#/page/1'],
  [normalizeUrl, 'https://example.org/?tag=b&tag=a', 'https://example.org?tag=b&tag=a'],
  [normalizeUrl, 'javascript:alert(1)', undefined],
  [normalizeUrl, 'nonsense', undefined],
] as const)('%o of %s', (normalise, text, expected) => {
  expect(normalise(text)).toBe(expected);
});

test('normalising an address twice changes nothing', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
      const once = normalizeUrl(url);
      expect(once === undefined ? undefined : normalizeUrl(once)).toBe(once);
    }),
  );
});

test('what leads to one page has one form: case of the host, default port, tracking, fragment, slash', () => {
  fc.assert(
    fc.property(
      fc.domain(),
      fc.webPath(),
      fc.constantFrom('utm_campaign', 'fbclid', 'gclid'),
      (host, path, tracking) => {
        const plain = `https://${host}${path}`;
        const decorated = `http://WWW.${host.toUpperCase()}:80${path}?${tracking}=x#part`;
        expect(normalizeUrl(decorated)).toBe(normalizeUrl(plain));
      },
    ),
  );
});

test('no text makes them throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const normalise of [normalizeDoi, normalizeArxiv, normalizePmid, normalizeUrl]) normalise(text);
    }),
  );
});
