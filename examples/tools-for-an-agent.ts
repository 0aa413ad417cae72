import { createExa } from '@headwater/exa';
import { createExaEmulator, SANDBOX_API_KEY } from '@headwater/exa/emulator';
import { toMastraTools } from '@headwater/mastra';
import { createSemanticScholar } from '@headwater/semantic-scholar';
import { createSemanticScholarEmulator } from '@headwater/semantic-scholar/emulator';

const exa = createExa({ apiKey: SANDBOX_API_KEY, fetch: createExaEmulator().fetch });
const semanticScholar = createSemanticScholar({ fetch: createSemanticScholarEmulator().fetch });

// Hand this object to `new Agent({ tools })`.
const tools = toMastraTools(exa, semanticScholar);
for (const [id, { description }] of Object.entries(tools)) console.log(`${id}: ${description.split('. ')[0]}`);

await Promise.all([exa.dispose(), semanticScholar.dispose()]);
