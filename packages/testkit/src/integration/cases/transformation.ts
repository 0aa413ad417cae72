import { spoil } from '../../spoil.ts';
import { demand, demandDocuments, type EmulatedCase } from '../case.ts';
import { documentProblems } from '../documents.ts';

const nothingLikeIt = 'zzyzxq qwxjkv';

export const transformationCases: readonly EmulatedCase[] = [
  {
    group: 'transformation',
    name: 'documents are whole: id, address, title, text, kind, provenance',
    advice: 'Look at the provider’s normalise functions.',
    async run({ service, open, did, figures }) {
      const { provider } = open();
      did('searched, and checked every document');
      const page = await provider.searchDocuments(service.query);
      demandDocuments(page);
      const problems = documentProblems(page, provider);
      figures({ documents: page.documents.length, problems: problems.length });
      demand(problems.length === 0, problems.slice(0, 3).join('; '));
    },
  },
  {
    group: 'transformation',
    name: 'texts are well-formed whatever the service sends',
    advice: 'Pass every text through cleanText of core, once, when it arrives.',
    async run({ service, open, did, figures }) {
      const { provider, emulator } = open();
      emulator.faults.push({ kind: 'mutate', change: (answer) => spoil(answer) });
      did('searched while every text held NUL and half a character');
      const page = await provider.searchDocuments(service.query);
      const problems = documentProblems(page, provider);
      figures({ documents: page.documents.length, problems: problems.length });
      demand(page.documents.length > 0, 'no document was left');
      demand(problems.length === 0, problems.slice(0, 3).join('; '));
    },
  },
  {
    group: 'transformation',
    name: 'a malformed item is skipped and counted, the others stay',
    advice: 'Name the list in the operation’s `items` rule, so that core checks it item by item.',
    async run({ service, open, did, figures }) {
      did('searched twice, the second time with the second item broken');
      const whole = await open().provider.searchDocuments(service.query);
      demand(whole.documents.length >= 3, `the query finds ${whole.documents.length} documents; it must find 3`);
      const { provider, emulator } = open();
      emulator.faults.push({ kind: 'mutate', change: (answer) => service.malformItem(answer, 1) });
      const page = await provider.searchDocuments(service.query);
      const expected = whole.documents.filter((_, rank) => rank !== 1).map(({ id }) => id);
      figures({ documents: page.documents.length, skipped: page.skipped.length, outcome: page.outcome });
      demand(page.outcome === 'partial', `the outcome is "${page.outcome}", not "partial"`);
      demand(page.skipped.length === 1 && page.skipped[0]?.index === 1, 'the skipped item is not named');
      demand(/\S/.test(page.skipped[0]?.reason ?? ''), 'it is not said why');
      demand(
        page.documents.map(({ id }) => id).join() === expected.join(),
        'the other documents did not stay as they were',
      );
    },
  },
  {
    group: 'transformation',
    name: 'nothing found is an empty answer',
    advice: 'Return outcome "empty" with no documents; throw for everything that went wrong.',
    async run({ open, did, figures }) {
      const { provider } = open();
      did('searched for words that are in no document');
      const page = await provider.searchDocuments({ text: nothingLikeIt });
      figures({ outcome: page.outcome, documents: page.documents.length });
      demand(page.outcome === 'empty' && page.documents.length === 0, `the outcome is "${page.outcome}"`);
    },
  },
  {
    group: 'transformation',
    name: 'no more documents come than were asked for',
    advice: 'Hand the query’s limit on to the service, and cut what it sends in excess.',
    async run({ service, open, did, figures }) {
      const { provider } = open();
      did('asked for two documents');
      const { documents } = await provider.searchDocuments({ ...service.query, limit: 2 });
      figures({ documents: documents.length });
      demand(documents.length === 2, `${documents.length} documents came`);
    },
  },
];
