import type { EmulatorPage } from './pages.ts';

const NOTE = 'Headwater sample page, invented.';

const page = (url: string, title: string, text: string, more: Partial<EmulatorPage> = {}): EmulatorPage => ({
  url,
  title,
  markdown: `# ${title}\n\n${NOTE}\n\n${text}`,
  ...more,
});

/**
 * A small invented web: an orchard with its handbook, a radio station and a seed bank. The names under `.example` can
 * belong to nobody, and each text says that it is a sample.
 */
export const samplePages: readonly EmulatorPage[] = [
  page(
    'https://oldorchard.example/',
    'The old orchard',
    'Three hundred apple trees stand in the old orchard. See the [varieties](/varieties), how we [prune](/care/pruning) and what the [bees](/bees) do. Our [handbook](https://handbook.oldorchard.example/) is free. ![The orchard in May](/img/may.jpg)',
  ),
  page(
    'https://oldorchard.example/varieties',
    'Apple varieties of the old orchard',
    'Forty varieties of apple grow here. The [winter rambour](/varieties/winter-rambour) keeps until May. The [red summer](/varieties/red-summer) must be eaten within a week.',
  ),
  page(
    'https://oldorchard.example/varieties/winter-rambour',
    'Winter rambour, an apple that keeps',
    'The winter rambour is picked in October and keeps until May in a cool cellar. It tastes of lemon. Fewer than ninety trees are known. Cuttings are kept by the [seed bank](https://seedbank.example/apples).',
    { publishedDate: '2024-10-14' },
  ),
  page(
    'https://oldorchard.example/varieties/red-summer',
    'Red summer, an apple for July',
    'The red summer ripens in July and must be eaten within a week. Children like it. Wasps like it as well.',
    { publishedDate: '2023-07-20' },
  ),
  page(
    'https://oldorchard.example/bees',
    'Bees in the apple blossom',
    'Wild bees visit more apple blossoms than honey bees on cold mornings. In our count of 2025 two thirds of all visits before nine were wild bees. A strip of flowers beside the trees doubled them. Fruit set rose by a fifth. ![A mason bee](/img/mason-bee.jpg)',
    { publishedDate: '2025-05-28' },
  ),
  page(
    'https://oldorchard.example/care/pruning',
    'Pruning old apple trees',
    'Prune old apple trees in late winter and never take more than a fifth of the crown. Young [grafts](/care/grafting) are pruned in summer.',
  ),
  page(
    'https://oldorchard.example/care/grafting',
    'Grafting in April',
    'Grafting puts a twig of one apple tree on another. Nine of ten grafts take when the twigs were cut in January and kept cold.',
  ),
  page('https://oldorchard.example/staff', 'For staff', 'The key is with the neighbour.', {
    unreadable: '403 Forbidden',
  }),
  page(
    'https://handbook.oldorchard.example/',
    'Handbook of the orchard',
    'Chapters: [soil](/soil), [water](/water), [late frost](/frost). The orchard itself is [here](https://oldorchard.example/).',
  ),
  page(
    'https://handbook.oldorchard.example/soil',
    'Soil under apple trees',
    'Apple trees want deep soil with clover between the rows. Clover feeds wild bees from May to September and the soil all year.',
  ),
  page(
    'https://handbook.oldorchard.example/water',
    'Water in dry summers',
    'In dry summers old apple trees need forty litres of water every second week. Young trees need it every week.',
    { publishedDate: '2025-08-02' },
  ),
  page(
    'https://handbook.oldorchard.example/frost',
    'Late frost in the blossom',
    'Late frost kills open apple blossoms at minus two degrees. Sprinklers protect them: freezing water gives off heat. Smoke does not help.',
    { publishedDate: '2025-04-22' },
  ),
  page(
    'https://valley-radio.example/',
    'Valley Radio',
    'Today: [frost in the orchards](/2025/frost-night) and [a festival of apples](/2025/apple-festival).',
  ),
  page(
    'https://valley-radio.example/2025/frost-night',
    'Frost night: half of the apple blossom is lost',
    'Half of the apple blossom in the valley froze on Tuesday night. Orchards with sprinklers lost almost nothing. Growers ask the town for help.',
    { isNews: true, publishedDate: '2025-04-24' },
  ),
  page(
    'https://valley-radio.example/2025/apple-festival',
    'Forty varieties at the apple festival',
    'The apple festival showed forty varieties of apple on one long table. The winter rambour won the prize for keeping. ![The long table](/img/table.jpg)',
    { isNews: true, publishedDate: '2025-10-19' },
  ),
  page(
    'https://valley-radio.example/2025/bees-counted',
    'Pupils count bees for science',
    'Pupils of the valley counted bees in apple trees for a week in May. They saw twelve kinds of wild bees. Their teacher was stung once.',
    { isNews: true, publishedDate: '2025-12-30' },
  ),
  page(
    'https://seedbank.example/apples',
    'Apples in the seed bank',
    'The seed bank keeps cuttings of six hundred apple varieties at minus ten degrees. Seeds would not do: an apple never comes true from seed.',
  ),
  page(
    'https://seedbank.example/fr/pommes',
    'Les pommes de la banque',
    'La banque garde six cents pommes. Headwater sample page: exemple inventé.',
    { language: 'fr' },
  ),
  page(
    'https://blossom-review.example/wild-bees-and-fruit-set',
    'Wild bees and fruit set of apple: a review',
    'Eleven studies compared wild bees and honey bees in apple orchards. Fruit set followed the number of kinds of bees, not the number of bees.',
    { publishedDate: '2024-03-11' },
  ),
  page(
    'https://blossom-review.example/frost-protection',
    'Protecting blossom from late frost: what works',
    'Sprinklers and wind machines protect apple blossom from late frost. Candles are dear and smoke does nothing.',
    { publishedDate: '2022-09-05' },
  ),
];
