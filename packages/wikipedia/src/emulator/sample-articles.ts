import type { EmulatorArticle } from './articles.ts';

const invented = { isInvented: true, description: 'Invented sample article' } as const;

/** Twenty-one invented articles. Nothing in them exists: no city, person or figure. */
export const sampleArticles: readonly EmulatorArticle[] = [
  {
    ...invented,
    title: 'Urban canopy of Norhaven',
    text: 'The urban canopy of Norhaven is the cover of street trees in the invented city of Norhaven. In a heat wave, streets with a closed canopy stay up to two degrees cooler in the afternoon than streets without trees. The city counts about 41,000 street trees.\n== History ==\nThe first avenue was planted in 1874. After the heat wave of 1994 the council doubled the number of trees.\n== Care ==\nYoung trees are watered for two summers. Watering doubled their survival.',
    redirects: ['Norhaven canopy', 'Street trees of Norhaven'],
    languageLinks: { de: 'Stadtbäume von Norhaven' },
  },
  {
    ...invented,
    title: 'Norhaven heat action plan',
    text: 'The Norhaven heat action plan is a set of measures for heat waves in the invented city of Norhaven. It names cool rooms in libraries, a telephone chain for older residents, and shade from street trees on the way to schools. It was adopted in 2011.\n== Results ==\nHospital admissions during heat waves fell by eight percent in the five years after its adoption.',
    languageLinks: { de: 'Hitzeaktionsplan Norhaven' },
  },
  {
    ...invented,
    title: 'Lindqvist shade index',
    text: 'The Lindqvist shade index is an invented measure of how much of a street lies in shade at three in the afternoon. It runs from 0 to 100 and is taken on a cloudless day in July. Streets above 60 are called cool routes in a heat wave; most of them are lined with trees.',
    redirects: ['Shade index'],
  },
  {
    ...invented,
    title: 'Cool roof of the Arden market hall',
    text: 'The cool roof of the Arden market hall is a reflective roof in the invented town of Arden. Its surface stays fourteen degrees cooler than the tarred roof it replaced. Air temperature in the street did not change.',
  },
  {
    ...invented,
    title: 'Mercury',
    isDisambiguation: true,
    text: 'Mercury may refer to:\nMercury Bay (Arden), an invented bay\nMercury (newspaper), an invented newspaper in Norhaven',
  },
  {
    ...invented,
    title: 'Mercury (newspaper)',
    text: 'Mercury is an invented daily newspaper in Norhaven, founded in 1902. It is known for its weather page, which has printed the temperature of the harbour every day since its first issue.',
  },
  {
    ...invented,
    title: 'Mercury Bay (Arden)',
    text: 'Mercury Bay is an invented bay near Arden. Seagrass covers a third of its floor. Divers counted 212 pipefish there in one night.',
  },
  {
    ...invented,
    title: 'Sleep school of Arden',
    text: 'The sleep school of Arden is an invented clinic that studies sleep and memory. Pupils nap for twenty minutes after lunch. In its best known trial, pupils who slept remembered a fifth more words the next day than pupils who stayed awake.\n== Criticism ==\nThe trial had 44 pupils and was never repeated.',
  },
  {
    ...invented,
    title: 'Kestrel memory test',
    text: 'The Kestrel memory test is an invented test of word memory in which thirty words are learned in the evening and asked for in the morning. It is used in studies of sleep.',
  },
  {
    ...invented,
    title: 'Alpine stream survey of Gelt',
    text: 'The alpine stream survey of Gelt is an invented count of microplastic particles in fourteen mountain streams. Concentrations peaked during snowmelt. Fibres made up three quarters of the particles, most of which came through the air.',
  },
  {
    ...invented,
    title: 'Gelt mussel farm',
    text: 'The Gelt mussel farm is an invented farm of freshwater mussels that filters the outlet of Lake Gelt. It removes about a third of the larger microplastic particles from the water.',
  },
  {
    ...invented,
    title: 'Harrow wind park',
    text: 'The Harrow wind park is an invented wind park with 38 turbines. Since 2015 its turbines stand still on nights with heavy bird migration. Dead birds fell by about half; the lost energy is below one percent.',
    redirects: ['Harrow Wind Farm'],
  },
  {
    ...invented,
    title: 'Harrow bat observatory',
    text: 'The Harrow bat observatory is an invented station that counts bats near the Harrow wind park. Bat deaths fell only when turbines also stopped at low wind speed.',
  },
  {
    ...invented,
    title: 'Four-day week in Osmer',
    text: 'The four-day week in Osmer was an invented trial in which 41 companies worked four days at full pay for one year. Output did not change; sick days fell by a third.',
  },
  {
    ...invented,
    title: 'Osmer',
    text: 'Osmer is an invented town at the mouth of the river Osm, with 23,400 inhabitants. Its economy rests on paper, ropes and a small shipyard.\n== Climate ==\nSummers are mild. The last heat wave was in 2019.',
    languageLinks: { de: 'Osmer' },
  },
  {
    ...invented,
    title: 'Osmer tide clock',
    text: 'The Osmer tide clock is an invented clock on the harbour wall of Osmer whose single hand shows the height of the water. It was built by the rope maker Ines Moreau in 1788.',
  },
  {
    ...invented,
    title: 'Quote verification',
    text: 'Quote verification is, in this invented article, the comparison of a quoted sentence with its source, letter by letter. Readers who see the exact quote beside a claim notice errors twice as often.',
  },
  {
    ...invented,
    title: 'AC/DC converter of Gelt',
    text: 'The AC/DC converter of Gelt is an invented converter station with a slash in its name. It joins the mountain valley to the grid of the coast.',
  },
  {
    ...invented,
    language: 'de',
    title: 'Stadtbäume von Norhaven',
    text: 'Die Stadtbäume von Norhaven sind die Straßenbäume der erfundenen Stadt Norhaven. In einer Hitzewelle bleiben Straßen mit geschlossenem Kronendach am Nachmittag bis zu zwei Grad kühler.',
    languageLinks: { en: 'Urban canopy of Norhaven' },
    description: 'Erfundener Beispielartikel',
  },
  {
    ...invented,
    language: 'de',
    title: 'Hitzeaktionsplan Norhaven',
    text: 'Der Hitzeaktionsplan Norhaven ist ein erfundenes Bündel von Maßnahmen gegen Hitzewellen: kühle Räume in Bibliotheken, Schatten auf Schulwegen und eine Telefonkette für ältere Menschen.',
    languageLinks: { en: 'Norhaven heat action plan' },
    description: 'Erfundener Beispielartikel',
  },
  {
    ...invented,
    language: 'de',
    title: 'Osmer',
    text: 'Osmer ist eine erfundene Stadt an der Mündung des Flusses Osm mit 23.400 Einwohnern.',
    languageLinks: { en: 'Osmer' },
    description: 'Erfundener Beispielartikel',
  },
];
