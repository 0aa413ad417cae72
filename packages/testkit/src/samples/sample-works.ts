/** An invented paper in nobody's format, for emulators of scholarly services to translate into their own. */
export interface SampleWork {
  /** Below 10.5555, the prefix that is reserved for examples. */
  doi: string;
  /** Of the form of arXiv's ids, numbered beyond what any month has had. */
  arxiv?: string;
  pmid?: string;
  title: string;
  abstract: string;
  /** `YYYY-MM-DD`. */
  publishedAt: string;
  authors: readonly string[];
  subjects: readonly string[];
  types: readonly string[];
  isOpenAccess: boolean;
  /** DOIs of the other sample works that this one cites. */
  references: readonly string[];
}

/** Stands where a reader of any service's record sees it: as the journal, the venue or the comment. */
export const SAMPLE_VENUE = 'Headwater sample corpus';

/**
 * Twenty invented papers. Nothing in them was ever measured. All scholarly emulators answer from these, so that one paper can be met
 * through several services, as in life.
 */
export const sampleWorks: readonly SampleWork[] = [
  {
    doi: '10.5555/headwater.001',
    arxiv: '1605.90001',
    title: 'Street trees and afternoon temperature in dense city districts',
    abstract:
      'Street trees lower afternoon air temperature in dense city districts, but the size of the effect is disputed. We measured air temperature at 48 street sections with and without trees over two summers. Sections with a closed canopy were 1.9 °C cooler at 3 p.m. than sections without trees. The difference fell to 0.3 °C after sunset. Canopy cover explained more of the variation than building height.',
    publishedAt: '2016-05-12',
    authors: ['Ada Lindqvist', 'Tomas Okafor'],
    subjects: ['Environmental Science'],
    types: ['JournalArticle'],
    isOpenAccess: true,
    references: [],
  },
  {
    doi: '10.5555/headwater.002',
    arxiv: '1803.90002',
    title: 'Cool roofs, green roofs and the urban heat island: a comparison on 120 buildings',
    abstract:
      'Reflective and planted roofs are both proposed against the urban heat island. We monitored 120 buildings for three years after their roofs were changed. Cool roofs reduced roof surface temperature by 14 °C on clear days, green roofs by 17 °C. Neither changed street-level air temperature by more than 0.4 °C. Green roofs also held back 55 percent of the rain in small storms.',
    publishedAt: '2018-03-02',
    authors: ['Priya Raman', 'Tomas Okafor'],
    subjects: ['Environmental Science', 'Engineering'],
    types: ['JournalArticle'],
    isOpenAccess: true,
    references: ['10.5555/headwater.001'],
  },
  {
    doi: '10.5555/headwater.003',
    pmid: '99000003',
    title: 'Heat waves and hospital admissions in mid-sized cities: a cohort study',
    abstract:
      'Heat waves are linked to hospital admissions, yet mid-sized cities are rarely studied. We followed 310,000 residents of eleven cities through nine summers. Admissions for kidney disease rose by 11 percent during heat waves, admissions for heart disease by 4 percent. People living more than 300 metres from a park had the highest risk. Air conditioning halved the excess risk.',
    publishedAt: '2019-11-20',
    authors: ['Ines Moreau', 'Kofi Mensah'],
    subjects: ['Medicine'],
    types: ['Study', 'JournalArticle'],
    isOpenAccess: false,
    references: ['10.5555/headwater.002'],
  },
  {
    doi: '10.5555/headwater.004',
    arxiv: '2206.90004',
    title: 'Urban tree planting programmes: a systematic review of cooling, cost and survival',
    abstract:
      'Many cities plant trees to adapt to heat. We reviewed 84 studies of urban tree planting that reported cooling, cost or survival. Median daytime cooling was 1.2 °C, with larger effects in dry climates. A third of newly planted street trees died within five years. Watering in the first two summers doubled survival at moderate cost.',
    publishedAt: '2022-06-30',
    authors: ['Ada Lindqvist', 'Ines Moreau'],
    subjects: ['Environmental Science'],
    types: ['Review'],
    isOpenAccess: true,
    references: ['10.5555/headwater.001', '10.5555/headwater.002', '10.5555/headwater.003'],
  },
  {
    doi: '10.5555/headwater.005',
    title: 'Spaced retrieval practice improves long-term retention in secondary schools',
    abstract:
      'Pupils often reread their notes before a test. We compared rereading with spaced retrieval practice in 26 classes over one school year. After eight months, the retrieval group recalled 63 percent of the material and the rereading group 41 percent. The benefit was similar for strong and weak pupils. Teachers needed about ten minutes a week for the quizzes.',
    publishedAt: '2015-09-01',
    authors: ['Marta Kowalczyk'],
    subjects: ['Psychology', 'Education'],
    types: ['JournalArticle'],
    isOpenAccess: false,
    references: [],
  },
  {
    doi: '10.5555/headwater.006',
    title: 'How long should the gap be? Spacing intervals and vocabulary learning',
    abstract:
      'Spacing study sessions improves memory, but the best interval is unclear. In three experiments 412 adults learned foreign vocabulary with gaps between one day and four weeks. Retention after six months was highest for gaps of one to two weeks. Very long gaps lowered the success rate during learning. Expanding intervals were no better than equal ones.',
    publishedAt: '2017-02-14',
    authors: ['Marta Kowalczyk', 'Daniel Abebe'],
    subjects: ['Psychology'],
    types: ['JournalArticle'],
    isOpenAccess: true,
    references: ['10.5555/headwater.005'],
  },
  {
    doi: '10.5555/headwater.007',
    pmid: '99000007',
    title: 'Sleep after learning and memory consolidation in adolescents',
    abstract:
      'Sleep supports the consolidation of memory. We recorded sleep at home in 96 adolescents after they had learned word pairs in the evening or in the morning. Evening learners who slept at least eight hours remembered 22 percent more pairs after a week. The amount of slow-wave sleep predicted retention. Screen use before bed shortened sleep but did not change retention directly.',
    publishedAt: '2018-10-08',
    authors: ['Daniel Abebe', 'Yuki Tanabe'],
    subjects: ['Psychology', 'Medicine'],
    types: ['JournalArticle'],
    isOpenAccess: false,
    references: ['10.5555/headwater.005'],
  },
  {
    doi: '10.5555/headwater.008',
    arxiv: '2104.90008',
    title: 'Retrieval practice in classrooms: a meta-analysis of 118 field studies',
    abstract:
      'Laboratory studies show large benefits of testing on memory. We combined 118 field studies of retrieval practice in classrooms with 31,000 students. The average effect was medium (g = 0.51) and remained after correction for publication bias. Feedback increased the effect, stakes did not. Effects were smallest when the delay to the final test was under one day.',
    publishedAt: '2021-04-19',
    authors: ['Yuki Tanabe', 'Marta Kowalczyk'],
    subjects: ['Psychology', 'Education'],
    types: ['MetaAnalysis', 'Review'],
    isOpenAccess: true,
    references: ['10.5555/headwater.005', '10.5555/headwater.006', '10.5555/headwater.007'],
  },
  {
    doi: '10.5555/headwater.009',
    arxiv: '2405.90009',
    title: 'Retrieval-augmented generation with citations: how often do sources support the sentence?',
    abstract:
      'Language models that retrieve documents can cite sources for what they write. We asked four systems 1,200 questions and let experts check every cited sentence. Between 52 and 78 percent of the sentences were fully supported by the cited document. Sentences with numbers were supported least often. Showing the exact quote beside each sentence helped readers notice errors twice as often.',
    publishedAt: '2024-05-27',
    authors: ['Lena Fischer', 'Omar Haddad'],
    subjects: ['Computer Science'],
    types: ['Conference'],
    isOpenAccess: true,
    references: [],
  },
  {
    doi: '10.5555/headwater.010',
    arxiv: '2212.90010',
    title: 'Dense and lexical retrieval for scientific claims: complementary errors',
    abstract:
      'Dense retrieval has replaced lexical matching in many systems. We compared both on 2,000 scientific claims with known evidence. Lexical matching failed on paraphrases, dense retrieval on rare names and numbers. Fusing the two ranked lists by reciprocal rank raised recall at twenty from 0.79 to 0.90. Gains were largest for claims about gene variants.',
    publishedAt: '2022-12-05',
    authors: ['Omar Haddad'],
    subjects: ['Computer Science'],
    types: ['Conference'],
    isOpenAccess: true,
    references: [],
  },
  {
    doi: '10.5555/headwater.011',
    arxiv: '2501.90011',
    title: 'Verifying generated answers against their sources with entailment models',
    abstract:
      'Generated answers contain sentences their sources do not support. We train an entailment model to remove such sentences after generation. On a benchmark of 900 answers the share of supported sentences rose from 71 to 94 percent. Answers became 12 percent shorter. The model still accepts subtle changes of quantity.',
    publishedAt: '2025-01-16',
    authors: ['Lena Fischer', 'Priya Raman'],
    subjects: ['Computer Science'],
    types: ['Conference'],
    isOpenAccess: true,
    references: ['10.5555/headwater.009', '10.5555/headwater.010'],
  },
  {
    doi: '10.5555/headwater.012',
    arxiv: '2008.90012',
    title: 'Microplastic particles in alpine streams and their sources',
    abstract:
      'Microplastics have been found far from cities, but mountain streams are poorly sampled. We collected monthly water samples from 14 alpine streams for two years. Concentrations ranged from 0.2 to 3.1 particles per litre and peaked during snowmelt. Fibres made up 74 percent of the particles. Air transport rather than wastewater explained most of the load above the tree line.',
    publishedAt: '2020-08-03',
    authors: ['Giulia Conti', 'Jonas Weber'],
    subjects: ['Environmental Science'],
    types: ['JournalArticle'],
    isOpenAccess: true,
    references: [],
  },
  {
    doi: '10.5555/headwater.013',
    title: 'Filtration of microplastics by freshwater mussels under laboratory conditions',
    abstract:
      'Freshwater mussels filter large volumes of water. We exposed 60 mussels to polyethylene particles of three sizes for four weeks. Mussels removed 38 percent of particles larger than 20 micrometres and returned most of them in faeces. Filtration slowed by a fifth at the highest concentration. We found no effect on survival within the four weeks.',
    publishedAt: '2021-07-22',
    authors: ['Jonas Weber'],
    subjects: ['Environmental Science', 'Biology'],
    types: ['JournalArticle'],
    isOpenAccess: false,
    references: ['10.5555/headwater.012'],
  },
  {
    doi: '10.5555/headwater.014',
    pmid: '99000014',
    title: 'Intermittent fasting and weight loss: a randomised trial of 240 adults',
    abstract:
      'Intermittent fasting is popular, but long trials are rare. We assigned 240 adults with overweight to alternate-day fasting, daily calorie restriction or usual diet for twelve months. Weight fell by 6.0 percent with fasting and by 5.3 percent with calorie restriction; the difference was not significant. Dropout was higher in the fasting group. Blood pressure and glucose improved equally in both diets.',
    publishedAt: '2019-03-11',
    authors: ['Sofia Nyberg', 'Kofi Mensah'],
    subjects: ['Medicine'],
    types: ['ClinicalTrial'],
    isOpenAccess: true,
    references: [],
  },
  {
    doi: '10.5555/headwater.015',
    pmid: '99000015',
    title: 'Time-restricted eating without calorie counting: effects on glucose control',
    abstract:
      'Eating within a short daily window may improve glucose control. In a crossover trial, 62 adults with prediabetes ate within eight hours a day for six weeks and at usual times for six weeks. Fasting glucose fell by 0.21 mmol/L. Weight changed by less than one kilogram. Participants found an early window harder to keep than a late one.',
    publishedAt: '2023-01-30',
    authors: ['Sofia Nyberg'],
    subjects: ['Medicine'],
    types: ['ClinicalTrial'],
    isOpenAccess: true,
    references: ['10.5555/headwater.014'],
  },
  {
    doi: '10.5555/headwater.016',
    pmid: '99000016',
    title: 'Vitamin D supplements and respiratory infections in older adults',
    abstract:
      'Low vitamin D has been linked to respiratory infections. We gave 1,850 adults over 70 daily vitamin D or placebo for two winters. Infections occurred in 41 percent of the vitamin group and 43 percent of the placebo group. Only participants with very low levels at the start had fewer infections. Falls and fractures did not differ.',
    publishedAt: '2017-12-01',
    authors: ['Kofi Mensah', 'Ines Moreau'],
    subjects: ['Medicine'],
    types: ['ClinicalTrial'],
    isOpenAccess: false,
    references: [],
  },
  {
    doi: '10.5555/headwater.017',
    arxiv: '2002.90017',
    title: 'Bird mortality at wind farms before and after curtailment on migration nights',
    abstract:
      'Wind turbines kill migrating birds and bats. Operators of six wind farms stopped their turbines on nights with heavy migration forecast by radar. Searches found 48 percent fewer dead birds than in the three years before. Lost energy was 0.6 percent of annual output. Bat deaths fell only when turbines also stopped at low wind speed.',
    publishedAt: '2020-02-17',
    authors: ['Jonas Weber', 'Ada Lindqvist'],
    subjects: ['Biology', 'Environmental Science'],
    types: ['JournalArticle'],
    isOpenAccess: true,
    references: [],
  },
  {
    doi: '10.5555/headwater.018',
    pmid: '99000018',
    title: 'Base editing restores hearing in a mouse model of inherited deafness',
    abstract:
      'Many forms of inherited deafness are caused by a single changed base. We delivered a base editor to the inner ear of newborn mice with a dominant hearing mutation. Editing reached 11 percent of hair cells. Treated mice responded to sounds 20 decibels quieter than untreated mice at twelve weeks. Editing at other sites of the genome stayed below the limit of detection.',
    publishedAt: '2021-10-14',
    authors: ['Yuki Tanabe', 'Giulia Conti'],
    subjects: ['Biology', 'Medicine'],
    types: ['JournalArticle'],
    isOpenAccess: false,
    references: [],
  },
  {
    doi: '10.5555/headwater.019',
    arxiv: '2409.90019',
    title: 'Four-day working weeks and productivity: evidence from 41 companies',
    abstract:
      'Shorter working weeks are tried in many countries. We followed 41 companies that moved to four days at full pay for one year and 41 matched companies that did not. Output per employee did not change significantly. Sick days fell by 35 percent and resignations by 28 percent. Customer-facing firms needed more staff to keep their opening hours.',
    publishedAt: '2024-09-09',
    authors: ['Daniel Abebe', 'Lena Fischer'],
    subjects: ['Economics'],
    types: ['Study'],
    isOpenAccess: true,
    references: [],
  },
  {
    doi: '10.5555/headwater.020',
    arxiv: '2204.90020',
    title: 'Low-cost sensors for urban air quality: calibration and drift over eighteen months',
    abstract:
      'Low-cost sensors promise dense maps of air quality. We placed 75 sensors beside reference stations for eighteen months. After calibration the median error for fine particles was 3.4 micrograms per cubic metre. Drift doubled the error within ten months unless sensors were recalibrated. Humidity above 85 percent made readings unusable.',
    publishedAt: '2022-04-04',
    authors: ['Tomas Okafor', 'Omar Haddad'],
    subjects: ['Environmental Science', 'Engineering'],
    types: ['JournalArticle', 'Dataset'],
    isOpenAccess: true,
    references: [],
  },
];
