import { createSemanticScholar } from '@headwater/semantic-scholar';
import { createSemanticScholarEmulator } from '@headwater/semantic-scholar/emulator';

const semanticScholar = createSemanticScholar({ fetch: createSemanticScholarEmulator().fetch });

// A page is requested when the one before it has been read; leaving the loop requests no more.
let count = 0;
for await (const paper of semanticScholar.searchPapers({ query: 'sample', pageSize: 2 })) {
  console.log(paper.year, paper.title);
  count += 1;
  if (count === 3) break;
}
await semanticScholar.dispose();
