export interface SampleThread {
  title: string;
  kind: 'link' | 'ask' | 'show';
  text?: string;
  comments: readonly string[];
}

/** What an invented forum talks about. Nothing of it happened; every place, product and figure is made up. */
export const sampleThreads: readonly SampleThread[] = [
  {
    title: 'Street trees cool a block by two degrees, measured with cheap sensors',
    kind: 'link',
    comments: [
      'We put the same sensors under street trees in Oldharbour. The shade matters more than the species.',
      'Two degrees of what? Air temperature at head height hardly moves; the pavement does.',
      'The maintenance of street trees is the part nobody budgets for.',
      'Our city lost a third of its young street trees in one dry summer.',
    ],
  },
  {
    title: 'A small database that keeps its whole index in one page',
    kind: 'link',
    comments: ['What happens to the index when the page is full?', 'The benchmark compares against a cold cache.'],
  },
  {
    title: 'Show HN: I built a queue that survives power cuts',
    kind: 'show',
    text: 'It writes each job to a log <i>before</i> it answers.<p>The code is at <a href="https://queue.example/code" rel="nofollow">https:&#x2F;&#x2F;queue.example&#x2F;...</a>',
    comments: ['How do you test the power cut itself?', 'We pull the plug of a Raspberry with a relay. Really.'],
  },
  {
    title: 'Ask HN: How do you keep notes on papers you read?',
    kind: 'ask',
    text: 'I read ten papers a week and remember two. What works for you?',
    comments: [
      'One index card per paper: the claim, the method, the doubt.',
      'Retrieval practice: close the paper and write down what it said.',
      'I stopped keeping notes and started keeping questions.',
    ],
  },
  {
    title: 'Grid batteries carried an evening peak alone for the first time',
    kind: 'link',
    comments: [
      'Prices of grid batteries fell by 18 percent in this sample market.',
      'For how long, and at what price?',
    ],
  },
  {
    title: 'Sleep and memory: what a sample of eleven labs could repeat',
    kind: 'link',
    comments: [
      'Naps helped facts, not skills. That matches the old results.',
      'Eleven labs, and only four shared their data.',
    ],
  },
  {
    title: 'Show HN: A spacing calendar that prints on one page',
    kind: 'show',
    text: 'Enter the date of the exam, get the dates of the sessions. <pre><code>  npx spacing --exam 2026-06-01\n</code></pre>',
    comments: ['Expanding gaps are no better than equal ones, as far as I know.'],
  },
  {
    title: 'Why our compiler got slower, and why we kept it that way',
    kind: 'link',
    comments: ['Error messages are worth 200 ms to me.', 'I would rather have both.'],
  },
];
