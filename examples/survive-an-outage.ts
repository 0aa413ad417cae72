import { HeadwaterError } from '@headwater/core';
import { createExa } from '@headwater/exa';
import { createExaEmulator, SANDBOX_API_KEY } from '@headwater/exa/emulator';

const emulator = createExaEmulator();
const exa = createExa({ apiKey: SANDBOX_API_KEY, fetch: emulator.fetch });

// One bad answer, then a good one: the caller sees the result, the observer sees the wait.
emulator.faults.push({ kind: 'status', status: 503 });
const page = await exa.searchDocuments(
  { text: 'street trees' },
  {
    observe: {
      event(event) {
        if (event.type === 'call-waiting') console.log(`waiting: ${event.reason}, ${event.detail}`);
      },
    },
  },
);
console.log(`found ${page.documents.length}, outcome ${page.outcome}`);

// Nothing but failures: an error that says what to do, never an empty list.
emulator.faults.push({ kind: 'outage', status: 500 });
try {
  await exa.search('street trees', { timeoutMs: 2_000 });
} catch (error) {
  if (!HeadwaterError.isInstance(error)) throw error;
  console.log(`${error.code} after ${error.attempts} attempts, retryable: ${error.retryable}`);
}
await exa.dispose();
