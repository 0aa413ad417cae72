import type { EmulatorPage } from './web.ts';

const NOTE = 'Headwater sample page, invented.';

/** Puts the title above the text and says what kind of page this is. */
const page = (
  url: string,
  title: string,
  description: string,
  text: string,
  more: Partial<EmulatorPage> = {},
): EmulatorPage => ({
  url,
  title,
  description,
  markdown: `# ${title}\n\n${NOTE}\n\n${text}`,
  ...more,
});

/**
 * A small invented web: a river laboratory with its handbook, a newspaper, a code host and a preprint server. The names
 * under `.example` can belong to nobody, and each text says that it is a sample.
 */
export const samplePages: readonly EmulatorPage[] = [
  page(
    'https://riverlab.example/',
    'Riverlab, a laboratory for small rivers',
    'Who measures water and fish in the sample valley.',
    'Riverlab measures small rivers and the fish in them. Start with the [projects](/projects), the [publications](/publications) or the [people](/about). The [handbook](https://docs.riverlab.example/) explains the instruments, and the [gazette](https://city-gazette.example/) reports on us. ![The weir at dawn](/images/weir.jpg)',
  ),
  page(
    'https://riverlab.example/about',
    'People of Riverlab',
    'Five people and a boat.',
    'Five people work at Riverlab: two hydrologists, a fish biologist, an engineer and a boat builder. The boat builder repairs the gauges. Back to the [start](/). Members have [pages of their own](/members).',
    { author: 'Runa Halloran' },
  ),
  page(
    'https://riverlab.example/projects',
    'Projects on eels and gauges',
    'What Riverlab works on this year.',
    'Two projects run this year. [Eel passage](/projects/eel-passage) counts eels at the weir. The [gauge network](/projects/gauge-network) measures water levels. An [older project](/projects/old-eels) has moved, and one page is [for staff](/projects/staff-notes).',
  ),
  page(
    'https://riverlab.example/projects/eel-passage',
    'Eel passage at the sample weir',
    'How many eels climb a ladder of bristles.',
    'Eels climb a ladder of bristles to pass the weir. In the first season 1840 eels used it, nine tenths of them at night. A wet ladder works, a dry one does not: eels stop within minutes. The weir keeps its water level for the mill. Read the [paper](/publications/eel-passage.pdf). ![An eel ladder](/images/ladder.jpg)',
    { publishedDate: '2025-04-12', author: 'Runa Halloran' },
  ),
  page(
    'https://riverlab.example/projects/gauge-network',
    'A network of forty river gauges',
    'Water levels every ten minutes, for the cost of a bicycle each.',
    'Forty gauges report the water level every ten minutes. Each costs as much as a bicycle. Floods are seen about three hours before they reach the town. Moss on the sensor is the most common fault. See the [software](https://hub.example/riverlab/gauge-reader) and its [calibration](https://docs.riverlab.example/calibration).',
    { publishedDate: '2025-02-03', author: 'Tomas Brandt' },
  ),
  page('https://riverlab.example/projects/old-eels', 'Eels, the older project', 'Moved.', 'This page has moved.', {
    redirectTo: 'https://riverlab.example/projects/eel-passage',
  }),
  page(
    'https://riverlab.example/projects/staff-notes',
    'Notes for staff',
    'Not for robots.',
    'Keys hang behind the door of the boat house.',
    { isForbiddenToRobots: true, isInSitemap: false },
  ),
  page(
    'https://riverlab.example/projects/archive',
    'Archive of scanned logs',
    'Ninety years of water levels; takes its time.',
    'Scanned logs of water levels since 1932. The server of this page is slow.',
    { loadMs: 90_000 },
  ),
  page(
    'https://riverlab.example/publications',
    'Publications on eels and water levels',
    'Papers and reports.',
    'Our [report on eels](/publications/eel-passage.pdf), the [paper on eel ladders](https://papers.example/eel-ladders) and the [paper on gauge errors](https://papers.example/gauge-errors).',
  ),
  page(
    'https://riverlab.example/publications/eel-passage.pdf',
    'Eel passage: a report of the first season',
    'Twelve pages with all counts.',
    'Counts of eels at the sample weir, by night and by water temperature. Above twelve degrees eels climb, below it they rest. The ladder must stay wet. A camera counted eels with an error of four percent.',
    { pdfPages: 12, category: 'pdf', publishedDate: '2025-06-30' },
  ),
  page('https://riverlab.example/members', 'Forbidden', 'For members.', 'Log in to see this page.', {
    status: 403,
    isInSitemap: false,
  }),
  page(
    'https://docs.riverlab.example/',
    'Riverlab handbook',
    'How to build and keep a gauge.',
    'Begin with the [installation](/install), then the [calibration](/calibration). The [interface](/api?version=2) is for programmers. The laboratory itself is [here](https://riverlab.example/).',
  ),
  page(
    'https://docs.riverlab.example/install',
    'Installing a river gauge',
    'An afternoon with a ladder and two bolts.',
    'Mount the gauge under a bridge with two bolts, a metre above high water. One person holds the ladder. Then go on to the [calibration](/calibration).',
  ),
  page(
    'https://docs.riverlab.example/calibration',
    'Calibrating a river gauge',
    'Twice a year, with a staff and patience.',
    'Compare the gauge with a painted staff twice a year. The error grows by a centimetre a month where moss grows. Brush the sensor first. The [interface](/api?version=1) takes the correction.',
    { publishedDate: '2024-11-20' },
  ),
  page(
    'https://docs.riverlab.example/api?version=2',
    'Interface of the gauges, version 2',
    'Levels as JSON.',
    'One address gives the levels of all gauges. Version 2 gives metres; the [older version](/api?version=1) gave centimetres.',
  ),
  page(
    'https://docs.riverlab.example/api?version=1',
    'Interface of the gauges, version 1',
    'Retired.',
    'Version 1 gave centimetres and has been retired.',
  ),
  page(
    'https://city-gazette.example/',
    'The City Gazette',
    'News of the sample town.',
    'Today: the [eel ladder opens](/2026/eel-ladder-opens). Also: [gauges warn of a flood](/2026/flood-warning) and [last summer’s low water](/2025/low-water).',
  ),
  page(
    'https://city-gazette.example/2026/eel-ladder-opens',
    'Eel ladder opens at the weir',
    'Children counted the first eels.',
    'The eel ladder at the weir opened on Sunday. Children counted eleven eels in the first hour. The mill owner had feared for his water level and is content now. ![The opening](/images/opening.jpg)',
    { isNews: true, publishedDate: '2025-12-29', author: 'Ada Lindqvist' },
  ),
  page(
    'https://city-gazette.example/2026/flood-warning',
    'Gauges warned of the flood three hours early',
    'Cellars stayed dry.',
    'New river gauges warned the town three hours before the flood. Most cellars stayed dry. The town will pay for ten more gauges. Eels were seen in the park.',
    { isNews: true, publishedDate: '2025-11-16', author: 'Ada Lindqvist' },
  ),
  page(
    'https://city-gazette.example/2025/low-water',
    'Low water stops the eels',
    'A dry summer at the weir.',
    'The river fell to its lowest water level in thirty years. The eel ladder ran dry for six weeks, and no eels passed the weir.',
    { isNews: true, publishedDate: '2025-08-21' },
  ),
  page(
    'https://hub.example/riverlab/gauge-reader',
    'riverlab/gauge-reader: reads river gauges',
    'A small program for water levels.',
    'Gauge-reader reads river gauges and writes water levels to a file. Install it with one command. Issues are answered on Fridays.',
    { category: 'github' },
  ),
  page(
    'https://papers.example/eel-ladders',
    'Bristle ladders for eels: a trial at one weir',
    'A trial with 1840 eels.',
    'We let eels choose between a ladder of bristles and bare concrete. Of 1840 eels nearly all took the bristles. Water on the ladder mattered more than its slope. doi:10.5555/sample.eel.1',
    { category: 'research', publishedDate: '2025-09-01', author: 'Runa Halloran' },
  ),
  page(
    'https://papers.example/gauge-errors',
    'Sources of error in low-cost river gauges',
    'Moss explains most of it.',
    'We compared forty low-cost river gauges with painted staffs for a year. Moss on the sensor explained most of the error. Brushing twice a year kept it below two centimetres.',
    { category: 'research', publishedDate: '2024-05-17', author: 'Tomas Brandt' },
  ),
];
