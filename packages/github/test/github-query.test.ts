import { HeadwaterError } from '@headwater/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSearch } from '../src/emulator/search-syntax.ts';
import { buildSearchQuery, issueQualifiers, repositoryQualifiers, searchWords, topicOf } from '../src/github-query.ts';

const build = (text: string | undefined, values: object = {}, exclude: object = {}) =>
  buildSearchQuery('search', text, repositoryQualifiers, { ...values }, { ...exclude });

/** Texts of people who want more than to search. */
const hostile = fc.oneof(
  fc.constantFrom(
    'x user:victim is:private',
    '-repo:a/b',
    'a OR b',
    'NOT a',
    '"repo:a/b"',
    'repo\u003aa/b',
    'repo：a/b',
    '(topic:x)',
    '@me',
    'stars:>1',
    'a\nrepo:b/c',
    'in:file /secret.*/',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        'repo',
        ':',
        '-',
        '"',
        ' ',
        'OR',
        'user',
        'a',
        '(',
        ')',
        '\\',
        '\u00a0',
        '\u200b',
        '：',
        'ː',
        '꞉',
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join('')),
);

describe('text of users', () => {
  it('never becomes a qualifier, an operator, an exclusion or a phrase', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const q = build(text, { topics: 'crdt' });
        const read = readSearch(q);
        expect(read.qualifiers).toEqual([{ name: 'topic', value: 'crdt', negated: false }]);
        expect(read.excludedWords).toEqual([]);
        for (const word of q.split(' ').filter((each) => each !== 'topic:crdt')) {
          expect(word).toMatch(/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.+#-]*$/u);
          expect(['AND', 'OR', 'NOT']).not.toContain(word);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['C++ and c# in .NET', ['C++', 'and', 'c#', 'in', 'NET']],
    ['state-of-the-art, v1.2.', ['state-of-the-art', 'v1.2']],
    ['user:victim is:private', ['user', 'victim', 'is', 'private']],
    ['this AND that', ['this', 'and', 'that']],
    ['Straßen-Bäume 木', ['Straßen-Bäume', '木']],
    ['!!! ---', []],
  ])('%j is the words %j', (text, words) => {
    expect(searchWords(text)).toEqual(words);
  });

  it('keeps what people search for', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9]{1,8}$/), { minLength: 1, maxLength: 8 }), (words) => {
        expect(searchWords(words.join(', '))).toEqual(words);
      }),
    );
  });
});

describe('qualifiers', () => {
  it.each<[object, string]>([
    [{ topics: ['Machine Learning', 'crdt'] }, 'topic:machine-learning topic:crdt'],
    [{ languages: 'C++', licenses: 'mit' }, 'language:C++ license:mit'],
    [{ languages: 'Common Lisp' }, 'language:"Common Lisp"'],
    [{ stars: 5 }, 'stars:5'],
    [{ stars: { from: 5 } }, 'stars:>=5'],
    [{ stars: { to: 9 } }, 'stars:<=9'],
    [{ stars: { from: 5, to: 9 } }, 'stars:5..9'],
    [{ pushed: { from: '2024-01-01' }, created: '2020-02-29' }, 'pushed:>=2024-01-01 created:2020-02-29'],
    [{ archived: false, fork: 'only', is: 'public' }, 'archived:false fork:only is:public'],
    [{ users: 'a-b', organizations: ['c'], repositories: 'd/e.f' }, 'user:a-b org:c repo:d/e.f'],
  ])('%j is written %s', (values, q) => {
    expect(build(undefined, values)).toBe(q);
  });

  it('are written after the words, and excluded with a minus', () => {
    expect(build('street trees', { stars: { from: 1 } }, { topics: 'toy', languages: ['PHP'] })).toBe(
      'street trees stars:>=1 -topic:toy -language:PHP',
    );
  });

  it.each<[string, object]>([
    ['users', { users: 'a b' }],
    ['users', { users: 'victim is:private' }],
    ['repositories', { repositories: 'a' }],
    ['repositories', { repositories: 'a/..' }],
    ['repositories', { repositories: 'a/b c' }],
    ['topics', { topics: 'x user:y' }],
    ['topics', { topics: '' }],
    ['topics', { topics: 'ä' }],
    ['languages', { languages: 'a" user:b' }],
    ['languages', { languages: 'a\\' }],
    ['languages', { languages: 'a\nb' }],
    ['languages', { languages: ' ' }],
    ['stars', { stars: -1 }],
    ['stars', { stars: 1.5 }],
    ['stars', { stars: '5..6 user:x' }],
    ['stars', { stars: {} }],
    ['stars', { stars: { from: 1, until: 2 } }],
    ['pushed', { pushed: '2024-02-31' }],
    ['pushed', { pushed: { from: 'yesterday' } }],
    ['archived', { archived: 'no' }],
    ['colour', { colour: 'red' }],
  ])('%s is refused in %j, with its name', (name, values) => {
    const error = (() => {
      try {
        return build('a', values);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(HeadwaterError.isInstance(error) && error.code).toBe('invalid-request');
    expect(String(error)).toContain(name);
  });

  it('never let a value out of its qualifier', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 60 }),
        fc.constantFrom('labels', 'milestones', 'languages', 'state'),
        (value, field) => {
          let q: string;
          try {
            q = buildSearchQuery('search', 'a', issueQualifiers, { [field]: value });
          } catch (error) {
            return HeadwaterError.isInstance(error);
          }
          const { qualifiers, words } = readSearch(q);
          return qualifiers.length === 1 && qualifiers[0]?.value === value && words.length === 1;
        },
      ),
      { numRuns: 500 },
    );
  });

  it('and words are needed, and not too many', () => {
    expect(() => build('  ')).toThrow(/empty/);
    expect(() => build('a'.repeat(257))).toThrow(/256/);
    expect(build('a'.repeat(256), { topics: 'crdt' })).toHaveLength(256 + 11);
  });
});

it.each([
  ['Machine  Learning', 'machine-learning'],
  ['CRDT', 'crdt'],
  ['a_b', 'a-b'],
  ['-a', undefined],
  ['what is a crdt?', undefined],
  ['a'.repeat(51), undefined],
])('the topic %j is %j', (text, topic) => {
  expect(topicOf(text)).toBe(topic);
});
