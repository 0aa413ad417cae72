/** What invented people say, by topic. Nothing of it happened; every place and figure is made up. */
export const sampleTopics: readonly { tag: string; sentences: readonly string[] }[] = [
  {
    tag: 'StreetTrees',
    sentences: [
      'Street trees on our block in Oldharbour kept the pavement cooler than the next street in this heat.',
      'Counted again: a third of the young street trees did not survive the summer heat. Water them!',
      'Street trees or shade sails? In the heat of the sample district the trees won, two degrees to one.',
      'The council of Oldharbour votes on 400 new street trees next week. Heat maps are attached to the agenda.',
      'Unpopular view: street trees help less against heat at night than people hope.',
    ],
  },
  {
    tag: 'Sleep',
    sentences: [
      'Slept eight hours before the exam and remembered the word list. Sleep and memory, sample of one.',
      'Our little sleep club compared notes: naps helped memory for facts, not for skills.',
      'Caffeine after three in the afternoon costs me an hour of sleep. Measured it for a month.',
      'Reading group tonight: does sleep clean up memory, or only keep it from fading?',
    ],
  },
  {
    tag: 'VitaminD',
    sentences: [
      'Vitamin D every winter morning, and still a cold. The trial of Lindholm said to expect that.',
      'Asked my doctor about vitamin D doses. Answer: test first, then talk.',
      'Vitamin D and fewer falls? The invented Quayside study found no difference.',
    ],
  },
  {
    tag: 'GridBatteries',
    sentences: [
      'Grid batteries paid for themselves in four years here, says the Port Ansel utility report.',
      'Prices of grid batteries fell by 18 percent in the sample market. The subsidy is gone, the orders are not.',
      'Our village grid battery carried the evening peak alone for the first time.',
    ],
  },
  {
    tag: 'RetrievalPractice',
    sentences: [
      'Ten minutes of retrieval practice a week, no marks. My class remembers more than last year’s.',
      'Rereading feels like learning. Retrieval practice is learning. Try it with your own notes.',
      'Retrieval practice works best when the feedback comes right away, says our school’s small test.',
    ],
  },
  {
    tag: 'OpenModels',
    sentences: [
      'The small open model answers our support mail well enough on one machine. No data leaves the house.',
      'Benchmarked three open models on the Oldharbour test set: the middle one won on price.',
      'An open model is not an open data set. Ask what it was trained on.',
    ],
  },
];
