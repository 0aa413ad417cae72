/** What is mutated, and the tests that must notice. Paths of sources from the root, of tests from packages/core. */
export const areas = {
  resilience: { sources: 'packages/core/src/resilience', tests: 'test/resilience/*.test.ts' },
  signing: { sources: 'packages/core/src/security/signing', tests: 'test/security/*sign*.test.ts' },
  audit: { sources: 'packages/core/src/security/audit', tests: 'test/security/*audit*.test.ts' },
  'url-guard': { sources: 'packages/core/src/security/url-guard', tests: 'test/security/*url-guard*.test.ts' },
};

/** The area of this run, chosen by `run.mjs`. */
export const name = process.env.MUTATION_AREA ?? 'resilience';
export const area = areas[name];
