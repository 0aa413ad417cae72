import { createCallBudget, HeadwaterError } from '@headwater/core';
import { createExa } from '@headwater/exa';
import { createExaEmulator, SANDBOX_API_KEY } from '@headwater/exa/emulator';

const emulator = createExaEmulator();
const exa = createExa({ apiKey: SANDBOX_API_KEY, fetch: emulator.fetch });

async function outcome(call: PromiseLike<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (error) {
    if (!HeadwaterError.isInstance(error)) throw error;
    return error.code;
  }
}

// The service never answers: the whole call ends when its time is over.
emulator.faults.push({ kind: 'hang' });
console.log(await outcome(exa.search('street trees', { timeoutMs: 200 }))); // timeout

// Somebody changes their mind while the body is on its way.
emulator.faults.push({ kind: 'stalled-body' });
const controller = new AbortController();
setTimeout(() => controller.abort(), 50);
console.log(await outcome(exa.search('street trees', { signal: controller.signal }))); // cancelled

// A budget shared by any number of calls: two requests, no more.
const budget = createCallBudget({ requests: 2 });
const calls = ['trees', 'roofs', 'kidneys'].map((query) => outcome(exa.search(query, { budget })));
console.log(await Promise.all(calls)); // two done, one budget-exhausted
await exa.dispose();
