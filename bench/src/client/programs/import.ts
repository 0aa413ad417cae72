// `node import.ts PACKAGE…` prints how many milliseconds importing these took in this process.
const startedAt = performance.now();
for (const name of process.argv.slice(2)) await import(name);
console.log(performance.now() - startedAt);
process.exit(0);
