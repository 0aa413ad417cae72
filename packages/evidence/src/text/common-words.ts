import { stem } from './stem.ts';

/**
 * How much a word says about a topic before any corpus has been seen. The documents at hand cannot tell: they were
 * fetched by the question's own words, so exactly those look common among them. Nor is a frequency table of some corpus
 * shipped, which would fit that corpus and age. Instead two short lists of ordinary English, written by hand as one
 * would write stop words: words of asking and reporting, which say nothing about the topic, and words of relation,
 * change, degree and time, which say a little. Everything else is taken to name the topic.
 */
const framing = `answer ask aspect available base basis call case certain claim common compare comparison concern
  consider consist contain contribute current define definition depend describe determine different discuss
  evidence exist example explain fact feature find found general help identify important include indicate information
  involve kind know known look main mean meaning name need note number observe obtain occur order part particular
  people person place point possible present propose provide question reason refer relate relation relationship
  relevant report represent require research respective result role say scientific seem series set show significant
  similar situation specific start state study suggest take talk term thing think time total true try type use used
  useful usual various view want way word work world`;

const relational = `ability absence accompany accord achieve act active activity add addition adjust administer adult affect age aim
  allow alter alternative amount appear apply approach area associate association attempt attribute average bad
  begin behavior benefit best better beyond big body bring broad build capable care carry cause center central chance
  change characteristic clear clinical close combination combine complete complex component condition conduct
  confer connect consequence constant control correlate correlation cost couple course create critical cut daily damage data day deal death
  decline decrease degree delay demonstrate dependent derive design detail detect develop development deviation differ difference difficult
  direct disorder display distinct distribution drive early easy effect effective efficacy efficient
  elevate eliminate enable end enhance entire environment equal essential establish estimate event exhibit expect
  experience experimental express expression extend extent face facilitate factor fail fall family fast favor
  feel few first follow force form formation free frequent full function gain good great greater group grow
  growth half hand happen hard harm head healthy high higher hold home hour human impact impair implicate
  improve improvement incidence increase individual induce induction influence inhibit initial initiate interact interaction interest
  internal introduce job join keep key lack large last late lead leave length less level life limit line link live
  load local long loss low lower maintain major manage mark maintenance mass material maximum measure mechanism mediate
  member method middle minimum minor minute mode model moderate modify modulate month move multiple natural
  nature negative new newly next normal novel occurrence offer old open opposite outcome overall participant pass
  pattern perform performance period phase play population positive potential power prefer present prevalence prevent
  previous primary process produce product production program progress progression promote property proportion protect protective
  proper put quality quantity range rank rapid rare rate ratio reach react reaction ready receive recent
  recommend record recover reduce reduction region regular regulate regulation relative release remain remove replace
  resist resistance respond response responsible return reverse rise risk run safe sample second section select
  sensitive separate serve severe severity share short side sign signal similarity simple single site size slow small
  source spread stage standard step stop strategy strength strong structure subject substantial success successful
  sudden suffer sufficient supply support susceptible sustain system target task temporary test
  third top tool treat treatment trend trial turn typical under undergo understand unique unit upper usage
  value variable vary week weak worse year young`;

const change = `absent accelerate accumulate activate activation additional aggravate alleviate ameliorate antagonize approximate
  attenuate augment block boost breakdown capacity cease collapse commit compromise convert cooperate counteract curb
  deactivate deplete depletion deteriorate diminish disrupt double downregulate eliminate encourage engage ensure
  evoke exacerbate exceed exclusive expand expansion fewer greatest halt hinder identical impede inactivate incapable
  incur inhibition inversely lengthen lessen lesser lower lowest mimic minimal minus mitigate negligible neutralize
  partial permit plus poor precede predict prediction predictive predispose profound prolong prompt rapid rather
  recruit recruitment reinforce relate repress restore restrict slight smaller stabilize stable stimulate stimulation strengthen
  subtle superior suppress suppression trigger trivial turnover unaffected unchanged unlike unnecessary unrelated upregulate upregulation
  versus vulnerability vulnerable weaken widespread worsen yield`;

const broad = `agent animal cell cellular child clinical culture deficiency disease drug female gene health human hospital male man
  medical medicine model molecular molecule mouse patient pathway protein public receptor subject syndrome therapy tissue
  treatment tumor woman city country game movie show song team film company book`;

const tiers: readonly (readonly [words: string, weight: number])[] = [
  [relational, 0.35],
  [change, 0.35],
  [broad, 0.6],
  [framing, 0.1],
];

const weights = new Map<string, number>();
for (const [list, weight] of tiers) {
  for (const word of list.split(/\s+/)) if (word) weights.set(stem(word), weight);
}

/** 0.1 for a framing word, 0.35 for a word of relation or change, 0.45 for a number, 0.6 for a broad noun, else 1. */
export function topicalWeight(surface: string): number {
  if (/^\d+(?:\.\d+)?$/.test(surface)) return 0.45;
  // Adverbs ("indirectly", "exclusively") qualify; they do not name.
  return weights.get(stem(surface)) ?? (/^[a-z]{4,}ly$/.test(surface) ? 0.35 : 1);
}
