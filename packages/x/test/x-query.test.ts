import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildXQuery, type XQueryParts } from '../src/index.ts';

describe('a query', () => {
  it.each<[XQueryParts, string]>([
    [{ words: 'heat wave' }, 'heat wave'],
    [{ words: 'heat OR from:nasa -trees' }, 'heat "OR" from nasa trees'],
    [{ words: 'say "no" (now) #tag @me $USD' }, 'say no now tag me USD'],
    [{ words: 'well-known and not' }, '"well-known" "and" "not"'],
    [{ phrases: ['heat wave', 'a "quoted" one', 'tree'] }, '"heat wave" "a quoted one" tree'],
    [{ any: ['trees', 'green parks'] }, '(trees OR "green parks")'],
    [{ words: 'heat', none: ['music', 'song text'] }, 'heat -music -"song text"'],
    [{ from: ['a', 'b_1'], to: ['c'], mentions: ['d'] }, '(from:a OR from:b_1) to:c @d'],
    [{ hashtags: ['Heat', 'Hitze'], cashtags: ['TREE'] }, '(#Heat OR #Hitze) $TREE'],
    [{ urls: ['nature.com'], conversationId: '19' }, 'url:"nature.com" conversation_id:19'],
    [
      { words: 'x', languages: ['de-AT', 'id'], has: ['links'], is: ['reply'], isNot: ['retweet'] },
      'x (lang:de OR lang:in) has:links is:reply -is:retweet',
    ],
    [{ words: 'x', minLikes: 10, minReplies: 0, minReposts: 2 }, 'x min_likes:10 min_replies:0 min_reposts:2'],
    [{ words: 'höhle 東京 naïve' }, 'höhle 東京 naïve'],
  ])('%j', (parts, query) => {
    expect(buildXQuery(parts)).toBe(query);
  });

  it.each<[XQueryParts, RegExp]>([
    [{}, /no word/],
    [{ words: ' -"() ' }, /no word/],
    [{ languages: ['en'] }, /only narrow/],
    [{ from: ['a OR b'] }, /from holds/],
    [{ hashtags: ['a b'] }, /hashtags holds/],
    [{ urls: ['a.com" OR "b'] }, /urls holds/],
    [{ conversationId: '1 OR 2' }, /conversationId/],
    [{ words: 'a', has: ['links OR b'] }, /has holds/],
    [{ words: 'a', languages: ['en OR b'] }, /languages holds/],
    [{ words: 'a', minLikes: -1 }, /whole number/],
  ])('%j is refused', (parts, message) => {
    expect(() => buildXQuery(parts)).toThrow(message);
  });

  it('of any text holds no operator, bracket or stray quote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (words, phrase) => {
        const query = buildXQuery({ words: `w ${words}`, phrases: [phrase], none: [words] });
        const terms = query.match(/-?"[^"]*"|\S+/g) ?? [];
        expect(terms.join(' ')).toBe(query);
        for (const term of terms) {
          expect(term).toMatch(/^-?(?:"[^"\\]*"|[\p{L}\p{M}\p{N}_]+)$/u);
          expect(['OR', 'AND', 'NOT']).not.toContain(term);
        }
      }),
      { numRuns: 300 },
    );
  });
});
