import type { EmulatorPage } from './pages.ts';

const SAMPLE_NOTE = 'Headwater sample page, invented. ';

/**
 * Twenty invented pages, written for this emulator: the names under `.example` can belong to nobody, and each text says that it is
 * a sample.
 */
export const samplePages: readonly EmulatorPage[] = [
  {
    url: 'https://city-notes.example/2024/street-trees-heat',
    title: 'Why street trees cool some blocks and not others',
    publishedDate: '2024-07-03',
    author: 'Ada Lindqvist',
    category: 'news',
    text:
      SAMPLE_NOTE +
      'Street trees cool a city block mainly by shade. In the sample district of Oldharbour, blocks with a closed canopy were almost two degrees cooler on July afternoons. Blocks with young trees showed no difference at all. The city plans to water new trees for two summers, because a third of them used to die within five years. Residents asked for benches in the shade first.',
  },
  {
    url: 'https://city-notes.example/2023/cool-roofs',
    title: 'Cool roofs help the people under them, not the people beside them',
    publishedDate: '2023-05-18',
    author: 'Ada Lindqvist',
    category: 'news',
    text:
      SAMPLE_NOTE +
      'Reflective roofs keep top-floor flats cooler. Measurements on forty sample buildings showed roof surfaces fourteen degrees cooler at noon. Pedestrians noticed nothing: air temperature in the street stayed the same. Planted roofs also held back about half of the rain in small storms. The programme pays owners who repaint before June.',
  },
  {
    url: 'https://health-desk.example/heat-and-kidneys',
    title: 'Heat waves and kidneys: what hospitals see',
    publishedDate: '2022-08-11',
    author: 'Ines Moreau',
    category: 'news',
    text:
      SAMPLE_NOTE +
      'Hospitals admit more patients with kidney disease during heat waves. In a sample of eleven mid-sized cities the increase was about eleven percent. Older people who live far from parks are at highest risk. Doctors recommend drinking before thirst sets in and checking on neighbours. Air conditioning halves the excess risk but raises demand for power.',
  },
  {
    url: 'https://classroom-lab.example/retrieval-practice-guide',
    title: "A teacher's guide to retrieval practice",
    publishedDate: '2023-09-01',
    author: 'Marta Kowalczyk',
    category: 'personal site',
    text:
      SAMPLE_NOTE +
      'Retrieval practice means recalling what was learned without looking. Ten minutes of low-stakes quizzes a week are enough for most classes. Pupils remember more after months than pupils who reread their notes. Give feedback after each quiz, and return to a topic after one to two weeks. Marks are not needed and may do harm.',
  },
  {
    url: 'https://classroom-lab.example/spacing-calendar',
    title: 'A spacing calendar for vocabulary',
    publishedDate: '2022-02-14',
    author: 'Daniel Abebe',
    category: 'personal site',
    text:
      SAMPLE_NOTE +
      'Spaced repetition works best when the gap between sessions suits the exam date. For an exam in six months, gaps of one to two weeks are a good start. Expanding gaps are no better than equal gaps. Very long gaps make practice discouraging. The calendar can be printed on one page.',
  },
  {
    url: 'https://sleep-journal.example/teenagers-memory',
    title: 'Sleep, teenagers and memory',
    publishedDate: '2021-10-08',
    author: 'Yuki Tanabe',
    category: 'publication',
    text:
      SAMPLE_NOTE +
      'Teenagers who sleep at least eight hours after learning remember more word pairs a week later. Slow-wave sleep predicts how much is kept. Screens before bed shorten sleep, and in this way lower retention. Morning lessons for tests later in the week gain from an early night. Naps helped a little.',
  },
  {
    url: 'https://model-watch.example/citations-checked',
    title: 'We checked 1,200 cited sentences from answer engines',
    publishedDate: '2024-06-12',
    author: 'Lena Fischer',
    category: 'publication',
    text:
      SAMPLE_NOTE +
      'Answer engines cite sources, yet the cited page does not always support the sentence. In a sample of 1,200 sentences between 52 and 78 percent were fully supported. Sentences with numbers fared worst. Readers found twice as many errors when the exact quote stood beside the sentence. Systems that quoted first and wrote second made fewer mistakes.',
  },
  {
    url: 'https://model-watch.example/hybrid-retrieval',
    title: 'Hybrid retrieval in practice: lexical and dense search together',
    publishedDate: '2023-01-20',
    author: 'Omar Haddad',
    category: 'publication',
    text:
      SAMPLE_NOTE +
      'Dense retrieval finds paraphrases, lexical retrieval finds rare names and numbers. Fusing both ranked lists by reciprocal rank raised recall in our sample collection from 0.79 to 0.90. The gain was largest for questions about gene variants. Fusion needs no training and two lines of code. Tuning the weights brought almost nothing.',
  },
  {
    url: 'https://model-watch.example/prompt-injection-basics',
    title: 'Text from the web is data: prompt injection basics',
    publishedDate: '2025-02-03',
    author: 'Priya Raman',
    category: 'personal site',
    text:
      SAMPLE_NOTE +
      'A web page can contain instructions addressed to a language model. A research agent must treat all text from sources as data. Quote it, label it, and never let it choose tools or change the plan. Test with pages that ask for secrets. Logging what was fetched makes later checks possible.',
  },
  {
    url: 'https://alpine-water.example/microplastics-streams',
    title: 'Microplastics in mountain streams',
    publishedDate: '2021-01-15',
    author: 'Giulia Conti',
    category: 'publication',
    text:
      SAMPLE_NOTE +
      'Microplastics reach streams high above the tree line through the air. Monthly samples from fourteen sample streams held between 0.2 and 3.1 particles per litre. Concentrations peaked during snowmelt. Three quarters of the particles were textile fibres. Wastewater mattered only below villages.',
  },
  {
    url: 'https://alpine-water.example/mussels',
    title: 'Can mussels clean rivers of microplastics?',
    publishedDate: '2022-03-30',
    author: 'Jonas Weber',
    category: 'news',
    text:
      SAMPLE_NOTE +
      'Freshwater mussels remove part of the larger microplastic particles from water. Most of the particles come back in their faeces and sink to the bottom. Filtration slows when concentrations are high. Mussels are endangered in many rivers and cannot be used as filters. Reducing fibres at the source remains the better plan.',
  },
  {
    url: 'https://diet-evidence.example/intermittent-fasting',
    title: 'Intermittent fasting: what a year-long trial showed',
    publishedDate: '2020-01-09',
    author: 'Sofia Nyberg',
    category: 'news',
    text:
      SAMPLE_NOTE +
      'Intermittent fasting led to about the same weight loss as ordinary calorie restriction in a sample trial of 240 adults. After twelve months the groups had lost 6.0 and 5.3 percent of their weight. More people dropped out of the fasting group. Blood pressure improved equally. Those who liked fasting kept to it.',
  },
  {
    url: 'https://diet-evidence.example/vitamin-d-winter',
    title: 'Vitamin D in winter: who benefits?',
    publishedDate: '2018-11-05',
    author: 'Kofi Mensah',
    category: 'news',
    text:
      SAMPLE_NOTE +
      'Vitamin D supplements did not lower the number of respiratory infections in most older adults of a sample trial. Only people with very low levels at the start had fewer infections. Falls and fractures stayed the same. A blood test can tell who is low. High doses can be harmful.',
  },
  {
    url: 'https://grid-report.example/wind-curtailment-birds',
    title: 'Stopping turbines on migration nights',
    publishedDate: '2021-04-22',
    author: 'Jonas Weber',
    category: 'financial report',
    text:
      SAMPLE_NOTE +
      'Six sample wind farms stopped their turbines on nights with heavy bird migration. Dead birds fell by nearly half. Lost energy was 0.6 percent of annual output. Bats need a different rule: turbines must also stop at low wind speed. Radar forecasts cost less than the fines they prevent.',
  },
  {
    url: 'https://grid-report.example/battery-prices',
    title: 'Battery storage prices fell again',
    publishedDate: '2025-05-30',
    category: 'financial report',
    text:
      SAMPLE_NOTE +
      'Prices of grid batteries fell by 18 percent in the sample year. Lithium iron phosphate cells made up most of the new capacity. Four-hour systems are now built without subsidies in sunny regions. Recycling capacity lags behind. Insurance costs rose after two fires.',
  },
  {
    url: 'https://work-week.example/four-days',
    title: 'Four days of work, five days of pay',
    publishedDate: '2024-10-01',
    author: 'Daniel Abebe',
    category: 'news',
    text:
      SAMPLE_NOTE +
      'Forty-one sample companies moved to a four-day week at full pay. Output per employee did not change significantly. Sick days fell by a third and fewer people resigned. Shops and hotlines had to hire to keep their hours. Most companies kept the shorter week after the trial.',
  },
  {
    url: 'https://gene-clinic.example/base-editing-hearing',
    title: 'Base editing and inherited deafness',
    publishedDate: '2022-01-25',
    author: 'Yuki Tanabe',
    category: 'publication',
    text:
      SAMPLE_NOTE +
      'A base editor delivered to the inner ear of newborn mice restored part of their hearing. About eleven percent of hair cells were edited in the sample study. Treated mice heard sounds twenty decibels quieter. Edits elsewhere in the genome were below detection. Trials in people are years away.',
  },
  {
    url: 'https://air-sensors.example/calibration',
    title: 'How to calibrate a low-cost air sensor',
    publishedDate: '2022-06-17',
    author: 'Tomas Okafor',
    category: 'personal site',
    text:
      SAMPLE_NOTE +
      'Low-cost sensors measure fine particles well only after calibration. Place the sensor beside a reference station for two weeks. Repeat after ten months, because drift doubles the error. Ignore readings above 85 percent humidity. Publish raw and corrected values together.',
  },
  {
    url: 'https://oldharbour.example/about',
    title: 'Oldharbour sample company',
    category: 'company',
    text:
      SAMPLE_NOTE +
      'Oldharbour Instruments is an invented company that stands in for a company page. It makes low-cost air sensors and calibration boxes. It has forty invented employees. The page carries no date. Nobody answers the telephone.',
  },
  {
    url: 'https://notes.example/untitled',
    title: null,
    category: 'personal site',
    text:
      SAMPLE_NOTE +
      'A page without a title or date about baking sourdough bread on rainy days. The starter needs warmth more than flour. Bake dark, cool slowly, and share the first slice.',
  },
];
