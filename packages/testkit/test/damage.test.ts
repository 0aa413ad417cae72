import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damage } from '../src/damage.ts';
import { createRandom } from '../src/random.ts';

const answers = fc.oneof(
  fc.json().map((text) => JSON.parse(text) as unknown),
  fc.string({ minLength: 20 }),
);

describe('damage', () => {
  it('is the same for the same seed, and never a failure of its own', () => {
    fc.assert(
      fc.property(answers, fc.nat(), (answer, seed) => {
        const once = () => damage(structuredClone(answer), createRandom(seed));
        expect(once()).toEqual(once());
      }),
    );
  });

  it('changes nearly every answer', () => {
    const answer = {
      results: [
        { id: 'a', title: 'A' },
        { id: 'b', title: 'B' },
      ],
      total: 2,
    };
    const changed = Array.from({ length: 200 }, (_, seed) => damage(structuredClone(answer), createRandom(seed)));
    const same = changed.filter((json) => JSON.stringify(json) === JSON.stringify(answer));
    expect(same.length).toBeLessThan(20);
    expect(new Set(changed.map((json) => JSON.stringify(json))).size).toBeGreaterThan(100);
  });
});
